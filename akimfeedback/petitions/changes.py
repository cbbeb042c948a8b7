"""What changed between two versions of a text, word by word. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol

from akimfeedback.petitions.rules import Part


class Text(Protocol):
    """A version of a text."""

    title: str
    asks: list[str]
    why: str
    tried: str


@dataclass(frozen=True)
class Piece:
    """A run of words; `kind` is same, gone or new."""

    kind: str
    words: str


@dataclass(frozen=True)
class Change:
    """One part of the text with its pieces; `changed` says whether anything but `same` is in it."""

    part: Part
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Say whether the part reads differently now."""
        return any(piece.kind != "same" for piece in self.pieces)


def changes(before: Text, after: Text) -> list[Change]:
    """Return every part of the text with what is gone and what is new, in the order of the text."""
    return [Change(part, pieces(_words(before, part), _words(after, part))) for part in Part]


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return the words of both texts as runs: gone before new where one took the place of the other."""
    old, new = before.split(), after.split()
    found: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", " ".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            found.append(Piece("gone", " ".join(old[old_from:old_to])))
        if new_to > new_from:
            found.append(Piece("new", " ".join(new[new_from:new_to])))
    return tuple(found)


def _words(text: Text, part: Part) -> str:
    if part == Part.ASKS:
        return " ".join(f"{number}. {ask}" for number, ask in enumerate(text.asks, 1))
    return str({Part.TITLE: text.title, Part.WHY: text.why, Part.TRIED: text.tried}[part])
