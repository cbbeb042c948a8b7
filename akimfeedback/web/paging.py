"""Numbered pages of twenty rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

Row = TypeVar("Row")
PER_PAGE = 20


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows; `total` may be None where counting is too dear: then only `has_more` is known."""

    rows: Sequence[Row]
    number: int
    total: int | None = None
    has_more: bool = False
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        if self.total is None:
            return self.number + (1 if self.has_more else 0)
        return max(1, -(-self.total // self.per_page))

    @property
    def next_number(self) -> int | None:
        """Return the number of the next page, None on the last."""
        return self.number + 1 if self.number < self.pages else None

    @property
    def previous_number(self) -> int | None:
        """Return the number of the page before, None on the first."""
        return self.number - 1 if self.number > 1 else None

    def shown(self) -> list[int | None]:
        """Return the page numbers to draw, None for a gap: 1 … 4 5 6 … 20."""
        near = {1, self.pages, self.number - 1, self.number, self.number + 1}
        return list(_with_gaps(sorted(number for number in near if 1 <= number <= self.pages)))


def _with_gaps(numbers: list[int]) -> Iterator[int | None]:
    last = 0
    for number in numbers:
        if number - last == 2:
            yield number - 1
        elif number - last > 2:
            yield None
        yield number
        last = number


def page_number() -> int:
    """Return ?page=, 1 when it is absent or no number; never above 10 000."""
    typed = request.args.get("page", "1")
    return min(max(int(typed), 1), 10_000) if typed.isascii() and typed.isdigit() else 1


def offset(number: int, per_page: int = PER_PAGE) -> int:
    """Return how many rows stand before a page."""
    return (number - 1) * per_page


def page_url(number: int) -> str:
    """Return this page's address with another page number, filters kept."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {"page", "lang"}]
    if number > 1:
        kept.append(("page", str(number)))
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
