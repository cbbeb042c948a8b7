"""How each figure of an okrug was counted, with the okrug's own numbers as the worked example."""

from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.kpi import labels
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.counting import openness
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.scores import score1
from akimfeedback.portal import okrug_page
from akimfeedback.portal.views.home import bp
from akimfeedback.portal.views.okrugs import okrug_or_404
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.formats import number, percent, share_of


@bp.get("/okrugs/<string(length=9):kato>/figures/<string(maxlength=7):period>")
@for_everyone
@cached_page(seconds=60)
def how_counted(kato: str, period: str) -> ResponseReturnValue:
    """Show each indicator's definition, counts, range, weight, and the steps to the score."""
    unit = okrug_or_404(kato)
    snapshot = kpi.published(db.session, unit.id, period)
    if snapshot is None:
        raise NotFound("kpi.not-published")
    return render_template(
        "portal/counted.html",
        unit=unit,
        snapshot=snapshot,
        state=labels.STATES[snapshot.state],
        items=[item(snapshot, one) for one in snapshot.figures["indicators"]],
        score=score_words(snapshot),
        versions=kpi.snapshots(db.session, unit.id, period),
        openness=openness_lines(snapshot),
        labels=labels,
    )


def openness_lines(snapshot: Snapshot) -> list[str]:
    """Return what K5 is the sum of, duty by duty; nothing of a duty that did not fall due."""
    period, over = parse(snapshot.period), clock.local_day(snapshot.data_time) - timedelta(days=1)
    found = openness(db.session, period.first_day, min(period.last_day, over), [snapshot.territory_id])
    pairs = {duty: counted.get(snapshot.territory_id, (0, 0)) for duty, counted in found.items()}
    return [f"{labels.OPENNESS[duty]}: {share_of(k, n)}" for duty, (k, n) in pairs.items() if n]


def item(snapshot: Snapshot, one: dict[str, object]) -> dict[str, object]:
    """Return the words and numbers of one indicator; shrunk values are shown here and on no tile."""
    code = str(one["code"])
    stored = okrug_page.indicator(snapshot, code)
    wilson, shrunk = stored["wilson"], stored["shrunk"]
    return {
        "code": code,
        "name": labels.NAMES[code],
        "counted": labels.COUNTED[code],
        "success": labels.SUCCESS[code],
        "precision": labels.PRECISIONS[stored["precision"]],
        "k": number(stored["k"]),
        "n": number(stored["n"]) if stored["n"] else "",
        "share": _share(stored["raw"]),
        "low": percent(wilson[0]) if wilson else "",
        "high": percent(wilson[1]) if wilson else "",
        "steps": [
            _step(_("Plain share"), _share(stored["raw"])),
            _step(_("Likely range"), _range(wilson)),
            _step(_("Similar okrugs together"), _share(stored["peers"])),
            _step(_("Share used in the score"), _share(shrunk[0] if shrunk else None)),
            _step(_("Its likely range"), _range(shrunk[1:] if shrunk else None)),
            _step(_("Weight"), percent(stored["weight"])),
        ],
    }


def _step(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}


def _share(value: float | None) -> str:
    return "–" if value is None else percent(value, 1)


def _range(pair: list[float] | None) -> str:
    return f"{percent(pair[0], 1)} – {percent(pair[1], 1)}" if pair else "–"


def score_words(snapshot: Snapshot) -> str:
    """Return the score with its range, or "" when it is not published."""
    score = snapshot.figures["score"]
    if not score:
        return ""
    value, low, high = (number(float(score1(score[name])), 1) for name in ("value", "low", "high"))
    return _("%(value)s of 100, probably between %(low)s and %(high)s", value=value, low=low, high=high)
