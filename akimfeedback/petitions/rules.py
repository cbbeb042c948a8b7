"""Life of an initiative: three machines that never share a column, lines of proof, coded reasons. Pure."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from akimfeedback.law.initiatives import FEWER_THAN, SMALL_VILLAGE, term

Key = TypeVar("Key")


class Publication(StrEnum):
    """Where the text stands."""

    DRAFT = "draft"  # only the author and co-authors see it
    BACKING = "backing"  # seen by link: backers are found
    MODERATION = "moderation"
    RETURNED = "returned"  # back to the author for correction
    REJECTED = "rejected"  # with a coded reason; what may be shown is shown
    HIDDEN = "hidden"  # by two people; only the reason is public
    OPEN = "open"  # collects support
    CLOSED = "closed"  # collection is over
    WITHDRAWN = "withdrawn"  # by the author, before an answer is owed
    DROPPED = "dropped"  # by the author before it was published: nobody else reads it
    LAPSED = "lapsed"  # too few backers in time
    SUPERSEDED = "superseded"  # another initiative carries the matter on


class ReplyState(StrEnum):
    """Where the office's answer stands."""

    NONE = "none"  # no rung reached
    AWAITING = "awaiting"
    HOLDING = "holding"  # a word in between; the clock goes on
    ANSWERED = "answered"
    REVISED = "revised"  # a later version stands beside the first


class HearingState(StrEnum):
    """Where the agenda of the assembly and the public discussion stand."""

    NONE = "none"
    AWAITING = "awaiting"
    SCHEDULED = "scheduled"
    HELD = "held"
    REFUSED = "refused"  # with a public reason


_P, _R, _H = Publication, ReplyState, HearingState
PUBLICATION_MOVES: dict[Publication, frozenset[Publication]] = {
    _P.DRAFT: frozenset({_P.BACKING, _P.DROPPED, _P.LAPSED}),
    _P.BACKING: frozenset({_P.MODERATION, _P.DROPPED, _P.LAPSED, _P.HIDDEN}),
    _P.MODERATION: frozenset({_P.OPEN, _P.RETURNED, _P.REJECTED, _P.HIDDEN, _P.DROPPED}),
    _P.RETURNED: frozenset({_P.MODERATION, _P.BACKING, _P.DROPPED, _P.LAPSED}),
    _P.REJECTED: frozenset({_P.MODERATION, _P.BACKING, _P.OPEN, _P.HIDDEN}),
    _P.HIDDEN: frozenset(
        {_P.BACKING, _P.MODERATION, _P.OPEN, _P.CLOSED, _P.REJECTED, _P.WITHDRAWN, _P.SUPERSEDED}
    ),
    _P.OPEN: frozenset({_P.CLOSED, _P.WITHDRAWN, _P.HIDDEN, _P.SUPERSEDED}),
    _P.CLOSED: frozenset({_P.HIDDEN, _P.SUPERSEDED}),
    _P.WITHDRAWN: frozenset({_P.HIDDEN}),
    _P.DROPPED: frozenset(),
    _P.LAPSED: frozenset(),
    _P.SUPERSEDED: frozenset({_P.HIDDEN}),
}
REPLY_MOVES: dict[ReplyState, frozenset[ReplyState]] = {
    _R.NONE: frozenset({_R.AWAITING}),
    _R.AWAITING: frozenset({_R.NONE, _R.HOLDING, _R.ANSWERED}),  # none: the count fell back below the rung
    _R.HOLDING: frozenset({_R.NONE, _R.HOLDING, _R.ANSWERED}),
    _R.ANSWERED: frozenset({_R.REVISED}),
    _R.REVISED: frozenset({_R.REVISED}),
}
HEARING_MOVES: dict[HearingState, frozenset[HearingState]] = {
    _H.NONE: frozenset({_H.AWAITING}),
    _H.AWAITING: frozenset({_H.NONE, _H.SCHEDULED, _H.REFUSED}),
    _H.SCHEDULED: frozenset({_H.NONE, _H.SCHEDULED, _H.HELD, _H.REFUSED}),
    _H.HELD: frozenset(),
    _H.REFUSED: frozenset({_H.SCHEDULED}),
}

PUBLIC = frozenset({_P.OPEN, _P.CLOSED, _P.SUPERSEDED, _P.WITHDRAWN})
"""States with a page everybody finds; a rejected or hidden one shows what may be shown, a draft nothing."""

BY_LINK = frozenset({_P.BACKING, _P.MODERATION, _P.RETURNED})
"""States seen by those who have the link."""

UNSEEN = frozenset({_P.DRAFT, _P.DROPPED})
"""States nobody but those who write the text may read, moderators neither."""

TAKES_SUPPORT = frozenset({_P.BACKING, _P.MODERATION, _P.OPEN})
"""States that take a signature; before publication it is a backer, and at most `MOST_BACKERS` of them."""


def may_publish(now: str, then: Publication) -> bool:
    """Say whether the publication machine has this move."""
    return then in PUBLICATION_MOVES[Publication(now)]


def may_reply(now: str, then: ReplyState) -> bool:
    """Say whether the reply machine has this move."""
    return then in REPLY_MOVES[ReplyState(now)]


def may_hear(now: str, then: HearingState) -> bool:
    """Say whether the hearing machine has this move."""
    return then in HEARING_MOVES[HearingState(now)]


class Line(StrEnum):
    """Lines of proof, shown apart and never mixed in words."""

    STRONG = "strong"  # identity confirmed beyond the phone
    PHONE = "phone"  # confirmed phone, declared residence in the unit
    SHARED = "shared"  # another adult on the same phone, relation declared
    PAPER = "paper"  # entered twice from a sheet
    OUTSIDE = "outside"  # lives elsewhere: shown, never counted
    IMPORTED = "imported"  # history brought from another system


COUNTED = frozenset({Line.STRONG, Line.PHONE, Line.SHARED, Line.PAPER, Line.IMPORTED})
"""Lines that count for the rungs."""


class SupportState(StrEnum):
    """What became of one support. Only `valid` counts."""

    VALID = "valid"
    HELD = "held"  # waits for review; the person sees success
    WITHDRAWN = "withdrawn"
    INVALIDATED = "invalidated"
    LAPSED = "lapsed"  # the text changed in substance; to be renewed


class Relation(StrEnum):
    """Whose support is given from somebody else's phone."""

    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    OTHER = "other"


MOST_ON_ONE_PHONE = 4
"""Adults who may support one initiative from one phone, its owner among them."""


class RejectReason(StrEnum):
    """Why a text is not published; each has words everybody reads and a lawful way on."""

    DUPLICATE = "duplicate"
    NOT_THE_AKIM = "not-the-akim"  # outside the powers of the office: handed to whom it belongs
    NO_ACTION = "no-action"  # it does not say what should be done
    SINGLE_CASE = "single-case"  # an ordinary request: write one
    INFORMATION = "information"  # a question: ask for information
    FALSE_NAME = "false-name"
    BARRED = "barred"  # one of the 16 subjects
    SAME_WITHIN_YEAR = "same-within-year"
    PERSONAL_DATA = "personal-data"
    LIBEL = "libel"
    OFFENCE = "offence"
    ADVERTISING = "advertising"
    COURT = "court"
    ELECTION = "election"  # campaigning


TEXT_HIDDEN = frozenset(
    {RejectReason.PERSONAL_DATA, RejectReason.LIBEL, RejectReason.OFFENCE, RejectReason.ADVERTISING}
)
"""Reasons that keep the text itself from the public unless the moderator frees parts of it."""


class Part(StrEnum):
    """Parts of a text a moderator may show or hide one by one."""

    TITLE = "title"
    ASKS = "asks"
    WHY = "why"
    TRIED = "tried"


class Barred(StrEnum):
    """The 16 subjects of art. 90-2(3), shortened; each is explained with the lawful way."""

    HUMAN_RIGHTS = "human-rights"
    ORDER_AND_PEACE = "order-and-peace"
    TERRITORY_AND_FORM = "territory-and-form"
    DIVISION = "division"
    POLICE_AND_COURTS = "police-and-courts"
    PROSECUTORS = "prosecutors"
    INTELLIGENCE = "intelligence"
    PENAL_AND_LABOUR = "penal-and-labour"
    DEFENCE_AND_ORDER = "defence-and-order"
    TREATIES = "treaties"
    APPOINTMENTS = "appointments"
    ELECTIONS = "elections"
    SYMBOLS = "symbols"
    LANGUAGE = "language"
    STATE_BODIES = "state-bodies"
    EMERGENCY = "emergency"


class DutyKind(StrEnum):
    """What the office owes after a rung."""

    ANSWER = "answer"
    SITE_VISIT = "site-visit"
    DISCUSSION = "discussion"
    WORKING_GROUP = "working-group"
    DECISION = "decision"
    STATEMENT = "statement"
    AGENDA = "agenda"
    POSITIONS = "positions"


class Outcome(StrEnum):
    """What the office decided."""

    SATISFIED = "satisfied"
    PARTLY = "partly"
    REFUSED = "refused"


class Mark(StrEnum):
    """The author's word on one point of the answer."""

    SOLVED = "solved"
    PARTLY = "partly"
    NOT_SOLVED = "not-solved"


class Stance(StrEnum):
    """A deputy's position."""

    FOR = "for"
    WITH_CHANGES = "with-changes"
    AGAINST = "against"
    ABSTAIN = "abstain"


class RemovalState(StrEnum):
    """A removal of many supports: counted first, run in steps, cancelled or undone by a person."""

    DRAFT = "draft"
    COUNTED = "counted"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class RemovalReason(StrEnum):
    """Why supports were removed; public with the number, never with names."""

    ONE_SOURCE = "one-source"
    NOT_RESIDENT = "not-resident"
    NOT_ADULT = "not-adult"
    WITHOUT_CONSENT = "without-consent"
    FALSE_SHEET = "false-sheet"
    AUTOMATED = "automated"


class SignalCode(StrEnum):
    """What looks unusual in the way support came. A signal never changes a count by itself."""

    CONCENTRATION = "concentration"
    PHONE_SERIES = "phone-series"
    REGULARITY = "regularity"
    NIGHT = "night"
    NAME_ORDER = "name-order"
    FAST_CONFIRM = "fast-confirm"
    TOO_MANY = "too-many"
    PAPER_SHARE = "paper-share"
    COERCION = "coercion"  # mass withdrawal after a visit: goes past the office


class Switch(StrEnum):
    """What an administrator may turn off in a storm, each with a banner."""

    SIGN = "sign"
    CREATE = "create"
    LIVE_COUNT = "live-count"
    TRENDING = "trending"


class SheetState(StrEnum):
    """A paper sheet on its way into the count."""

    ENTERED = "entered"  # once; a second person enters it blind
    MISMATCH = "mismatch"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Side(StrEnum):
    """What else is true of an initiative, beside its three states."""

    FLAGGED = "flagged"  # needs a second pair of eyes
    DORMANT = "dormant"  # the author is silent
    ORPHANED = "orphaned"  # the author has gone: may be adopted
    HANDED_OVER = "handed-over"  # stands on the state's portal too
    LEGAL_HOLD = "legal-hold"  # nothing is scrubbed


TITLE_LETTERS = 100
ASK_LETTERS = 400
WHY_LETTERS = 1_500
TRIED_LETTERS = 600
MOST_ASKS = 7
LOCK_MINUTES = 15


def sides_of(
    *,
    flagged: bool,
    dormant_on: date | None,
    orphaned_on: date | None,
    handed_over_on: date | None,
    legal_hold: bool,
) -> tuple[Side, ...]:
    """Return the side states that hold, in the order of the list."""
    held = {
        Side.FLAGGED: flagged,
        Side.DORMANT: dormant_on is not None and orphaned_on is None,
        Side.ORPHANED: orphaned_on is not None,
        Side.HANDED_OVER: handed_over_on is not None,
        Side.LEGAL_HOLD: legal_hold,
    }
    return tuple(side for side, holds in held.items() if holds)


def number_of(year: int, running: int) -> str:
    """Return the number as stored: two digits of the year, five running (a request has six)."""
    return f"{year % 100:02d}{running:05d}"


def printed(number: str) -> str:
    """Return a number as people read it: 26-00417."""
    return f"{number[:2]}-{number[2:]}"


def figure(counted: int, yesterday: int, population: int | None) -> int:
    """Return the count in force: in a unit of fewer than 500 people yesterday's, else the present one.

    Rungs follow it too, so that nobody learns from a rung who came just now. Law: L-48.
    """
    return yesterday if is_small(population) else counted


def is_small(population: int | None) -> bool:
    """Say whether the unit is one where the count moves at midnight only. Law: L-48."""
    return population is not None and population < SMALL_VILLAGE


def shown_count(counted: int, yesterday: int, population: int | None) -> int | None:
    """Return the count everybody may see, the office too; None: fewer than ten.

    In a unit of fewer than 500 people it is yesterday's, so that nobody can tell who came just now.
    Law: L-48.
    """
    number = figure(counted, yesterday, population)
    return number if number >= FEWER_THAN else None


def floored(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """Return the parts of a whole that may be shown: None for fewer than ten; empty parts are left out.

    Where the hidden parts together are fewer than ten, the smallest shown one is hidden too: a total less the
    rest would tell them. Law: L-48.
    """
    parts = {key: count for key, count in counts.items() if count > 0}
    shown: dict[Key, int | None] = {key: n if n >= FEWER_THAN else None for key, n in parts.items()}
    hidden = sum(n for n in parts.values() if n < FEWER_THAN)
    if 0 < hidden < FEWER_THAN:
        large = [key for key, n in shown.items() if n is not None]
        if large:
            shown[min(large, key=lambda key: parts[key])] = None
    return shown


def may_support(
    publication: str,
    closes_on: date | None,
    today: date,
    *,
    asked_on: date | None = None,
    waited: timedelta = timedelta(0),
) -> bool:
    """Say whether a support is taken now; a code asked in time is good for some hours after the end.

    `asked_on` is the day the code was asked for, `waited` the time since. Law: L-40.
    """
    state = Publication(publication)
    if state in TAKES_SUPPORT and (closes_on is None or today <= closes_on):
        return True
    if state not in (Publication.OPEN, Publication.CLOSED) or asked_on is None or closes_on is None:
        return False
    return asked_on <= closes_on and waited <= timedelta(hours=term("L-40", today))
