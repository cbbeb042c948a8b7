"""Rows that must say what the journal says of them.

An act that changes what figures are counted from carries the row's facts as they are after it:
`rows={"appeal": {...}, "reply:5": {...}}`; `whole=True` says that the named rows are all there are. The
package that owns the rows registers how to read them as they stand now; the self-check compares the two.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

Rows = Mapping[str, Mapping[str, object]]
"""Facts by the name of the row within its subject."""

PageOfRows = Callable[[Session, int, int], Sequence[tuple[int, Rows]]]
"""Takes a subject's id and a number; returns the next subjects after it, in order of ids, with their rows."""


@dataclass(frozen=True)
class Source:
    """Sealed rows of one kind of subject."""

    subject: str
    read: PageOfRows


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Take a package's sealed rows; the app calls this."""
    _sources[source.subject] = source


def registered() -> list[Source]:
    """Return all sealed rows there are, by subject."""
    return [source for _name, source in sorted(_sources.items())]


def folded(acts: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, object]]:
    """Return the facts that stand after acts, given their data from the oldest to the newest."""
    found: dict[str, Mapping[str, object]] = {}
    for data in acts:
        if data.get("whole"):
            found.clear()
        found.update(data.get("rows", {}))
    return found


def differences(sealed: Rows, stored: Rows) -> list[str]:
    """Return in words what does not fit: changed facts, rows that are gone, rows no act tells of."""
    found = [f"{name} is gone" for name in sorted(sealed.keys() - stored.keys())]
    found += [f"{name} without an act" for name in sorted(stored.keys() - sealed.keys())]
    for name in sorted(sealed.keys() & stored.keys()):
        then, now = sealed[name], stored[name]
        changed = sorted(fact for fact in then.keys() | now.keys() if then.get(fact) != now.get(fact))
        found += [f"{name} {fact}" for fact in changed]
    return found
