"""Rows of the lists behind an office's own figures, as words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy import Row as SqlRow
from sqlalchemy.orm import Session

from akimfeedback.appeals.labels import VERDICTS
from akimfeedback.appeals.rules import printed
from akimfeedback.kpi import own_cases
from akimfeedback.kpi.own_cases import DutyRow
from akimfeedback.kpi.queries import Window
from akimfeedback.web.formats import day, number
from akimfeedback.web.product import named

Rows = list[list[str]]
CaseRow = SqlRow[tuple[object, ...]]


@dataclass(frozen=True)
class Behind:
    """The list behind one indicator: its head, its rows, and how many of them count as done."""

    head: list[str]
    rows: Rows
    done: int


def behind(session: Session, territory_id: int, code: str, window: Window) -> Behind:
    """Return the list behind an indicator of a period; as long as its n."""
    if code == "K5":
        last = min(window.last, date.fromordinal(window.today.toordinal() - 1))
        found = own_cases.duties(session, territory_id, window.first, last)
        return Behind(duty_head(), [_duty(one) for one in found], sum(one.met for one in found))
    if code == "K3":
        said = own_cases.verdicts(session, territory_id, window)
        head = [_("Request"), _("Topic"), _("Answered on"), _("Counted on"), _("The resident says")]
        return Behind(head, [_verdict(one) for one in said], sum(one.verdict == "solved" for one in said))
    cases = own_cases.requests(session, territory_id, window)
    marked = [(bool(one.on_time if code == "K1" else one.prompt), one) for one in cases]
    marked.sort(key=lambda pair: pair[0])  # what was missed stands first
    head = [_("Request"), _("Topic"), _("Was due"), _("Answered on"), _("Outcome")]
    rows = [_request(one, code, is_done=done) for done, one in marked]
    return Behind(head, rows, sum(done for done, _one in marked))


def _request(one: CaseRow, code: str, *, is_done: bool) -> list[str]:
    if one.answered_on is None:
        outcome = _("Still without an answer")
    elif code == "K1":
        outcome = _("In time") if is_done else _("Late")
    else:
        outcome = _("Within 5 working days") if is_done else _("Later")
    answered = day(one.answered_on) if one.answered_on else "–"
    return [_case(one), named(one, "topic"), day(one.first_due_on), answered, outcome]


def _verdict(one: CaseRow) -> list[str]:
    said = str(VERDICTS[one.verdict]) if one.verdict else _("Nothing yet")
    what = _case(one) if not one.past_the_office else _("About the office itself; the superior answered")
    topic = named(one, "topic") if not one.past_the_office else "–"
    return [what, topic, day(one.answered_on), day(one.window_ends_on), said]


def _case(one: CaseRow) -> Markup:
    """Return the number as a link, the first words beside it."""
    address = url_for("appeals_office.case", number=one.number)
    return Markup('<span><a href="{}">№\u00a0{}</a> {}</span>').format(
        address, printed(one.number), one.title
    )


def duty_head() -> list[str]:
    """Return the heads of a list of duties."""
    return [_("Duty"), _("What is owed"), _("Was due"), _("Outcome")]


def _duty(one: DutyRow) -> list[str]:
    return [*_owed(one), day(one.due_on), _("Done in time") if one.met else _("Missed")]


def _owed(one: DutyRow) -> list[str]:
    if one.kind == "promise":
        address, words = url_for("programmes_office.update", promise_id=one.id), one.name
        owed = _("Report on the promise, with evidence")
    else:
        address, words = url_for("petitions_office.initiative", number=one.number), f"№ {one.number}"
        owed = _("Publish the decision on the initiative")
    return [Markup('<a href="{}">{}</a>').format(address, words), owed]


@dataclass(frozen=True)
class Ahead:
    """What counts within the next ten working days: requests, verdict windows, duties; as table rows."""

    until: date
    requests: Rows
    windows: Rows
    duties: Rows


def ahead(session: Session, territory_id: int, today: date, until: date) -> Ahead:
    """Return what will count until a day, the nearest first."""
    due = own_cases.due_next(session, territory_id, today, until)
    windows = own_cases.windows_next(session, territory_id, today, until)
    duties = own_cases.duties_next(session, territory_id, today, until)
    return Ahead(
        until,
        [
            [_case(one), named(one, "topic"), day(one.first_due_on), _left(one.first_due_on, today)]
            for one in due
        ],
        [_verdict(one) for one in windows],
        [[*_owed(one), day(one.due_on), _left(one.due_on, today)] for one in duties],
    )


def _left(due_on: date, today: date) -> str:
    """Return calendar days left."""
    days = (due_on - today).days
    return number(days) if days else _("today")


def heads() -> dict[str, Sequence[str]]:
    """Return the heads of the three lists of what counts next."""
    return {
        "requests": [_("Request"), _("Topic"), _("Due on"), _("Days left")],
        "windows": [_("Request"), _("Topic"), _("Answered on"), _("Counts on"), _("The resident says")],
        "duties": [_("Duty"), _("What is owed"), _("Due on"), _("Days left")],
    }
