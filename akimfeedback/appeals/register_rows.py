"""Lines of a register kept elsewhere: columns, what a cell may hold, and what is wrong with it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from json import dumps
from math import isfinite
from zoneinfo import ZoneInfo

from akimfeedback.appeals.rules import Decision, State, Verdict

REQUIRED = frozenset({"number", "received_at", "category"})
COLUMNS = (
    "number", "received_at", "category", "text", "language", "place", "lat", "lon",
    "registered_on", "due_on", "answered_at", "outcome", "verdict", "rating",
)  # fmt: skip
ANSWERS = frozenset(Decision)
EXITS = frozenset({State.FORWARDED, State.RETURNED, State.TERMINATED, State.WITHDRAWN, State.DUPLICATE})
OUTCOMES = tuple(str(one) for one in (*Decision, *sorted(EXITS)))
LANGUAGES = ("kk", "ru", "en")
FIRST_YEAR = 2000
LONGEST_TERM = timedelta(days=731)
MOST_NUMBER_LETTERS = 64
MOST_LETTERS = 20_000
MOST_SHOWN = 40
SILENT_COLUMNS = frozenset({"text", "place"})  # may hold personal data: never repeated in a report

_FORMS = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y")
_DATE_LETTERS = 10
_NOON = time(12)


@dataclass(frozen=True)
class Fault:
    """Why a line is refused: where it is, what is wrong, and the cell's beginning where it may be shown."""

    line: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        """Return the fault as one line for the administrator."""
        shown = f" ({self.value!r})" if self.value else ""
        return f"line {self.line}, column {self.column}: {self.reason}{shown}"


@dataclass(frozen=True)
class Entry:
    """One line that can be taken. Moments are UTC; None: the cell was empty."""

    line: int
    number: str
    received_at: datetime
    topic_code: str
    text: str
    language: str
    place: str
    lat: float | None
    lon: float | None
    registered_on: date | None
    due_on: date | None
    answered_at: datetime | None
    outcome: str | None
    verdict: str | None
    rating: int | None

    @property
    def is_answer(self) -> bool:
        """Return whether the outcome is an answer, not an exit."""
        return self.outcome in ANSWERS

    @property
    def fingerprint(self) -> str:
        """Return a hash of all that the line says: equal lines are not written twice."""
        said = {name: value for name, value in vars(self).items() if name != "line"}
        return sha256(dumps(said, default=str, sort_keys=True).encode()).hexdigest()[:20]


class _Cells:
    """The cells of one line; collects faults."""

    def __init__(self, line: int, cells: Mapping[str, str], zone: ZoneInfo) -> None:
        self.line, self.cells, self.zone = line, cells, zone
        self.faults: list[Fault] = []

    def text(self, name: str) -> str:
        return self.cells.get(name, "").replace("\0", "").strip()

    def fail(self, name: str, reason: str) -> None:
        value = "" if name in SILENT_COLUMNS else self.text(name)
        shown = value if len(value) <= MOST_SHOWN else value[: MOST_SHOWN - 1] + "…"
        self.faults.append(Fault(self.line, name, reason, shown))

    def moment(self, name: str) -> datetime | None:
        """Return a moment in UTC; without a zone it is time of the register's place."""
        typed = self.text(name)
        found = _moment(typed) if typed else None
        if typed and found is None:
            self.fail(name, "not a date and time: write 2026-07-01 09:30")
        if found is None:
            return None
        local = found if found.tzinfo else found.replace(tzinfo=self.zone)
        if not FIRST_YEAR <= local.year <= date.max.year - 1:
            self.fail(name, f"the calendar of days off begins in {FIRST_YEAR}")
            return None
        return local.astimezone(UTC)

    def day(self, name: str) -> date | None:
        moment = self.moment(name)
        return moment.astimezone(self.zone).date() if moment else None

    def share(self, name: str, most: float) -> float | None:
        typed = self.text(name).replace(",", ".")
        if not typed:
            return None
        try:
            value = float(typed)
        except ValueError:
            value = float("nan")
        if not isfinite(value) or abs(value) > most:
            self.fail(name, f"not a number between -{most:g} and {most:g}")
            return None
        return value

    def choice(self, name: str, allowed: tuple[str, ...]) -> str | None:
        typed = self.text(name).lower().replace("_", "-")
        if not typed:
            return None
        if typed not in allowed:
            self.fail(name, "unknown: write one of " + ", ".join(allowed))
            return None
        return typed


def _moment(typed: str) -> datetime | None:
    try:
        return datetime.fromisoformat(typed)
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(typed, form)  # noqa: DTZ007 - the zone is set by the caller
        except ValueError:
            continue
    return None


def parse(
    line: int,
    cells: Mapping[str, str],
    *,
    topic_of: Callable[[str], str | None],
    zone: ZoneInfo,
    now: datetime,
) -> Entry | list[Fault]:
    """Return the line as an entry, or all that is wrong with it.

    `topic_of` gives the topic's code of a category, None for an unknown one. Dates may be ISO or 31.12.2026.
    """
    row = _Cells(line, cells, zone)
    received_at, answered_at = row.moment("received_at"), row.moment("answered_at")
    if answered_at and len(row.text("answered_at")) <= _DATE_LETTERS:
        answered_at = _some_time_that_day(answered_at, received_at, zone)
    topic_code = _topic(row, topic_of)
    lat, lon = row.share("lat", 90), row.share("lon", 180)
    found = Entry(
        line=line,
        number=row.text("number"),
        received_at=received_at or now,
        topic_code=topic_code,
        text=row.text("text"),
        language=row.choice("language", LANGUAGES) or "kk",
        place=row.text("place"),
        lat=lat if lon is not None else None,
        lon=lon if lat is not None else None,
        registered_on=row.day("registered_on"),
        due_on=row.day("due_on"),
        answered_at=answered_at,
        outcome=row.choice("outcome", OUTCOMES),
        verdict=row.choice("verdict", tuple(Verdict)),
        rating=_rating(row),
    )
    if not received_at and not row.text("received_at"):
        row.fail("received_at", "missing")
    _check_words(row, found)
    if not row.faults:
        _check_days(row, found, now)
        _check_outcome(row, found)
    return row.faults or found


def _some_time_that_day(answered_at: datetime, received_at: datetime | None, zone: ZoneInfo) -> datetime:
    """Return noon of a day given without a time, or the receipt where that is later the same day."""
    noon = datetime.combine(answered_at.astimezone(zone).date(), _NOON, zone).astimezone(UTC)
    same_day = received_at is not None and received_at.astimezone(zone).date() == noon.astimezone(zone).date()
    return max(noon, received_at) if same_day and received_at else noon


def _topic(row: _Cells, topic_of: Callable[[str], str | None]) -> str:
    category = row.text("category")
    code = topic_of(category) if category else None
    if code is None:
        reason = "no topic of the catalogue: give a table of categories with --map" if category else "missing"
        row.fail("category", reason)
    return code or ""


def _rating(row: _Cells) -> int | None:
    typed = row.choice("rating", ("1", "2", "3", "4", "5"))
    return int(typed) if typed else None


def _check_words(row: _Cells, found: Entry) -> None:
    if not found.number:
        row.fail("number", "missing")
    if len(found.number) > MOST_NUMBER_LETTERS:
        row.fail("number", f"longer than {MOST_NUMBER_LETTERS} letters")
    if len(found.text) > MOST_LETTERS:
        row.fail("text", f"longer than {MOST_LETTERS} letters")


def _check_days(row: _Cells, found: Entry, now: datetime) -> None:
    received_on = found.received_at.astimezone(row.zone).date()
    begins_on = found.registered_on or received_on
    today = now.astimezone(row.zone).date()
    checks = (
        (found.received_at > now, "received_at", "later than now"),
        (begins_on < received_on, "registered_on", "earlier than the day of receipt"),
        (begins_on > received_on + LONGEST_TERM, "registered_on", "more than two years after the receipt"),
        (found.due_on is not None and found.due_on < begins_on, "due_on", "earlier than the registration"),
        (
            found.due_on is not None and found.due_on > begins_on + LONGEST_TERM,
            "due_on", "more than two years after the registration",
        ),
    )  # fmt: skip
    for wrong, column, reason in checks:
        if wrong:
            row.fail(column, reason)
    if found.answered_at is None:
        return
    if found.answered_at < found.received_at:
        row.fail("answered_at", "earlier than the receipt")
    if found.answered_at.astimezone(row.zone).date() > today:
        row.fail("answered_at", "later than now")


def _check_outcome(row: _Cells, found: Entry) -> None:
    checks = (
        (
            found.outcome is not None and found.answered_at is None,
            "answered_at",
            "missing: there is an outcome",
        ),
        (
            found.outcome is None and found.answered_at is not None,
            "outcome",
            "missing: there is an answered_at",
        ),
        (found.verdict is not None and not found.is_answer, "verdict", "only an answer has a verdict"),
        (found.rating is not None and found.verdict is None, "rating", "a rating without a verdict"),
    )
    for wrong, column, reason in checks:
        if wrong:
            row.fail(column, reason)
