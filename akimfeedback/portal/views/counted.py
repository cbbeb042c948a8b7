"""How each figure of an okrug was counted, with the okrug's own numbers as the worked example."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.kpi import labels
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.disclosure import SMALLEST, hides
from akimfeedback.kpi.method_queries import approved_methods
from akimfeedback.kpi.models import Snapshot
from akimfeedback.portal import okrug_charts, okrug_page, score_words
from akimfeedback.portal.brief_beside import duty_line, duty_rows
from akimfeedback.portal.okrug_charts import Neighbours
from akimfeedback.portal.views.home import bp
from akimfeedback.portal.views.okrugs import okrug_or_404
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page


@bp.get("/okrugs/<string(length=9):kato>/figures/<string(maxlength=7):period>")
@for_everyone
@cached_page(seconds=60)
def how_counted(kato: str, period: str) -> ResponseReturnValue:
    """Show each indicator's definition, counts, range, weight, and the steps to the score."""
    unit = okrug_or_404(kato)
    asked = request.args.get("version") or None
    snapshot = kpi.published_version(db.session, unit.id, period, asked)
    if snapshot is None:
        raise NotFound("kpi.not-published")
    near = okrug_charts.neighbours(db.session, snapshot)
    return render_template(
        "portal/counted.html",
        unit=unit,
        snapshot=snapshot,
        state=labels.STATES[snapshot.state],
        headline=okrug_page.headline(snapshot),
        items=items(snapshot),
        k1=k1_lines(snapshot, near),
        duties=[duty_line(row) for row in duty_rows(db.session, snapshot)],
        score=score_words.score_line(snapshot),
        score_rows=score_words.score_rows(snapshot.figures["indicators"]),
        needs=score_words.needs(snapshot),
        drawings=okrug_charts.of_steps(db.session, unit, snapshot, near),
        versions=kpi.snapshots(db.session, unit.id, period),
        labels=labels,
    )


def items(snapshot: Snapshot) -> list[dict[str, Any]]:
    """Return the words of each indicator; what fewer than five residents said is not among them."""
    methods = {one.version: one for one in approved_methods(db.session)}
    method, raters = methods[snapshot.method], okrug_page.raters_of(snapshot)
    return [
        {
            "code": one["code"],
            "name": labels.NAMES[one["code"]],
            "counted": labels.COUNTED[one["code"]],
            "success": labels.SUCCESS[one["code"]],
            "lines": told(one, raters, method.indicator(one["code"]).prior),
            "weight": score_words.weight_words(one),
        }
        for one in snapshot.figures["indicators"]
    ]


def told(one: dict[str, Any], raters: int | None, prior: float) -> list[str]:
    """Return the sentences of one indicator, or that too few residents spoke."""
    if hides(one, raters):
        return [_("Fewer than %(n)s opinions: what they say is not shown.", n=SMALLEST)]
    return score_words.sentences(one, prior)


def k1_lines(snapshot: Snapshot, near: Neighbours) -> list[str]:
    """Return what stands beside K1: whether it is unusual, and what the topics let expect."""
    spread, counts = okrug_charts.spread_of(snapshot, near), okrug_charts.own_counts(snapshot)
    unusual = score_words.funnel_words(counts, spread)
    lines = score_words.mix_words(snapshot.figures.get("beside"))
    return [unusual, *lines] if unusual else lines
