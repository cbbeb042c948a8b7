"""The district board, an okrug's file, the overdue list on paper, the superior's list."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from akimfeedback.appeals.labels import ESCALATIONS
from akimfeedback.appeals.queries import district as district_queries
from akimfeedback.appeals.queries.cases import get as get_case
from akimfeedback.appeals.queries.district import OverdueRow
from akimfeedback.appeals.rules import printed
from akimfeedback.appeals.service.judging import settle as settle_entry
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotAllowed, NotFound
from akimfeedback.geography.models import Territory
from akimfeedback.geography.queries import by_kato
from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.oversight import board_page, policy, queries
from akimfeedback.petitions.queries.district import lines as initiative_lines
from akimfeedback.web.access import for_seat
from akimfeedback.web.formats import day, number
from akimfeedback.web.pdf import make_pdf
from akimfeedback.web.product import named

bp = Blueprint("oversight", __name__, url_prefix="/district", template_folder="../templates")
watchers = for_seat(*(role.value for role in policy.WATCHERS))
superior = for_seat(Role.SUPERIOR.value)


def my_okrugs() -> list[Territory]:
    """Return the okrugs the reader watches, by the alphabet."""
    return queries.watched_okrugs(db.session, policy.watched_ids(me()))


def chosen_okrugs() -> list[Territory]:
    """Return the okrugs of this page: one when ?okrug= names it, else all that are watched."""
    okrugs, asked = my_okrugs(), request.args.get("okrug", "")
    found = [unit for unit in okrugs if unit.kato == asked]
    if asked and not found:
        raise NotAllowed("oversight.not-your-district")
    return found or okrugs


@bp.get("/")
@watchers
def district() -> ResponseReturnValue:
    """Show what is overdue, silent, reopened and stalled in each okrug; the score last."""
    rows = queries.board(db.session, my_okrugs(), clock.today())
    return render_template("oversight/district.html", **board_page.district(rows), can_settle=_is_superior())


def _is_superior() -> bool:
    return Role.SUPERIOR in me().roles


@bp.get("/okrugs/<string(length=9):kato>")
@watchers
def okrug(kato: str) -> ResponseReturnValue:
    """Show the file of one okrug: facts and overdue list, without names."""
    unit = by_kato(db.session, kato)
    if unit is None:
        raise NotFound("kpi.no-such-okrug")
    if not policy.can_watch(me(), unit.id):
        raise NotAllowed("oversight.not-your-district")
    today = clock.today()
    row = queries.board(db.session, [unit], today)[0]
    late = district_queries.overdue(db.session, [unit.id], today)
    return render_template("oversight/okrug.html", row=row, late=overdue_rows(late, {unit.id: unit}))


def overdue_rows(late: Sequence[OverdueRow], units: dict[int, Territory]) -> list[list[str]]:
    """Return the overdue list as words: number, okrug, topic, place, due day, days late."""
    return [
        [
            printed(row.number),
            named(units[row.territory_id]),
            named(row, "topic"),
            named(row, "place"),
            day(row.due_on),
            number(row.days_late),
        ]
        for row in late
    ]


@bp.get("/initiatives")
@watchers
def initiatives() -> ResponseReturnValue:
    """List initiatives that collect, wait for an answer or are late; counts are those everybody sees."""
    okrugs, today = chosen_okrugs(), clock.today()
    found = initiative_lines(db.session, [unit.id for unit in okrugs], today)
    return render_template(
        "oversight/initiatives.html",
        rows=board_page.initiative_rows(found),
        head=board_page.initiative_head(),
        okrug=okrugs[0] if request.args.get("okrug") else None,
        is_deputy=Role.DEPUTY in me().roles,
    )


@bp.get("/overdue")
@watchers
def overdue() -> ResponseReturnValue:
    """List the overdue requests of the okrugs watched, longest first."""
    okrugs, today = chosen_okrugs(), clock.today()
    late = district_queries.overdue(db.session, [unit.id for unit in okrugs], today)
    return render_template(
        "oversight/overdue.html",
        rows=overdue_rows(late, {unit.id: unit for unit in okrugs}),
        okrug=okrugs[0] if request.args.get("okrug") else None,
        head=board_page.overdue_head(),
    )


@bp.get("/overdue.pdf")
@watchers
def overdue_pdf() -> ResponseReturnValue:
    """Print the overdue list for a session or a meeting."""
    okrugs, today = chosen_okrugs(), clock.today()
    late = district_queries.overdue(db.session, [unit.id for unit in okrugs], today)
    rows = overdue_rows(late, {unit.id: unit for unit in okrugs})
    values = {
        "title": _("Overdue requests"),
        "lead": _("As of %(day)s", day=day(today, year=True)),
        "count": ngettext("%(n)s request is overdue", "%(n)s requests are overdue", len(rows), n=len(rows)),
        "head": board_page.overdue_head(),
        "rows": rows,
        "privacy": _("Without names and texts: deputies see facts, not people."),
    }
    pdf = make_pdf("oversight/overdue.typ", values)
    return Response(
        pdf,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="overdue-{today}.pdf"'},
    )


@bp.get("/go-higher")
@superior
def escalations() -> ResponseReturnValue:
    """Show the superior what residents call unsolved, what is silent, and what is about an office itself."""
    ids = [unit.id for unit in my_okrugs()]
    return render_template(
        "oversight/escalations.html",
        entries=district_queries.escalations(db.session, ids),
        reasons=ESCALATIONS,
        printed=printed,
    )


@bp.post("/go-higher/<int:entry_id>/settle")
@superior
def settle(entry_id: int) -> ResponseReturnValue:
    """Close an entry with a note on what was done."""
    entry = district_queries.escalation(db.session, entry_id, to_change=True)
    if entry is None:
        raise NotFound("oversight.no-such-entry")
    note = (request.form.get("note") or "").strip()
    if not note:
        flash(_("Write what was done."), "bad")
        return redirect(url_for(".escalations"))
    appeal = get_case(db.session, entry.appeal_id)
    if appeal is None:
        raise NotFound("oversight.no-such-entry")
    settle_entry(db.session, me(), entry, appeal, note[:500], now=clock.now())
    db.session.commit()
    flash(_("Settled."), "ok")
    return redirect(url_for(".escalations"))
