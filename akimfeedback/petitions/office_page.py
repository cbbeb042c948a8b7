"""What the office's pages show of an initiative: rows of the list, heads of pages, what can be done now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from akimfeedback.law.workdays import CalendarTooShort, WorkCalendar, working_days_between
from akimfeedback.petitions import after_rung, public_page
from akimfeedback.petitions.labels.office import DUTIES
from akimfeedback.petitions.models import Petition, PetitionReply
from akimfeedback.petitions.queries import counts
from akimfeedback.petitions.queries.office import OfficeLine
from akimfeedback.petitions.rules import DutyKind, ReplyState, printed
from akimfeedback.petitions.service.replying import MOST_HOLDING_WORDS


@dataclass(frozen=True)
class Row:
    """One initiative in the office's list."""

    petition: Petition
    number: str
    words: public_page.Words
    chip: public_page.Chip
    count_words: str
    next_name: str  # what is owed first; "" when nothing is
    next_on: date | None
    days_left: int | None


@dataclass(frozen=True)
class Can:
    """What the office may do now."""

    answer: bool
    revise: bool
    hold: bool


def row(line: OfficeLine, calendar: WorkCalendar, today: date) -> Row:
    """Return a line of the list; the count is the one everybody sees."""
    petition = line.petition
    first = line.owed[0] if line.owed else None
    return Row(
        petition=petition,
        number=printed(petition.number),
        words=public_page.words_of(petition),
        chip=public_page.chip_of(petition),
        count_words=public_page.count_words(petition, counts.shown(petition)),
        next_name=str(DUTIES[DutyKind(first.kind)]) if first else "",
        next_on=line.next_on,
        days_left=_days_left(line.next_on, calendar, today),
    )


def _days_left(due_on: date | None, calendar: WorkCalendar, today: date) -> int | None:
    if due_on is None:
        return None
    try:
        return working_days_between(today, due_on, calendar)
    except CalendarTooShort:
        return None


def head(petition: Petition) -> dict[str, Any]:
    """Return what every page of the office about an initiative begins with."""
    return {
        "petition": petition,
        "number": printed(petition.number),
        "words": public_page.words_of(petition),
        "state": public_page.chip_of(petition),
        "count_words": public_page.count_words(petition, counts.shown(petition)),
    }


def what_now(petition: Petition) -> Can:
    """Return which acts of answering are open."""
    owed = petition.reply_state in (ReplyState.AWAITING, ReplyState.HOLDING)
    held = sum(one.outcome is None for one in petition.replies)
    return Can(
        answer=owed,
        revise=petition.reply_state in (ReplyState.ANSWERED, ReplyState.REVISED),
        hold=owed and held < MOST_HOLDING_WORDS,
    )


def answer_data(petition: Petition, now: datetime) -> dict[str, Any]:
    """Return what the form of the answer opens with: the last version, or empty points and legal lines."""
    given = [one for one in petition.replies if one.outcome is not None]
    opens = (
        _last(given[-1]) if given else {**after_rung.legal_lines(petition, now), "points": _empty(petition)}
    )
    return {
        "language": after_rung.answer_language(petition),
        "publish_now": True,
        "version": petition.version,
        **opens,
    }


def _empty(petition: Petition) -> list[dict[str, str]]:
    return [{} for _ask in (petition.text.asks if petition.text else [])]


def _last(reply: PetitionReply) -> dict[str, Any]:
    points = [{"outcome": one.outcome, "text": one.text, "by_on": one.by_on} for one in reply.points]
    return {
        "points": points,
        "text": reply.text,
        "law": reply.law,
        "complain": reply.complain,
        "language": reply.language,
    }
