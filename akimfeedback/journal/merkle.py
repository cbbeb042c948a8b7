"""The Merkle tree of RFC 9162 §2.1 over hashes that are kept by level and place. Pure.

A full subtree never changes. So the tree is kept as its full subtrees: level 0 are the leaves, and
`(level, place)` covers the leaves from `place << level` on, `1 << level` of them. Appending n leaves makes
about n new nodes, and a proof or a root needs some forty of them, however long the log is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from akimfeedback.journal.verify import node_hash

Spot = tuple[int, int]
"""Level and place of a full subtree."""

Span = tuple[int, int]
"""The leaves from the first number to before the second."""

EMPTY_ROOT = sha256(b"").digest()


def spots_of(span: Span) -> list[Spot]:
    """Return the full subtrees a span consists of, from the left; it must begin where one of its size may."""
    start, end = span
    found = []
    for level in reversed(range((end - start).bit_length())):
        if (end - start) >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


def hash_of(span: Span, nodes: Mapping[Spot, bytes]) -> bytes:
    """Return the hash of a span's tree from its full subtrees; raises KeyError when one is missing."""
    spots = spots_of(span)
    if not spots:
        return EMPTY_ROOT
    found = nodes[spots[-1]]
    for spot in reversed(spots[:-1]):
        found = node_hash(nodes[spot], found)
    return found


def _half(count: int) -> int:
    """Return the largest power of two smaller than a count."""
    return 1 << (count - 1).bit_length() - 1


def path_spans(place: int, size: int) -> list[Span]:
    """Return the spans whose hashes lead from a leaf to the root, the leaf's neighbour first (§2.1.3.1)."""
    if not 0 <= place < size:
        raise ValueError(f"there is no leaf {place} in a log of {size}")
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + _half(end - start)
        if place < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """Return the spans whose hashes show that a log begins with an earlier one (§2.1.4.1)."""
    if not 0 < first <= second:
        raise ValueError(f"a log of {second} acts has no beginning of {first}")
    start, end, whole, found = 0, second, True, []
    while end != first:
        middle = start + _half(end - start)
        if first <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    if not whole:
        found.append((start, end))
    return found[::-1]


def spots_for(spans: Iterable[Span]) -> list[Spot]:
    """Return the full subtrees that several spans consist of."""
    return [spot for span in spans for spot in spots_of(span)]


@dataclass(frozen=True)
class Node:
    """A full subtree that has just become full."""

    level: int
    place: int
    hash: bytes


class Edge:
    """The right edge of a growing log: its full subtrees from the left, at most one of a level."""

    def __init__(self, size: int, hashes: Sequence[bytes]) -> None:
        """Take a log's size and the hashes of `spots_of((0, size))`."""
        self.size = size
        self._stack = [(level, own) for (level, _place), own in zip(spots_of((0, size)), hashes, strict=True)]

    def append(self, leaf: bytes) -> list[Node]:
        """Take one leaf more; return the nodes above the leaves that have become full, low ones first."""
        level, found, made = 0, leaf, []
        place = self.size
        while self._stack and self._stack[-1][0] == level:
            found = node_hash(self._stack.pop()[1], found)
            level, place = level + 1, place >> 1
            made.append(Node(level, place, found))
        self._stack.append((level, found))
        self.size += 1
        return made

    def root(self) -> bytes:
        """Return the root of the log as it is now."""
        if not self._stack:
            return EMPTY_ROOT
        found = self._stack[-1][1]
        for _level, own in reversed(self._stack[:-1]):
            found = node_hash(own, found)
        return found
