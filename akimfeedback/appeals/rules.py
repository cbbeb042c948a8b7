"""States, allowed moves and decisions of a request. Pure."""

from enum import StrEnum


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
    State.QUESTION: frozenset({State.IN_WORK, State.ANSWERED}) | _ENDS,
    State.ANSWERED: frozenset({State.CONFIRMED, State.DISPUTED, State.CLOSED}),
    State.CONFIRMED: frozenset({State.CONFIRMED, State.DISPUTED, State.CLOSED}),
    State.DISPUTED: frozenset({State.IN_WORK, State.QUESTION, State.ANSWERED, State.CONFIRMED, State.WITHDRAWN}),
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
