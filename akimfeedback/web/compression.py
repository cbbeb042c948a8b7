"""HTML, JSON and drawings leave compressed: brotli where the browser takes it, else gzip."""

import gzip

import brotli
from flask import Flask, Response, request

PACKED_TYPES = ("text/", "application/json", "image/svg+xml", "application/vnd.oai.openapi+json")
LEAST = 700
QUALITY = 5


def best_encoding() -> str:
    """Return "br", "gzip" or "" as this request allows."""
    accepted = request.headers.get("Accept-Encoding", "")
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def packed(body: bytes, encoding: str) -> bytes:
    """Return the body in the named encoding."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=QUALITY))
    return gzip.compress(body, 6, mtime=0) if encoding == "gzip" else body


def compress(response: Response) -> Response:
    """After each request: pack what is text, whole and long enough."""
    if not (response.mimetype or "").startswith(PACKED_TYPES) or "Content-Encoding" in response.headers:
        return response
    response.headers.add("Vary", "Accept-Encoding")
    if response.direct_passthrough or response.is_streamed or response.status_code in {204, 304}:
        return response
    encoding = best_encoding()
    body = response.get_data()
    if encoding and len(body) >= LEAST:
        response.set_data(packed(body, encoding))
        response.headers["Content-Encoding"] = encoding
    return response


def init_app(app: Flask) -> None:
    """Pack after everything else has looked at the page; call this first, Flask runs the last hook first."""
    app.after_request(compress)
