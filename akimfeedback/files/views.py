"""Hand out checked files: pictures inline, documents as downloads, never anything a browser could run."""

from flask import Blueprint, Response, request

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.storage import storage
from akimfeedback.files import policy, queries, rules, service
from akimfeedback.files.models import StoredFile
from akimfeedback.web.access import for_everyone

bp = Blueprint("files", __name__, template_folder="templates")

A_WEEK = 7 * 24 * 3600
HARMLESS = "default-src 'none'; sandbox"


@bp.get("/files/<string(maxlength=40):public_id>/<string(maxlength=12):size>")
@for_everyone
def photo(public_id: str, size: str) -> Response:
    """Give the bytes of one size; without a good signature only what is public."""
    signature = request.args.get("s", "")
    signed = bool(signature) and service.is_signed(public_id, size, signature)
    file = queries.by_public_id(db.session, public_id)
    if file is None or not policy.can_fetch(file, size, signed=signed):
        raise NotFound("files.link-too-old" if signature and not signed else "files.no-such-file")
    if request.if_none_match.contains(file.sha256 + size):
        return _with_headers(Response(status=304), file, size)
    return _with_headers(_bytes(file, size), file, size)


# the guard of all pages would put its own policy over ours
photo.talisman_view_options = {"content_security_policy": HARMLESS}  # type: ignore[attr-defined]


def _bytes(file: StoredFile, size: str) -> Response:
    kept = file.sizes[size]
    try:
        content = storage().read(kept["key"])
    except FileNotFoundError as gone:
        raise NotFound("files.no-such-file") from gone
    return Response(content, mimetype=kept["type"])


def _with_headers(response: Response, file: StoredFile, size: str) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.set_etag(file.sha256 + size)
    if file.public:
        response.cache_control.public = True
        response.cache_control.max_age = A_WEEK
    else:
        response.cache_control.private = True
        response.cache_control.no_store = True
    if size == rules.DOCUMENT_SIZE:
        name = file.original_name or "document.pdf"
        response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
