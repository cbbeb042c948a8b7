"""Read a CSV or XLSX table of an administrator into lines with names, telling where a fault is."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

MOST_PROBLEMS = 20
HEADER_WITHIN = 20  # lines: the bureau's workbook may open with a title
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Problem:
    """One fault of a file: where it is and what is wrong; line 0 means the file as a whole."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        """Return the fault as one line for the administrator."""
        if not self.line:
            return self.reason
        place = f"line {self.line}, column {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.reason}"


class BadFile(Exception):
    """The file cannot be taken; nothing of it was stored. `problems` holds the first twenty faults."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Table:
    """The header as found (file's own words) and the lines under it, each with its number in the file."""

    columns: frozenset[str]
    lines: Sequence[tuple[int, dict[str, str]]]


class Faults:
    """Collects faults of lines and stops at the twentieth."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, line: int, column: str, reason: str) -> None:
        """Note a fault; raises BadFile at once when there are too many to be read."""
        self._found.append(Problem(line, column, reason))
        if len(self._found) >= MOST_PROBLEMS:
            raise BadFile(self._found)

    def check(self) -> None:
        """Raise BadFile when anything was noted."""
        if self._found:
            raise BadFile(self._found)


def read(content: bytes, headers: Mapping[str, frozenset[str]]) -> Table:
    """Return the table of a file whose header holds all columns of one of the named `headers`.

    XLSX is told by its first bytes, not by the file's name. CSV may be UTF-8 or UTF-16 with its mark, divided
    by comma, semicolon or tab. Empty lines are skipped. Raises BadFile.
    """
    if content.startswith(b"PK\x03\x04"):
        return _table(_sheet_lines(content), headers)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile([Problem(0, "", "this is an old Excel file (.xls): save it as .xlsx or CSV UTF-8")])
    return _table(_csv_lines(_text(content)), headers)


def _text(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        reason = f"the file is not {encoding.upper().removesuffix('-SIG')}: save it as “CSV UTF-8”"
        raise BadFile([Problem(line, "", reason)]) from error
    if "\0" in text:
        raise BadFile([Problem(text[: text.index("\0")].count("\n") + 1, "", "this is not a text file")])
    return text


def _csv_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    head = "\n".join(text.splitlines()[:HEADER_WITHIN])
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise BadFile([Problem(reader.line_num, "", f"the line cannot be read as CSV: {error}")]) from error


def _sheet_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in cells]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        reason = "the workbook cannot be opened: it is broken or not an .xlsx"
        raise BadFile([Problem(0, "", reason)]) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() != time():
        return value.isoformat(" ", "seconds")
    date_only = getattr(value, "date", None)
    return date_only().isoformat() if date_only else str(value)


def _table(lines: Iterable[tuple[int, list[str]]], headers: Mapping[str, frozenset[str]]) -> Table:
    lines = iter(lines)
    columns, missing = _header(lines, headers)
    if columns is None:
        raise BadFile([Problem(0, "", f"no header line found; {missing}")])
    found = []
    faults = Faults()
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(columns) :]):
            faults.add(number, "", f"the line has {len(cells)} cells, the header has {len(columns)}")
            continue
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        found.append((number, {name: cell.strip() for name, cell in zip(columns, padded, strict=False)}))
    faults.check()
    if not found:
        raise BadFile([Problem(0, "", "there are no lines under the header")])
    return Table(frozenset(columns), found)


def _header(
    lines: Iterator[tuple[int, list[str]]], headers: Mapping[str, frozenset[str]]
) -> tuple[list[str] | None, str]:
    """Return the columns of the header line, or None and what is missing from the nearest one."""
    known = " or ".join(f"{title} ({', '.join(sorted(names))})" for title, names in headers.items())
    near = f"wanted: {known}"
    best = 0
    for number, cells in lines:
        columns = [cell.strip().lower().removeprefix("\ufeff") for cell in cells]
        for title, names in headers.items():
            there = names & set(columns)
            if there == names:
                return columns, ""
            if len(there) > best:
                best = len(there)
                absent = ", ".join(sorted(names - there))
                near = f"line {number} is like {title}, but has no column {absent}"
        if number >= HEADER_WITHIN:
            break
    return None, near
