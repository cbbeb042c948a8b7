"""What residents' pages show of their cases. Edge: words and addresses only."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from akimfeedback.appeals.labels import HOLIDAYS, STATES, WHY_OFF
from akimfeedback.appeals.models import Appeal, Reply
from akimfeedback.appeals.rules import OPEN, State, printed
from akimfeedback.appeals.story import chip_of, timeline_of
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.files import service as files
from akimfeedback.files.rules import FileState
from akimfeedback.law.request_terms import may_go_higher
from akimfeedback.law.workdays import CalendarTooShort, WorkCalendar, working_days_between
from akimfeedback.mandates import queries as mandates
from akimfeedback.web.formats import day
from akimfeedback.web.product import named


def days_left(due_on: date, calendar: WorkCalendar) -> int | None:
    """Return the working days left, negative when late; None beyond the calendar."""
    try:
        return working_days_between(clock.today(), due_on, calendar)
    except CalendarTooShort:
        return None


def card_of(appeal: Appeal, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the values of the macro `case_card` for one of a person's cases."""
    word, tone, icon = chip_of(appeal.state, appeal.due_on, clock.today(), for_author=True)
    is_open = appeal.state in OPEN
    return {
        "title": appeal.title,
        "chip_word": word,
        "tone": tone,
        "icon_name": icon,
        "number": printed(appeal.number),
        "topic": named(appeal.topic),
        "topic_icon": appeal.topic.icon,
        "days_left": days_left(appeal.due_on, calendar) if is_open else None,
        "due_on": appeal.due_on if is_open else None,
        "unread": appeal.state == State.QUESTION or _wants_verdict(appeal),
    }


def _wants_verdict(appeal: Appeal) -> bool:
    return appeal.state == State.ANSWERED and bool(appeal.replies) and appeal.replies[-1].verdict is None


def can_judge(reply: Reply | None, today: date) -> bool:
    """Say whether the verdict may still be given or changed."""
    if reply is None or today > reply.window_ends_on:
        return False
    return reply.judged_change_ends_on is None or today <= reply.judged_change_ends_on


def case_of(appeal: Appeal) -> dict[str, Any]:
    """Return what the author's page of a case shows."""
    today = clock.today()
    word, tone, icon = chip_of(appeal.state, appeal.due_on, today, for_author=True)
    latest = appeal.replies[-1] if appeal.replies else None
    akim = mandates.akim_of(db.session, appeal.territory_id, today)
    return {
        "appeal": appeal,
        "number": printed(appeal.number),
        "chip": {"word": word, "tone": tone, "icon_name": icon},
        "is_open": appeal.state in OPEN,
        "days_left": days_left(appeal.due_on, calendar_on(db.session, today)),
        "timeline": timeline_of(appeal),
        "latest": latest,
        "judging": can_judge(latest, today) and appeal.state != State.CLOSED,
        "question": _open_question(appeal),
        "higher": may_go_higher(appeal.due_on, None, today) and appeal.state in OPEN,
        "akim": akim,
        "photos": photos_of(appeal, by_office=False),
        "evidence": photos_of(appeal, by_office=True),
    }


def _open_question(appeal: Appeal) -> str | None:
    asked = [note.text for note in appeal.notes if note.kind == "question"]
    return asked[-1] if asked and appeal.state == State.QUESTION else None


def photos_of(appeal: Appeal, *, by_office: bool) -> list[dict[str, str]]:
    """Return the addresses of the photos that are ready."""
    shown = [photo.file for photo in appeal.photos if photo.by_office is by_office]
    ready = [file for file in shown if file.state == FileState.READY]
    return [{"thumb": files.url(file, "thumb"), "full": files.url(file, "full")} for file in ready]


def counted_lines(counted: Mapping[str, Any]) -> Sequence[str]:
    """Return the sentences that say how a date was counted."""
    if "days" not in counted:
        return [_("The date came with the register this request was taken from.")]
    lines = []
    if counted.get("after_hours"):
        lines.append(
            _("It came after %(time)s, so it counts from the next working day.", time=counted["closes"])
        )
    elif counted.get("filed_on") not in (None, counted["from_on"]):
        lines.append(_("It came on a day off, so it counts from the next working day."))
    lines += [
        _("Counted from: %(day)s. That day itself is not counted.", day=_day(counted["from_on"])),
        _("First working day: %(day)s.", day=_day(counted["first_on"])),
        _("Working days counted: %(n)s.", n=counted["days"]),
        _("Saturdays and Sundays passed over: %(n)s.", n=counted["weekend_days"]),
    ]
    lines += [_special(skipped) for skipped in counted["special"]]
    lines += [
        _("%(day)s is a working day by a decision.", day=_day(moved)) for moved in counted["working_weekends"]
    ]
    return [*lines, _("Last day for the answer: %(day)s.", day=_day(counted["due_on"]))]


def _special(skipped: Mapping[str, Any]) -> str:
    words: object = HOLIDAYS.get(skipped["holiday"] or "") or WHY_OFF[skipped["why"]]
    return str(_("Passed over: %(day)s (%(why)s).", day=_day(skipped["day"]), why=words))


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso))


def receipt_of(appeal: Appeal, address: str) -> dict[str, Any]:
    """Return what the receipt says, on the page and in the PDF."""
    return {
        "number": printed(appeal.number),
        "counted": list(counted_lines(appeal.counted)),
        "state": str(STATES[appeal.state]),
        "address": address,
    }
