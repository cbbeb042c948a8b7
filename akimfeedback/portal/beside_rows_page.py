"""What the page of rows beside the block says: a heading, a sentence and a table for each number."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from akimfeedback.core.db import db
from akimfeedback.kpi.days import CLASSES
from akimfeedback.kpi.labels import OUTCOMES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.rows_beside import Part, parts_beside
from akimfeedback.topics import queries as topics
from akimfeedback.web.formats import number, percent
from akimfeedback.web.product import named

TITLES = {
    "received": _l("Requests that came in the period"),
    "reopened": _l("Requests opened again by residents"),
    "decisions": _l("What the office decided"),
    "waiting": _l("How long people waited"),
    "silence": _l("Who went higher after silence"),
    "office-says": _l("What the office says"),
    "verdicts": _l("What residents say"),
    "topics": _l("What residents write about"),
}
COUNTED = {
    "received": _l("Every request accepted in the period, also those not due yet."),
    "reopened": _l("The same requests: whether the resident opened the request again."),
    "decisions": _l("Every answer given in the period, and requests sent to another body."),
    "waiting": _l("Requests whose date lies in the period, by working days to the first answer."),
    "silence": _l("Requests whose date has passed: whether somebody went higher because no answer came."),
    "office-says": _l("Answers on matters within the akim's own powers whose time for a verdict has ended."),
    "verdicts": _l("The same answers: what the resident said. Silence is neither yes nor no."),
    "topics": _l("Requests that came due in the period; topics with fewer than 5 are together."),
}
WORDS = {
    "answered": _l("Answered by now"),
    "not-answered": _l("Without an answer when the figures were counted"),
    "reopened": _l("Opened again"),
    "not-reopened": _l("Not opened again"),
    "went-higher": _l("Went higher after silence"),
    "did-not": _l("Did not go higher"),
    "other-decision": _l("Another decision"),
    "solved": _l("The resident says “solved”"),
    "not-solved": _l("The resident says “not solved” or “partly”"),
    "silent": _l("The resident is silent"),
    "no-answer-yet": _l("No answer, or it left"),
    "other-topics": _l("Other topics together"),
    **OUTCOMES,
}


@dataclass(frozen=True)
class Section:
    """One number in words."""

    title: str
    counted: str
    rows: list[list[str]]
    total: int
    hidden: bool
    words: list[str]


def sections(snapshot: Snapshot) -> list[Section]:
    """Return the numbers beside the block with their rows."""
    found = parts_beside(snapshot)
    names = _topic_names() if any(part.name == "topics" for part in found) else {}
    beside = snapshot.figures.get("beside") or {}
    return [_section(part, names, _words(part, beside)) for part in found]


def _words(part: Part, beside: Mapping[str, Any]) -> list[str]:
    """Return what is told of a number beside its rows: its rate and range, never scored."""
    if part.name == "received" and beside["per_1000"] is not None:
        return [_("That is %(rate)s per 1,000 residents.", rate=number(beside["per_1000"], 1))]
    if part.name == "silence" and "rate" in beside["silence"]:
        rates = {name: number(beside["silence"][name], 1) for name in ("rate", "low", "high")}
        return [_("That is %(rate)s of 100, probably between %(low)s and %(high)s.", **rates)]
    return _silent_words(beside["answers"]) if part.name == "verdicts" and not part.hidden else []


def _silent_words(answers: Mapping[str, Any]) -> list[str]:
    """Return what silence leaves open, and verdicts that staff wrote down."""
    lines = []
    if answers["bounds"]:
        low, high = (percent(share) for share in answers["bounds"])
        lines.append(
            _(
                "Over half are silent. Had all answered, “solved” would be between %(low)s and %(high)s.",
                low=low, high=high,
            )
        )  # fmt: skip
    if answers["staff_verdicts"]:
        many = number(answers["staff_verdicts"])
        lines.append(_("Verdicts written down by staff count nowhere: %(n)s.", n=many))
    return lines


def _topic_names() -> dict[str, str]:
    return {code: named(topic) for code, topic in topics.by_code(db.session).items()}


def _section(part: Part, topic_names: dict[str, str], words: list[str]) -> Section:
    few = _("too few to tell")
    rows = [
        [_word(part, outcome, topic_names), few if count is None else number(count)]
        for outcome, count in part.lines
    ]
    return Section(str(TITLES[part.name]), str(COUNTED[part.name]), rows, part.total, part.hidden, words)


def _word(part: Part, outcome: str, topic_names: dict[str, str]) -> str:
    if outcome in topic_names and part.name == "topics":
        return topic_names[outcome]
    if outcome == CLASSES[-1]:
        return _("21 and more")
    return outcome.replace("-", "–") if outcome in CLASSES else str(WORDS.get(outcome, outcome))
