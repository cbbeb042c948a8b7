"""The count of an initiative for a page that refreshes itself: tiny, the same for everybody, kept briefly."""

import hashlib
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, json, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import Headers

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import counts, initiatives
from akimfeedback.petitions.queries.switches import is_on
from akimfeedback.petitions.rules import PUBLIC, Publication, Switch
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import Kept
from akimfeedback.web.front import MARK
from akimfeedback.web.security import limiter

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

bp = Blueprint("petitions_count", __name__)
BROWSER_SECONDS = 15
PROCESS_SECONDS = 5.0


class ForEverybody(Response):
    """An answer no cookie shapes and that sets none, so that caches on the way may keep it for all."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        """Return the headers without what hooks of the page add for one reader."""
        headers = super().get_wsgi_headers(environ)
        headers.remove("Set-Cookie")
        headers["Vary"] = "Accept-Encoding"
        return headers


@bp.get("/initiatives/<string(minlength=7,maxlength=8):number>/count.json")
@for_everyone
@limiter.exempt
def count(number: str) -> ResponseReturnValue:
    """Return the count as the page shows it; `live` is false while counting rests. Raises NotFound."""
    wanted = number.replace("-", "")
    shelf: Any = current_app.extensions["akf.shelf"]
    kept: Kept | None = shelf.get(f"count:{wanted}")
    if kept is None:
        kept = _made(wanted)
        shelf.put(f"count:{wanted}", kept, PROCESS_SECONDS)
    response = ForEverybody(kept.body, content_type=kept.media_type)
    response.headers["Cache-Control"] = f"public, max-age={BROWSER_SECONDS}"
    response.headers[MARK] = "1"
    response.set_etag(kept.tag)
    response.make_conditional(request)
    return response


def _made(number: str) -> Kept:
    petition = initiatives.by_number(db.session, number)
    if petition is None or Publication(petition.publication) not in PUBLIC:
        raise NotFound("petitions.no-such-initiative")
    body = json.dumps(_facts(petition, live=is_on(db.session, Switch.LIVE_COUNT))).encode()
    return Kept(hashlib.sha256(body).hexdigest()[:20], "application/json", body)


def _facts(petition: Petition, *, live: bool) -> dict[str, Any]:
    shown = counts.shown(petition)
    return {
        "number": petition.number,
        "count": shown.count,
        "fewer_than_ten": shown.fewer,
        "lines": shown.lines,
        "outside": shown.outside,
        "as_of": shown.as_of.isoformat(),
        "end_of_day_only": shown.yesterday,
        "next": shown.next_step and {"rung": shown.next_step.value, "needed": shown.needed},
        "live": live,
    }
