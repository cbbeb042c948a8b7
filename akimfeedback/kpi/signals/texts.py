"""Answers that are nearly the same text (G2). Pure; the cost is bounded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from akimfeedback.kpi.signals.chance import binomial_upper
from akimfeedback.kpi.signals.rules import Part

ALIKE_ABOVE = 0.9
SHINGLE_WORDS = 3
MOST_TEXTS = 200
"""Texts compared with one another; of more, evenly spread ones are taken."""
SMALLEST_TWINS = 6
TWINS_USUAL = 0.15
PAIRS_KEPT = 5

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Twins:
    """How many texts have a nearly equal one among `n`, the share of pairs, and some of the pairs."""

    k: int
    n: int
    pair_share: float
    places: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of three words of a text without case and punctuation; a short text is one run."""
    words = _WORD.findall(text.casefold())
    if len(words) <= SHINGLE_WORDS:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(
        tuple(words[start : start + SHINGLE_WORDS]) for start in range(len(words) - SHINGLE_WORDS + 1)
    )


def likeness(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the share of runs two texts have in common (Jaccard), 0 to 1; nothing is like nothing."""
    if not one or not other:
        return 0.0
    common = len(one & other)
    return common / (len(one) + len(other) - common)


def spread(count: int, most: int = MOST_TEXTS) -> list[int]:
    """Return at most so many places of a list, evenly spread over it."""
    return list(range(count)) if count <= most else [place * count // most for place in range(most)]


def twins(texts: Sequence[str]) -> Twins:
    """Compare texts pair by pair: at most 200 of them, and only pairs whose lengths allow likeness."""
    chosen = spread(len(texts))
    runs = [shingles(texts[place]) for place in chosen]
    order = sorted(range(len(chosen)), key=lambda place: len(runs[place]))
    paired: set[int] = set()
    pairs: list[tuple[int, int]] = []
    count = 0
    for at, one in enumerate(order):
        for other in order[at + 1 :]:
            if len(runs[one]) <= ALIKE_ABOVE * len(runs[other]):
                break  # the rest is longer still
            if likeness(runs[one], runs[other]) > ALIKE_ABOVE:
                count += 1
                paired |= {one, other}
                if len(pairs) < PAIRS_KEPT:
                    pairs.append((chosen[min(one, other)], chosen[max(one, other)]))
    n = len(chosen)
    return Twins(
        k=len(paired),
        n=n,
        pair_share=count / (n * (n - 1) / 2) if n > 1 else 0.0,
        places=tuple(sorted(chosen[place] for place in paired)),
        pairs=tuple(sorted(pairs)),
    )


def twins_part(found: Twins, rows: Sequence[int], replies: Sequence[int], usual: float) -> Part | None:
    """Return the texts with a twin, against the share elsewhere; `rows` and `replies` as the texts."""
    if found.n < SMALLEST_TWINS:
        return None
    p = binomial_upper(found.k, found.n, usual) if found.k >= SMALLEST_TWINS else 1.0
    return Part(
        "twins", found.k, found.n, usual * found.n, p,
        rows=tuple(rows[place] for place in found.places),
        more={
            "pair_share": found.pair_share,
            "pairs": [[replies[one], replies[other]] for one, other in found.pairs],
        },
    )  # fmt: skip
