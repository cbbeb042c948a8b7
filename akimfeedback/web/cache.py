"""Whole public pages kept for anonymous readers: no database, no session, no template on a hit.

`@cached_page(seconds=60)` on a view for everyone. The key is path, query, language, first visit or not,
theme.
Two floors: a dictionary of this process for a second, then Redis; a dead Redis means no second floor, not
an error.
Readers with an account, with a message waiting or with anything else in their session always get a fresh
page.
"""

import functools
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

import structlog
from flask import Flask, Response, current_app, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from redis import Redis
from redis.exceptions import RedisError

from akimfeedback.web.assets import assets
from akimfeedback.web.compression import best_encoding, packed
from akimfeedback.web.display import display_key
from akimfeedback.web.front import MARK, Front

P = ParamSpec("P")
_log = structlog.get_logger(__name__)
IN_PROCESS_SECONDS = 1.0
REST_SECONDS = 3.0
MOST_IN_PROCESS = 256
_ENCODINGS = ("", "gzip", "br")
_HARMLESS = {"csrf_token", "_permanent", "_fresh"}


@dataclass(frozen=True)
class Kept:
    """One page in one encoding, with its tag and type."""

    tag: str
    media_type: str
    body: bytes


class _Shelf:
    """The newest pages of this process; old ones fall off."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[float, Kept]] = OrderedDict()
        self._rest_until = 0.0
        self._lock = threading.Lock()

    def rest(self) -> None:
        """Leave a dead Redis alone for a moment, so that it slows no page."""
        self._rest_until = time.monotonic() + REST_SECONDS

    def is_resting(self) -> bool:
        return time.monotonic() < self._rest_until

    def clear(self) -> None:
        """Forget every page, and that Redis was away."""
        with self._lock:
            self._pages.clear()
        self._rest_until = 0.0

    def get(self, key: str) -> Kept | None:
        with self._lock:
            until, page = self._pages.get(key, (0.0, None))
        return page if until > time.monotonic() else None

    def put(self, key: str, page: Kept, seconds: float) -> None:
        with self._lock:
            self._pages[key] = (time.monotonic() + seconds, page)
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_IN_PROCESS:
                self._pages.popitem(last=False)


def cached_page(
    seconds: int = 60,
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Keep the page this view returns for everybody who is nobody; put it under the audience decorator."""

    def wrap(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @functools.wraps(view)
        def cached(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if not _is_anonymous_reading():
                return _fresh(view(*args, **kwargs), private=True)
            base = _key()
            page = _find(base + best_encoding())
            if page is None:
                response = _fresh(view(*args, **kwargs))
                if response.status_code != 200 or session.modified:
                    return response
                page = _keep(base, response, seconds)
            return _answer(page)

        return cached

    return wrap


def _is_anonymous_reading() -> bool:
    reading = request.method in {"GET", "HEAD"}
    return reading and "remember_token" not in request.cookies and not (set(session) - _HARMLESS)


def _key() -> str:
    query = "&".join(sorted(f"{name}={value}" for name, value in request.args.items(multi=True)))
    look = assets().style_hashes  # a page of the release before would ask for files that are gone
    parts = (request.host, request.path, query, str(get_locale()), display_key(), look)
    return "page:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32] + ":"


def _shelf() -> _Shelf:
    shelf: _Shelf = current_app.extensions["akf.shelf"]
    return shelf


def _redis() -> "Redis | None":
    return None if _shelf().is_resting() else current_app.extensions.get("akimfeedback.redis")


def _find(key: str) -> Kept | None:
    page = _shelf().get(key)
    redis = _redis()
    if page is not None or redis is None:
        return page
    try:
        raw = redis.get(key)
    except RedisError:
        _shelf().rest()
        _log.warning("page cache away")
        return None
    if not isinstance(raw, bytes):
        return None
    tag, media_type, body = raw.split(b"\0", 2)
    page = Kept(tag.decode(), media_type.decode(), body)
    _shelf().put(key, page, IN_PROCESS_SECONDS)
    return page


def _keep(base: str, response: Response, seconds: int) -> Kept:
    body = response.get_data()
    tag = hashlib.sha256(body).hexdigest()[:20]
    media_type = response.content_type
    pages = {code: Kept(f"{tag}{code}", media_type, packed(body, code)) for code in _ENCODINGS}
    redis = _redis()
    for code, page in pages.items():
        _shelf().put(base + code, page, min(seconds, IN_PROCESS_SECONDS))
    if redis is not None:
        try:
            with redis.pipeline(transaction=False) as pipe:
                for code, page in pages.items():
                    pipe.set(
                        base + code,
                        b"\0".join([page.tag.encode(), media_type.encode(), page.body]),
                        ex=seconds,
                    )
                pipe.execute()
        except RedisError:
            _shelf().rest()
            _log.warning("page cache away")
    return pages[best_encoding()]


def _fresh(answer: ResponseReturnValue, *, private: bool = False) -> Response:
    response = make_response(answer)
    if private:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _answer(page: Kept) -> Response:
    response = Response(page.body, content_type=page.media_type)
    if page.tag.endswith(("br", "gzip")):
        response.headers["Content-Encoding"] = "br" if page.tag.endswith("br") else "gzip"
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Cookie, Accept-Encoding"
    response.set_etag(page.tag)
    response.headers[MARK] = "1"
    response.make_conditional(request)
    return response


def keep_to_the_reader(response: Response) -> Response:
    """Let no cache between us and the reader keep a page that does not say otherwise itself."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def init_app(app: Flask) -> None:
    """Give the process its shelf, and the app its front."""
    app.extensions["akf.shelf"] = _Shelf()
    app.extensions["akf.front"] = app.wsgi_app = Front(app.wsgi_app)  # type: ignore[method-assign]
    app.after_request(keep_to_the_reader)
