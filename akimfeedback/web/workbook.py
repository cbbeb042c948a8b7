"""Workbooks for people and programs: a cover, notes, then one real table a sheet.

No merged and no empty cells, no meaning by colour; numbers are numbers, days are days. Words are written as
words whatever they begin with, so no cell is ever a formula.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | date
NOT_KNOWN = "[x]"
HIDDEN = "[c]"
MOST_WIDE = 60
NAME_LETTERS = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass
class Book:
    """A workbook under way; `bytes_of` closes it."""

    out: io.BytesIO
    file: Workbook
    styles: dict[str, Format]
    names: list[str] = field(default_factory=list)

    def lines(self, name: str, lines: Sequence[str]) -> None:
        """Add a sheet of words, one a row: the cover, the notes; the first one is the heading."""
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 100, self.styles["wrapped"])
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line, self.styles["heading" if row == 0 else "wrapped"])

    def table(self, name: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """Add a sheet that holds one table, its head frozen; a table without rows says so in its only row."""
        sheet = self._sheet(name)
        shown = list(rows) or [[NOT_KNOWN] * len(head)]
        sheet.add_table(
            0, 0, len(shown), len(head) - 1,
            {"name": f"table_{len(self.names)}", "columns": [{"header": one} for one in head],
             "style": "Table Style Light 1", "autofilter": len(shown) > 1},
        )  # fmt: skip
        for number, row in enumerate(shown, 1):
            for place, value in enumerate(row):
                self._write(sheet, number, place, value)
        for place, title in enumerate(head):
            longest = max(len(title) + 3, *(len(str(row[place])) for row in shown))
            sheet.set_column(place, place, min(longest + 2, MOST_WIDE))
        sheet.freeze_panes(1, 0)

    def _sheet(self, name: str) -> Worksheet:
        plain = name.translate(_FORBIDDEN).strip("' ")[:NAME_LETTERS] or "-"
        number = 2
        while plain.lower() in self.names:
            plain = f"{plain[: NAME_LETTERS - 4]} {number}"
            number += 1
        self.names.append(plain.lower())
        return self.file.add_worksheet(plain)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        if isinstance(value, datetime):
            raise TypeError("days, not moments")
        if isinstance(value, date):
            sheet.write_datetime(row, column, value, self.styles["day"])
        elif isinstance(value, (int, float)):
            whole = isinstance(value, int)
            sheet.write_number(row, column, value, None if whole else self.styles["number"])
        else:
            sheet.write_string(row, column, value or NOT_KNOWN, self.styles["words"])


@contextmanager
def new_book(title: str, author: str) -> Iterator[Book]:
    """Give a workbook; once the block ends its bytes stand in `book.out`."""
    out = io.BytesIO()
    file = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    file.set_properties({"title": title, "author": author})
    styles = {
        "heading": file.add_format({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"}),
        "wrapped": file.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        "words": file.add_format({"quote_prefix": True}),
        "day": file.add_format({"num_format": "dd.mm.yyyy"}),
        "number": file.add_format({"num_format": "0.0000"}),
    }
    yield Book(out, file, styles)
    file.close()
