"""What happened to a request, as lines of a timeline and the chip of its state; words only."""

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from akimfeedback.appeals.labels import LATE, LOOKS, STATES, STATES_FOR_OTHERS, VERDICTS
from akimfeedback.appeals.models import Appeal, CaseNote, Reply
from akimfeedback.appeals.rules import EXITS, OPEN, State, is_overdue
from akimfeedback.web.formats import day, day_until

_ENDS = {
    State.RETURNED: "return",
    State.TERMINATED: "stop",
    State.WITHDRAWN: "cross",
    State.DUPLICATE: "stop",
    State.CLOSED: "lock",
}
_QUESTION, _ADDITION, _MESSAGE = "question", "addition", "message"


def chip_of(state: str, due_on: date, today: date, *, for_author: bool = False) -> tuple[str, str, str]:
    """Return word, tone and icon of a case's state; a passed term wins over the state."""
    if is_overdue(state, due_on, today):
        return str(LATE) if for_author else _("Late"), "bad", "alert"
    tone, icon = LOOKS[state]
    return str((STATES if for_author else STATES_FOR_OTHERS)[state]), tone, icon


def timeline_of(appeal: Appeal) -> list[dict[str, Any]]:
    """Return the lines of the timeline, oldest first; inner notes, ratings and comments are never here."""
    lines = [_line(_("The request was accepted"), appeal.filed_at, icon="check")]
    lines += [_said(note) for note in appeal.notes if note.kind in (_QUESTION, _ADDITION, _MESSAGE)]
    for extension in appeal.extensions:
        words = _("The term was moved to %(day)s", day=day(extension.new_due_on))
        lines.append(_line(words, extension.decided_at, text=extension.reason, icon="calendar"))
    for reply in appeal.replies:
        lines += _answered(reply)
    if appeal.forwarding is not None:
        words = _("Sent to another body: %(body)s", body=appeal.forwarding.body)
        sent = appeal.forwarding
        lines.append(_line(words, sent.forwarded_at, text=sent.reason, icon="arrow-right"))
    lines.sort(key=lambda line: line["at"])
    return lines + _end_of(appeal)


def _line(word: str, at: datetime, *, text: str = "", icon: str = "") -> dict[str, Any]:
    return {"word": word, "at": at, "text": text, "state": "done", "icon": icon}


def _said(note: CaseNote) -> dict[str, Any]:
    words = {
        _QUESTION: _("The office asked"),
        _ADDITION: _("The resident added"),
        _MESSAGE: _("The office explained"),
    }
    return _line(words[note.kind], note.at, text=note.text, icon="speech")


def _answered(reply: Reply) -> list[dict[str, Any]]:
    word = _("The office answered late") if reply.late else _("The office answered")
    lines = [_line(word, reply.answered_at, icon="letter")]
    if reply.verdict is not None and reply.judged_at is not None:
        said = _("The resident says: %(verdict)s", verdict=VERDICTS[reply.verdict])
        lines.append(_line(said, reply.judged_at, icon="check-double"))
    return lines


def _end_of(appeal: Appeal) -> list[dict[str, Any]]:
    """Return the last line: what is to come while the case is open, how it ended otherwise."""
    if appeal.state in OPEN:
        word = _("Answer by %(day)s", day=day_until(appeal.due_on))
        return [{"word": word, "at": None, "text": "", "state": "next", "icon": ""}]
    if appeal.state in EXITS and appeal.state != State.FORWARDED:
        ended = {"word": str(STATES[appeal.state]), "at": appeal.ended_on, "text": "", "state": "side"}
        return [ended | {"icon": _ENDS[State(appeal.state)]}]
    if appeal.state == State.CLOSED:
        return [{"word": str(STATES[appeal.state]), "at": None, "text": "", "state": "side", "icon": "lock"}]
    return []
