"""States, allowed moves, decisions and small sums of a request. Pure."""

import re
from datetime import date
from enum import StrEnum

from akimfeedback.topics.rules import ASKS_FOR_NOTHING, Kind


class State(StrEnum):
    """Where a request stands."""

    ACCEPTED = "accepted"
    IN_WORK = "in-work"
    QUESTION = "question"  # the office waits for the resident; the term goes on
    ANSWERED = "answered"
    CONFIRMED = "confirmed"  # resident: solved or partly
    DISPUTED = "disputed"  # resident: not solved; opened again
    CLOSED = "closed"  # the verdict window is over
    FORWARDED = "forwarded"
    RETURNED = "returned"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


OPEN = frozenset({State.ACCEPTED, State.IN_WORK, State.QUESTION, State.DISPUTED})
"""States in which the office owes an answer."""

EXITS = frozenset({State.FORWARDED, State.RETURNED, State.TERMINATED, State.WITHDRAWN, State.DUPLICATE})
"""States that end a request without an answer."""

_ENDS = EXITS
MOVES: dict[State, frozenset[State]] = {
    State.ACCEPTED: frozenset({State.IN_WORK, State.QUESTION, State.ANSWERED}) | _ENDS,
    State.IN_WORK: frozenset({State.QUESTION, State.ANSWERED}) | _ENDS,
    State.QUESTION: frozenset({State.IN_WORK, State.ANSWERED, State.DISPUTED, State.CONFIRMED}) | _ENDS,
    State.ANSWERED: frozenset({State.CONFIRMED, State.DISPUTED, State.CLOSED}),
    State.CONFIRMED: frozenset({State.CONFIRMED, State.DISPUTED, State.CLOSED}),
    State.DISPUTED: frozenset({State.QUESTION, State.ANSWERED, State.CONFIRMED, State.WITHDRAWN}),
    State.CLOSED: frozenset(),
    State.FORWARDED: frozenset(),
    State.RETURNED: frozenset(),
    State.TERMINATED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.DUPLICATE: frozenset(),
}


def may_become(now: State, then: State) -> bool:
    """Say whether a request may move from one state to the other."""
    return then in MOVES[now]


class Decision(StrEnum):
    """What the office decided in an answer."""

    DONE = "done"
    DONE_IN_PART = "done-in-part"
    EXPLAINED = "explained"
    REFUSED = "refused"
    NOTED = "noted"  # "taken into account"


class Verdict(StrEnum):
    """What the resident says of an answer."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not-solved"


class Publicity(StrEnum):
    """What the public may see of text and photos; topic, rough place, state and dates are always public."""

    PENDING = "pending"
    PUBLISHED = "published"
    HIDDEN = "hidden"  # a tombstone with the reason stays
    SENT_BACK = "sent-back"  # the author is asked to change it
    PRIVATE = "private"  # the author does not want it public


class Visibility(StrEnum):
    """Who of the office sees the author."""

    OFFICE = "office"  # the office sees name and phone
    HIDDEN = "hidden"  # only the platform; the office writes through the case


class Source(StrEnum):
    """How a request came in."""

    WEB = "web"
    ASSISTED = "assisted"
    REGISTER = "register"  # imported from a register kept elsewhere


class EscalationReason(StrEnum):
    """Why a case is on the district superior's list."""

    NOT_SOLVED = "not-solved"
    SILENCE = "silence"
    CONDUCT = "conduct"


class LegalKind(StrEnum):
    """What the same text is called on the official track."""

    MESSAGE = "message"  # сообщение, хабар
    APPLICATION = "application"  # заявление, арыз
    COMPLAINT = "complaint"  # жалоба, шағым
    PROPOSAL = "proposal"  # предложение, ұсыныс
    INQUIRY = "inquiry"  # запрос, сұрау салу
    RESPONSE = "response"  # отклик, үн қосу


LEGAL_KINDS: dict[Kind, LegalKind] = {
    Kind.PROBLEM: LegalKind.MESSAGE,
    Kind.HELP: LegalKind.APPLICATION,
    Kind.DISAGREE: LegalKind.COMPLAINT,
    Kind.IDEA: LegalKind.PROPOSAL,
    Kind.INFORMATION: LegalKind.INQUIRY,
    Kind.ATTITUDE: LegalKind.RESPONSE,
    Kind.THANKS: LegalKind.RESPONSE,
}
"""The legal kind derived from plain words; the clerk may correct it on the official track."""


class ReturnReason(StrEnum):
    """Why a request goes back to its author without an answer."""

    IDENTICAL = "identical"  # the same was answered before, nothing new
    INSULTING = "insulting"
    NOT_CORRECTED = "not-corrected"


class TerminationReason(StrEnum):
    """Why work on a request ends without an answer."""

    REPEAT = "repeat"
    NO_ESSENCE = "no-essence"
    EARLIER_DECISION = "earlier-decision"
    COURT = "court"


class ModerationReason(StrEnum):
    """Why text or photos do not become public; the words are shown to everybody."""

    PERSONAL_DATA = "personal-data"
    INSULT = "insult"
    NEIGHBOUR = "neighbour"  # about a private person, not about the office's work
    CHILD = "child"
    CRIME = "crime"  # would warn the one it is about
    ADVERTISING = "advertising"
    UNREADABLE = "unreadable"


TITLE_LETTERS = 70
TEXT_LETTERS = 4000
MOST_PHOTOS = 3

_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")
_DIGITS = re.compile(r"\d")
_GREETING = re.compile(
    r"(?:с[әа]лем(?:етсі[зң](?:дер)?\s+бе|етсің\s+бе)?|асс?ал[ао]у?м\w*(?:\s+[әа]?ле[йи]к\w*)?|қайырлы\s+(?:күн|таң|кеш)"
    r"|құрметті\s+әкім(?:іміз)?|здравствуйте|добр(?:ый\s+(?:день|вечер)|ое\s+утро)|уважаем(?:ый|ая)\s+(?:господин\s+)?аким"
    r"|hello|good\s+(?:morning|day|evening))(?:[\s,.!?…:–—-]+|$)",
    re.IGNORECASE,
)


def title_of(text: str) -> str:
    """Return the first sentence after the greetings, at most 70 letters, cut at a word with an ellipsis."""
    matter = text.strip()
    while found := _GREETING.match(matter):
        matter = matter[found.end() :].lstrip()
    matter = matter or text.strip()
    words = " ".join((_SENTENCE_END.split(matter, maxsplit=1)[0] or matter).split())
    words = (words[:1].upper() + words[1:]).rstrip(" .")
    if len(words) <= TITLE_LETTERS:
        return words
    return words[: TITLE_LETTERS - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def number_of(year: int, running: int) -> str:
    """Return the number of a request as stored: two digits of the year, six of the running number."""
    return f"{year % 100:02d}{running:06d}"


def printed(number: str) -> str:
    """Return a number as people read it: 26-004217."""
    return f"{number[:2]}-{number[2:]}"


def read_number(typed: str) -> str:
    """Return the digits of what somebody typed as a number; "" when there are none."""
    return "".join(_DIGITS.findall(typed))


def asks_for_something(kind: str) -> bool:
    """Say whether "taken into account" would leave the author without an answer."""
    return kind not in ASKS_FOR_NOTHING


def is_overdue(state: str, due_on: date, today: date) -> bool:
    """Say whether the office owes an answer whose last day is over."""
    return state in OPEN and due_on < today


_KAZAKH = frozenset("әғқңөұүһі")
_RUSSIAN_WORDS = frozenset(
    [
        "не",
        "на",
        "что",
        "нет",
        "у",
        "нас",
        "уже",
        "где",
        "кто",
        "это",
        "есть",
        "очень",
        "дороги",
        "дорога",
        "вода",
        "свет",
        "просим",
        "прошу",
        "улица",
        "улице",
        "когда",
        "из",
        "для",
        "при",
        "около",
        "дом",
        "дня",
        "день",
        "неделю",
        "месяц",
        "года",
        "почему",
        "пожалуйста",
        "после",
        "мы",
        "я",
        "он",
        "они",
        "был",
        "была",
        "было",
        "были",
        "все",
    ]
)


def language_of(text: str, page: str) -> str:
    """Return kk, ru or en of a text: by its letters and small words, else the language of the page."""
    plain = text.casefold()
    if any(letter in _KAZAKH for letter in plain):
        return "kk"
    words = re.findall(r"[^\W\d_]+", plain)
    if sum(word in _RUSSIAN_WORDS for word in words) * 8 >= len(words) > 0:
        return "ru"
    if words and all(word.isascii() for word in words):
        return "en"
    return page
