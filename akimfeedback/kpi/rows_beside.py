"""The rows behind the figures beside the block: volume, decisions, waiting, silence, verdicts. Pure.

Each part sums to the number the page tells. What fewer than five residents said, and small classes of days
and topics, stay untold here as everywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from akimfeedback.kpi.days import CLASSES, UNANSWERED
from akimfeedback.kpi.disclosure import floored, hides_own
from akimfeedback.kpi.models import Snapshot

DECISIONS = ("done", "done-in-part", "explained", "refused", "noted", "forwarded")
Line = tuple[str, int | None]  # what happened, how many rows; None: too few to tell


@dataclass(frozen=True)
class Part:
    """One number beside the block: its rows by outcome; `hidden` where too few residents spoke."""

    name: str  # received | reopened | decisions | waiting | silence | office-says | verdicts | topics
    lines: Sequence[Line] = ()
    total: int = 0
    hidden: bool = False


def parts_beside(snapshot: Snapshot) -> list[Part]:
    """Return the parts of published figures that have any rows; nothing where none are kept."""
    beside = snapshot.figures.get("beside")
    if not beside:
        return []
    own = (snapshot.counted or {}).get(snapshot.period, {})
    found = [
        _of("received", {"answered": beside["answered"]}, beside["received"], "not-answered"),
        _of("reopened", {"reopened": beside["reopened"]}, beside["received"], "not-reopened"),
        _of("decisions", {name: beside["outcomes"].get(name, 0) for name in DECISIONS}),
        _waiting(beside["waiting"]["cases"], own.get("days")),
        _of("silence", {"went-higher": beside["silence"]["count"]}, beside["silence"]["due"], "did-not"),
        *_verdicts(snapshot, beside["answers"]),
        _topics(own.get("topics", {})),
    ]
    return [one for one in found if one.total or one.hidden]


def _of(name: str, counts: Mapping[str, int], total: int | None = None, rest: str = "") -> Part:
    """Return a part of known counts; what is left of the total stands under `rest`."""
    lines: list[Line] = [(label, count) for label, count in counts.items() if count]
    whole = sum(counts.values()) if total is None else total
    left = whole - sum(counts.values())
    return Part(name, [*lines, (rest, left)] if left > 0 else lines, whole)


def _topics(counts: Mapping[str, int]) -> Part:
    """Return topics of five and more, the most first, and the others as one sum."""
    told = {code: many for code, many in floored(counts).items() if many}
    whole = sum(counts.values())
    order = sorted(told.items(), key=lambda line: (-line[1], line[0]))
    lines: list[Line] = [*order]
    rest = whole - sum(told.values())
    return Part("topics", [*lines, ("other-topics", rest)] if rest else lines, whole)


def _waiting(cases: int, kept: Mapping[str, int] | None) -> Part:
    if kept is None:  # half-years, years and old versions keep no days
        return Part("waiting", [], cases)
    told = floored({name: kept.get(name, 0) for name in (*CLASSES, UNANSWERED)})
    return Part("waiting", [(name, count) for name, count in told.items() if count != 0], cases)


def _verdicts(snapshot: Snapshot, answers: Mapping[str, int]) -> list[Part]:
    if not answers["asked"]:
        return []
    if any(one["code"] == "K3" and hides_own(one) for one in snapshot.figures["indicators"]):
        return [Part("verdicts", hidden=True)]
    said = _of("office-says", {"done": answers["said_done"]}, answers["asked"], "other-decision")
    solved, gave = answers["solved"], answers["gave"]
    counts = {"solved": solved, "not-solved": gave - solved, "silent": answers["silent"]}
    return [said, _of("verdicts", counts)]
