"""The tables of a package, row by row; what would show single opinions is left out here. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from akimfeedback.kpi import composite, scores
from akimfeedback.kpi.change import CHANGE_FLOOR
from akimfeedback.kpi.counted import pairs_of, window_of
from akimfeedback.kpi.disclosure import (
    NOTHING,
    OPINIONS,
    SMALLEST,
    GroupSum,
    Held,
    Left,
    Told,
    floored,
    left,
    told,
)
from akimfeedback.kpi.package.content import Content, OkrugPart
from akimfeedback.kpi.periods import Period
from akimfeedback.kpi.rules import RATERS_NEEDED

Cell = str | int | float | None
Line = Sequence[Cell]
GroupKey = tuple[datetime, str]
ROWS_OF = {"K3": "verdicts", "K4": "ratings"}


def window_label(period: Period) -> str:
    """Return the label of four quarters together: 2025-Q4..2026-Q3."""
    return f"{period.shifted(-3)}..{period}"


@dataclass(frozen=True)
class Plan:
    """What is told of each group and indicator, decided once for all tables."""

    content: Content
    okrugs: Sequence[OkrugPart]  # those with rows
    groups: Mapping[GroupKey, Sequence[OkrugPart]]
    left: Mapping[tuple[GroupKey, str], Left]

    def key(self, one: OkrugPart) -> GroupKey:
        """Return the group an okrug was compared in, and when."""
        return one.data_time, one.figures["group"]

    def form(self, one: OkrugPart, code: str) -> Told:
        """Return how the counts of an okrug are told."""
        return self.left[self.key(one), code].forms[one.kato]

    def score_is_withheld(self, key: GroupKey) -> bool:
        """Return whether the scores of a group would show what its sums may not."""
        return any(self.left[key, code].withheld for code in OPINIONS if (key, code) in self.left)

    def means_withheld(self, one: OkrugPart, code: str) -> bool:
        """Return whether the peers' mean behind a figure, and the share made of it, stay out."""
        form = self.form(one, code)
        part = "window" if form is Told.WINDOW else "own"
        return part in self.left[self.key(one), code].withheld


def plan_of(content: Content) -> Plan:
    """Decide what is told: okrugs without kept rows or without their board are only listed."""
    usable = [one for one in content.okrugs if _usable(content, one)]
    groups: dict[GroupKey, list[OkrugPart]] = {}
    for one in usable:
        groups.setdefault((one.data_time, one.figures["group"]), []).append(one)
    found: dict[tuple[GroupKey, str], Left] = {}
    for key, members in groups.items():
        board = content.boards[key[0]][key[1]]
        for code in [one["code"] for one in members[0].figures["indicators"]]:
            held = [_held(content.period, one, code) for one in members]
            found[key, code] = left(code, _sum(board["own"], code), _sum(board["window"], code), held)
    return Plan(content, usable, groups, found)


def _usable(content: Content, one: OkrugPart) -> bool:
    return bool(one.counted) and one.figures["group"] in content.boards.get(one.data_time, {})


def _sum(sums: Mapping[str, Sequence[int]], code: str) -> GroupSum:
    return GroupSum(*sums.get(code, (0, 0, 0)))


def _held(period: Period, one: OkrugPart, code: str) -> Held:
    counted = _counted(one)
    own = pairs_of(counted[str(period)]).get(code, NOTHING)
    window = window_of(counted, period).get(code, NOTHING)
    form = told(code, _indicator(one, code)["precision"], own[1], counted[str(period)]["raters"])
    return Held(one.kato, form, own, window)


def _counted(one: OkrugPart) -> dict[str, Any]:
    return dict(one.counted or {})


def _indicator(one: OkrugPart, code: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(part for part in one.figures["indicators"] if part["code"] == code)
    return found


def _labels(period: Period) -> list[str]:
    return [str(part) for part in (period, *period.previous(3), period.year_before)]


def moment_text(moment: datetime) -> str:
    """Return a moment as the package writes it: UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def okrugs(plan: Plan) -> Iterator[Line]:
    """Yield what is known of each okrug and of its version."""
    for one in plan.content.okrugs:
        about = _counted(one).get("about", {})
        yield (
            one.kato, *one.names, one.district, about.get("people"), about.get("distance_km"),
            one.figures["group"], one.version, one.state, one.method, one.calendar, one.code,
            moment_text(one.data_time), one.reason,
        )  # fmt: skip


def requests(plan: Plan) -> Iterator[Line]:
    """Yield one line for each request counted in K1 and K2."""
    for one in plan.okrugs:
        for label in _labels(plan.content.period):
            for flags, count in sorted(_counted(one)[label]["requests"].items()):
                line = (one.kato, label, int(flags[0]), int(flags[1]))
                for _case in range(count):
                    yield line


def verdicts(plan: Plan) -> Iterator[Line]:
    """Yield one line for each verdict that may be told: solved or not."""
    return _opinions(plan, "K3")


def ratings(plan: Plan) -> Iterator[Line]:
    """Yield one line for each rating that may be told: satisfied or not. No line leads to a verdict."""
    return _opinions(plan, "K4")


def _opinions(plan: Plan, code: str) -> Iterator[Line]:
    for one in plan.okrugs:
        for label, (k, n) in told_rows(plan, one, code):
            yield from [(one.kato, label, 1)] * k
            yield from [(one.kato, label, 0)] * (n - k)


def told_rows(plan: Plan, one: OkrugPart, code: str) -> list[tuple[str, tuple[int, int]]]:
    """Return label, k and n of each class of opinions of an okrug that the package tells."""
    period, counted, form = plan.content.period, _counted(one), plan.form(one, code)
    if form is Told.WINDOW:
        return [(window_label(period), window_of(counted, period)[code])]
    if form is Told.HIDDEN:
        return []
    found = [(str(period), pairs_of(counted[str(period)])[code])]
    if _indicator(one, code)["change"] is not None:
        found.append((str(period.year_before), pairs_of(counted[str(period.year_before)])[code]))
    return found


def duties(plan: Plan) -> Iterator[Line]:
    """Yield how often each duty of openness was met."""
    for one in plan.okrugs:
        for label in _labels(plan.content.period):
            for duty, (k, n) in sorted(_counted(one)[label]["duties"].items()):
                yield one.kato, label, duty, k, n


def raters(plan: Plan) -> Iterator[Line]:
    """Yield whether enough different people rated; never how many."""
    own = str(plan.content.period)
    for one in plan.okrugs:
        part = _counted(one)[own]
        for label, count in (
            (own, part["raters"]),
            (window_label(plan.content.period), part["raters_window"]),
        ):
            yield one.kato, label, f"{SMALLEST}+" if count >= SMALLEST else f"<{SMALLEST}"


def groups(plan: Plan) -> Iterator[Line]:
    """Yield how many okrugs each group has."""
    for moment, name in sorted(plan.groups):
        yield moment_text(moment), name, plan.content.boards[moment][name]["okrugs"]


def rest(plan: Plan) -> Iterator[Line]:
    """Yield the sums of each group over what is not told okrug by okrug."""
    for (moment, name), code in sorted(plan.left):
        found = plan.left[(moment, name), code]
        for part, sums in (("own", found.own), ("window", found.window)):
            if sums is not None and sums.n:
                yield moment_text(moment), name, code, part, sums.k, sums.n


def rest_scores(plan: Plan) -> Iterator[Line]:
    """Yield scores the figures were compared with that are not among the public ones of this version."""
    for key in sorted(plan.groups):
        if plan.score_is_withheld(key):
            continue
        others = list(plan.content.boards[key[0]][key[1]]["scores"])
        for one in plan.groups[key]:
            if one.figures["score"]:
                others.remove(one.figures["score"]["value"])
        for value in sorted(others):
            yield moment_text(key[0]), key[1], value


def figures(plan: Plan) -> Iterator[Line]:
    """Yield every published figure of every indicator."""
    for one in plan.okrugs:
        for part in one.figures["indicators"]:
            yield _figure(plan, one, part)


def _figure(plan: Plan, one: OkrugPart, part: Mapping[str, Any]) -> Line:
    code, form = part["code"], plan.form(one, part["code"])
    hidden = form is Told.HIDDEN
    no_mean = plan.means_withheld(one, code) or (code in OPINIONS and part["precision"] == "none")
    shrunk = (None, None, None) if part["shrunk"] is None or no_mean else part["shrunk"]
    changed = {} if hidden else part["change"] or {}
    return (
        one.kato, code, None if hidden else part["k"], None if hidden else part["n"], part["raw"],
        *(part["wilson"] or (None, None)), *shrunk, part["precision"], None if no_mean else part["peers"],
        part["weight"], part["effective_weight"],
        *(changed.get(name) for name in ("difference", "low", "high", "word")),
    )  # fmt: skip


def scores_of(plan: Plan) -> Iterator[Line]:
    """Yield the score of each okrug, its range, and its words among similar ones."""
    for one in plan.okrugs:
        if plan.score_is_withheld(plan.key(one)):
            yield (one.kato, *[None] * 6)
            continue
        score, found = one.figures["score"] or {}, one.figures
        yield (
            one.kato, *(score.get(name) for name in ("value", "low", "high")),
            found["standing"], found["peer_median"], found["peers_scored"],
        )  # fmt: skip


def beside(plan: Plan) -> Iterator[Line]:
    """Yield what stands beside the block and is never scored."""
    for one in plan.okrugs:
        found = one.figures.get("beside") or {}
        waits, silence = found.get("waiting", {}), found.get("silence", {})
        yield (
            one.kato, *(found.get(name) for name in ("received", "answered", "reopened", "per_1000")),
            *(waits.get(name) for name in ("cases", "median", "p90")),
            *(silence.get(name) for name in ("count", "due", "rate", "low", "high")),
        )  # fmt: skip


def outcomes(plan: Plan) -> Iterator[Line]:
    """Yield what the office decided."""
    for one in plan.okrugs:
        for decision, count in sorted((one.figures.get("beside") or {}).get("outcomes", {}).items()):
            yield one.kato, decision, count


def days(plan: Plan) -> Iterator[Line]:
    """Yield requests by class of waiting time; small classes are empty."""
    return _aggregate(plan, "days")


def topics(plan: Plan) -> Iterator[Line]:
    """Yield requests by topic; small topics are empty."""
    return _aggregate(plan, "topics")


def _aggregate(plan: Plan, name: str) -> Iterator[Line]:
    for one in plan.okrugs:
        for label, count in sorted(floored(_counted(one)[str(plan.content.period)][name]).items()):
            yield one.kato, label, count


def method(plan: Plan) -> Iterator[Line]:
    """Yield the numbers of each method used here."""
    used = {one.method for one in plan.content.okrugs}
    for found in plan.content.methods:
        for one in found.indicators if found.version in used else ():
            yield (
                found.version, one.code, one.zone.value, one.weight, one.prior, one.m0, one.floor,
                one.publish_from,
            )  # fmt: skip


CONSTANTS: Mapping[str, float] = {
    "z-95": scores.Z95,
    "z-90": composite.Z90,
    "prior-strength-of-the-peers-mean": scores.PRIOR_STRENGTH,
    "normal-from": scores.NORMAL_FLOOR,
    "raters-needed": RATERS_NEEDED,
    "peers-needed": composite.PEERS_NEEDED,
    "clearly-above-from": composite.ABOVE,
    "clearly-below-to": composite.BELOW,
    "change-from": CHANGE_FLOOR,
    "opinions-told-from": SMALLEST,
}


def constants(_plan: Plan) -> Iterator[Line]:
    """Yield the numbers that belong to no single indicator."""
    yield from CONSTANTS.items()


def methods(plan: Plan) -> Iterator[Line]:
    """Yield every version of the method with its reason in three languages."""
    for one in plan.content.methods:
        reason = plan.content.reasons.get(one.version, {})
        yield one.version, one.valid_from.isoformat(), *(reason.get(name, "") for name in ("kk", "ru", "en"))


def withheld(plan: Plan) -> Iterator[Line]:
    """Yield what is not told here and why."""
    known = {one.kato for one in plan.okrugs}
    for one in plan.content.okrugs:
        if one.kato not in known:
            yield None, None, one.kato, None, None, "no-rows-kept"
    for (moment, name), code in sorted(plan.left):
        found = plan.left[(moment, name), code]
        for part in found.withheld:
            yield moment_text(moment), name, None, code, part, "would-show-single-opinions"
        for kato, form in sorted(found.forms.items()):
            if form is Told.HIDDEN:
                yield moment_text(moment), name, kato, code, None, "fewer-than-five"


Maker = Callable[[Plan], Iterator[Line]]
MAKERS: Mapping[str, Maker] = {
    "okrugs": okrugs, "requests": requests, "verdicts": verdicts, "ratings": ratings, "duties": duties,
    "raters": raters, "groups": groups, "rest": rest, "rest_scores": rest_scores, "figures": figures,
    "scores": scores_of, "beside": beside, "outcomes": outcomes, "days": days, "topics": topics,
    "method": method, "constants": constants, "methods": methods, "withheld": withheld,
}  # fmt: skip
