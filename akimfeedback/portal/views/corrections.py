"""Every corrected figure, with its reason and what stood before."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.kpi.corrected import Correction, Moved, corrections, moved
from akimfeedback.kpi.disclosure import OPINIONS
from akimfeedback.kpi.labels import NAMES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.scores import score1
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.formats import number, share_of
from akimfeedback.web.paging import PER_PAGE, Page, offset, page_number


@dataclass(frozen=True)
class Line:
    """One correction as the page tells it; `rows` name, before, now."""

    one: Correction
    rows: list[list[str]]


@bp.get("/method/corrections")
@for_everyone
@cached_page(seconds=300)
def corrected() -> ResponseReturnValue:
    """List the corrections, the latest first."""
    at = page_number()
    found = corrections(db.session, limit=PER_PAGE + 1, offset=offset(at))
    lines = [Line(one, _rows(one)) for one in found[:PER_PAGE]]
    return render_template("portal/corrections.html", page=Page(lines, at, has_more=len(found) > PER_PAGE))


def _rows(one: Correction) -> list[list[str]]:
    rows = [_counts(change) for change in moved(one)]
    then, now = _score(one.then), _score(one.now)
    if then != now:
        rows.append([_("Score"), then, now])
    return rows


def _counts(change: Moved) -> list[str]:
    """Return name, before, now; of opinions only that they changed: a difference may be one person."""
    name = str(NAMES.get(change.code, change.code))
    if change.code in OPINIONS:
        return [name, _("in the version before"), _("changed")]
    then = share_of(*change.then) if change.then else "–"
    return [name, then, share_of(*change.now)]


def _score(snapshot: Snapshot | None) -> str:
    score = snapshot.figures["score"] if snapshot else None
    return number(float(score1(score["value"])), 1) if score else "–"
