"""What changed between two versions of a text, word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

SAME, NEW, OLD = "same", "new", "old"


@dataclass(frozen=True)
class Piece:
    """Words that stayed (`same`), came (`new`) or went (`old`)."""

    kind: str
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return the words of two texts in order, the old before the new where they differ.

    The `same` and `new` pieces joined by spaces are the words of `after`, `same` and `old` those of `before`.
    """
    return tuple(_pieces(re.findall(r"\S+", before), re.findall(r"\S+", after)))


def _pieces(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(SAME, " ".join(after[new_from:new_to]))
            continue
        if old_to > old_from:
            yield Piece(OLD, " ".join(before[old_from:old_to]))
        if new_to > new_from:
            yield Piece(NEW, " ".join(after[new_from:new_to]))


def points(before: Sequence[str], after: Sequence[str]) -> list[tuple[Piece, ...]]:
    """Return the difference of each point, by its place in the list."""
    return [pieces(old, new) for old, new in zip_longest(before, after, fillvalue="")]


def changed(found: Sequence[Piece]) -> bool:
    """Say whether anything but `same` is among the pieces."""
    return any(piece.kind != SAME for piece in found)
