"""What may be told of residents' opinions (K3, K4) without showing single people. Pure.

K1, K2 and K5 count acts of the office: they are public at any n. Verdicts and ratings are public from five
on. What a figure needs decides in which form its counts are told: the quarter alone, or four together; what
is left of a group is told as one sum, of at least five opinions from at least two okrugs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

OPINIONS = frozenset({"K3", "K4"})
SMALLEST = 5
OKRUGS_IN_REST = 2
Pair = tuple[int, int]  # k, n
NOTHING: Pair = (0, 0)


class Told(StrEnum):
    """In which form the counts of an okrug and an indicator are public."""

    OWN = "own"  # the share of the quarter itself
    WINDOW = "window"  # the share of four quarters together; the quarter alone stays inside the rest
    COUNT = "count"  # too few for a share, enough to be said
    HIDDEN = "hidden"  # fewer than five, or of fewer than five people


def told(code: str, precision: str, own_n: int, raters: int | None = None) -> Told:
    """Return the form in which an indicator's counts may be told.

    `raters` is how many different people rated in the quarter, None when not known: then ratings under the
    floor of a share are hidden. Zero is told: it is nobody's opinion.
    """
    if precision in ("normal", "few"):
        return Told.OWN
    if precision == "pooled":
        return Told.WINDOW
    if code not in OPINIONS or own_n == 0:
        return Told.COUNT
    enough = own_n >= SMALLEST and (code != "K4" or (raters is not None and raters >= SMALLEST))
    return Told.COUNT if enough else Told.HIDDEN


def hides(indicator: Mapping[str, Any], raters: int | None = None) -> bool:
    """Return whether k and n of a stored indicator are said as "fewer than 5" to everybody."""
    form = told(indicator["code"], indicator["precision"], indicator["n"], raters)
    return form is Told.HIDDEN


def hides_own(indicator: Mapping[str, Any], raters: int | None = None) -> bool:
    """Return whether the counts of the quarter alone stay hidden: also where four quarters are told."""
    form = told(indicator["code"], indicator["precision"], indicator["own"][1], raters)
    return form is Told.HIDDEN or (form is Told.WINDOW and indicator["code"] in OPINIONS)


def too_few(code: str, *pairs: Pair | Sequence[int] | None) -> bool:
    """Return whether any of these counts is one of opinions, there are some, and fewer than five."""
    return code in OPINIONS and any(pair is not None and 0 < pair[1] < SMALLEST for pair in pairs)


def gives_away(parts: Sequence[int], alone: int) -> bool:
    """Return whether a sum over periods would give away fewer than five opinions.

    `parts` are the opinions of each period; one of at least `alone` is public by itself, so that the sum
    tells what all the others hold together.
    """
    return 0 < sum(n for n in parts if n < alone) < SMALLEST


@dataclass(frozen=True)
class Held:
    """Counts of one okrug and indicator: the quarter, and with the three before; and how they are told."""

    okrug: str
    form: Told
    own: Pair
    window: Pair


@dataclass(frozen=True)
class GroupSum:
    """Counts of a whole group: k, n and how many okrugs gave any."""

    k: int
    n: int
    okrugs: int


@dataclass(frozen=True)
class Left:
    """What of a group's counts is not told okrug by okrug; None: not needed, or it would show too much."""

    own: GroupSum | None
    window: GroupSum | None
    forms: Mapping[str, Told] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()  # "own", "window": needed, but it would show too much


def left(code: str, own: GroupSum, window: GroupSum, held: Sequence[Held]) -> Left:
    """Return the rest of a group for one indicator, and the form in which each okrug is told.

    `own` and `window` are the sums of all okrugs the figures were compared with, `held` the okrugs whose
    figures are public. Where the rest would show fewer than five opinions or one okrug alone, the smallest
    okrugs that are only told as a count join it; if that does not help, the rest is withheld.
    """
    forms = {one.okrug: one.form for one in held}
    if code not in OPINIONS:
        return Left(
            _minus(own, [one.own for one in held]), _minus(window, [one.window for one in held]), forms
        )
    needed = {"own": Told.OWN in forms.values(), "window": Told.WINDOW in forms.values()}
    joining = sorted(
        (one for one in held if one.form is Told.COUNT and one.own[1]),
        key=lambda one: (one.own[1], one.okrug),
    )
    while True:
        rest = {"own": _own_rest(own, held, forms), "window": _window_rest(window, held, forms)}
        bad = tuple(name for name in rest if needed[name] and not _is_safe(rest[name]))
        if not bad or not joining:
            break
        forms[joining.pop(0).okrug] = Told.HIDDEN
    kept = {name: rest[name] if needed[name] and name not in bad else None for name in rest}
    return Left(kept["own"], kept["window"], forms, bad)


def _is_safe(rest: GroupSum) -> bool:
    return rest.n == 0 or (rest.n >= SMALLEST and rest.okrugs >= OKRUGS_IN_REST)


def _own_rest(total: GroupSum, held: Sequence[Held], forms: Mapping[str, Told]) -> GroupSum:
    """Return the quarter's counts of all but those told of the quarter alone."""
    return _minus(total, [one.own for one in held if forms[one.okrug] in (Told.OWN, Told.COUNT)])


def _window_rest(total: GroupSum, held: Sequence[Held], forms: Mapping[str, Told]) -> GroupSum:
    """Return the four quarters' counts but for what is told; who gave only told ones is in no rest."""
    parts, okrugs = [], total.okrugs
    for one in held:
        form = forms[one.okrug]
        if form is Told.WINDOW:
            parts.append(one.window)
            okrugs -= int(one.window[1] > 0)
        elif form in (Told.OWN, Told.COUNT):
            parts.append(one.own)
            okrugs -= int(one.window[1] > 0 and one.window[1] == one.own[1])
    found = _minus(total, parts)
    return GroupSum(found.k, found.n, okrugs)


def _minus(total: GroupSum, parts: Sequence[Pair]) -> GroupSum:
    gave = sum(1 for _k, n in parts if n)
    return GroupSum(
        total.k - sum(k for k, _n in parts), total.n - sum(n for _k, n in parts), total.okrugs - gave
    )


def floored(counts: Mapping[str, int], smallest: int = SMALLEST) -> dict[str, int | None]:
    """Return counts by class with those under the floor as None, so that none follows from the whole.

    Zero stays zero. Where the hidden ones together are fewer than the floor, or one stands alone, the next
    smallest is hidden too.
    """
    hidden = {name for name, count in counts.items() if 0 < count < smallest}
    open_ones = sorted((count, name) for name, count in counts.items() if count >= smallest)
    while hidden and open_ones and (len(hidden) < 2 or sum(counts[name] for name in hidden) < smallest):
        hidden.add(open_ones.pop(0)[1])
    return {name: None if name in hidden else count for name, count in counts.items()}
