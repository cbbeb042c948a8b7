"""Channels, states of a message, quiet hours and back-off. Pure."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Channel(StrEnum):
    """How a message leaves."""

    SMS = "sms"
    EMAIL = "email"
    BELL = "bell"  # stays inside: the list in the profile


class MessageState(StrEnum):
    """A message is work until it is sent, failed or dropped."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


QUIET_FROM = time(21, 0)
QUIET_TO = time(8, 0)
QUIET_ZONE = ZoneInfo("Asia/Almaty")

TRIES = 8
URGENT_LIFE = timedelta(minutes=15)
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)
FIRST_WAIT = timedelta(minutes=1)
FIRST_URGENT_WAIT = timedelta(seconds=10)
LONGEST_URGENT_WAIT = timedelta(minutes=1)

ADDRESS_LIFE = timedelta(days=90)
GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Letters of the short alphabet: 160 of them fit one text message."""

SECRET_PARAMS = frozenset({"code", "token"})
"""Parameters that open something: a message with one of them is forgotten once it has left."""

SWITCHABLE = (
    "programmes.updated",
    "programmes.reported",
    "appeals.started",
    "appeals.remind",
    "appeals.morning",
    "petitions.news",
    "petitions.step",
    "petitions.step-lost",
    "petitions.position",
    "petitions.overdue",
    "petitions.due-soon",
)
"""Kinds a person may switch off one by one. Codes and answers are owed and cannot be switched off."""


def is_quiet(moment: datetime) -> bool:
    """Say whether people sleep: 21:00 to 08:00 by Kazakhstan time, eight o'clock sharp is day."""
    local = moment.astimezone(QUIET_ZONE).time()
    return local >= QUIET_FROM or local < QUIET_TO


def not_in_quiet_hours(moment: datetime) -> datetime:
    """Return the moment, or the eight o'clock after it when people sleep; in the zone of the argument."""
    if not is_quiet(moment):
        return moment
    local = moment.astimezone(QUIET_ZONE)
    day = local.date() if local.time() < QUIET_TO else local.date() + timedelta(days=1)
    return datetime.combine(day, QUIET_TO, tzinfo=QUIET_ZONE).astimezone(moment.tzinfo)


def send_from(at: datetime, channel: Channel, *, urgent: bool) -> datetime:
    """Return when a message may leave; only text messages wait for the morning, urgent ones never."""
    return at if urgent or channel != Channel.SMS else not_in_quiet_hours(at)


def wait_after(tries: int, *, urgent: bool) -> timedelta:
    """Return the pause after so many failed tries: it grows fourfold (urgent: twofold) up to a cap."""
    if urgent:
        return min(FIRST_URGENT_WAIT * int(2 ** max(tries - 1, 0)), LONGEST_URGENT_WAIT)
    return min(FIRST_WAIT * int(4 ** max(tries - 1, 0)), LONGEST_WAIT)


def gives_up(tries: int, created_at: datetime, now: datetime, *, urgent: bool) -> bool:
    """Say whether one stops trying: all tries used, or a code that is too old to be of use."""
    return tries >= TRIES or (urgent and now - created_at >= URGENT_LIFE)


def can_switch_off(kind: str) -> bool:
    """Say whether a person may refuse this kind of message."""
    return kind in SWITCHABLE


def segments(text: str) -> int:
    """Return how many parts a text message takes: 70 letters alone, 67 joined; plain Latin 160 and 153."""
    if GSM_7.issuperset(text):
        return 1 if len(text) <= 160 else -(-len(text) // 153)
    units = len(text.encode("utf-16-be")) // 2
    return 1 if units <= 70 else -(-units // 67)


def template_of(kind: str) -> str:
    """Return the template of a kind: `appeals.answered` is `appeals/messages/answered.txt`."""
    package, _, verb = kind.partition(".")
    return f"{package}/messages/{verb}.txt"


def is_secret(params: dict[str, object]) -> bool:
    """Say whether the text must not be kept after sending."""
    return bool(SECRET_PARAMS & params.keys())
