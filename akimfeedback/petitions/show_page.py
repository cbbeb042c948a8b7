"""The page of one initiative: versions with what changed, what happens next, who reads it."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from flask import current_app, url_for
from flask_babel import gettext as _

from akimfeedback.law.initiatives import term
from akimfeedback.petitions.models import Petition, PetitionVersion
from akimfeedback.petitions.rules import BY_LINK, Publication, ReplyState
from akimfeedback.web.formats import day, day_until, number

_WORD = re.compile(r"\s+|\S+")
_NAMED = BY_LINK | {Publication.DRAFT, Publication.OPEN}
_COUNTED = frozenset({Publication.OPEN, Publication.CLOSED, Publication.SUPERSEDED, Publication.WITHDRAWN})


@dataclass(frozen=True)
class Piece:
    """Words of a text and whether a version kept, added or took them."""

    kind: str  # same | added | taken
    words: str


@dataclass(frozen=True)
class Change:
    """One later version beside the one before it."""

    position: int
    at: datetime
    material: bool
    language: str
    pieces: tuple[Piece, ...]


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Return a text word by word with what a version took and added. Joined without `taken`: the new text."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    found: list[Piece] = []
    for act, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if act == "equal":
            found.append(Piece("same", "".join(after[c:d])))
            continue
        if a < b:
            found.append(Piece("taken", "".join(before[a:b])))
        if c < d:
            found.append(Piece("added", "".join(after[c:d])))
    return tuple(found)


def _whole(version: PetitionVersion) -> str:
    asks = (f"{place}. {ask}" for place, ask in enumerate(version.asks, 1))
    return "\n".join([version.title, *asks, version.why, version.tried]).strip()


def changes(versions: Sequence[PetitionVersion]) -> list[Change]:
    """Return what later public versions changed, the newest first; the first version is no change."""
    public = [version for version in versions if version.approved_at is not None]
    return [
        Change(new.position, new.at, new.material, new.language, pieces(_whole(old), _whole(new)))
        for old, new in pairwise(public)
    ][::-1]


def next_steps(petition: Petition, today: date) -> list[str]:
    """Return what happens next, in order, in one sentence each; empty where nothing follows."""
    state, reply = Publication(petition.publication), ReplyState(petition.reply_state)
    if state in BY_LINK:
        return _before_publication(petition)
    if reply in (ReplyState.ANSWERED, ReplyState.REVISED):
        return [
            str(_("The author says of every point whether it is solved.")),
            str(_("What the office promised with a date is followed here until it is done.")),
        ]
    if reply in (ReplyState.AWAITING, ReplyState.HOLDING):
        days = term("L-35", today)
        return [
            str(_("The akim answers in writing, point by point, within %(n)s working days.", n=days)),
            str(_("The answer is published on the next working day.")),
            str(_("The author says of every point whether it is solved.")),
        ]
    return _collecting(petition, today) if state is Publication.OPEN else []


def _before_publication(petition: Petition) -> list[str]:
    checked = (
        _("A moderator checks the text by %(day)s.", day=day_until(petition.moderation_due_on))
        if petition.moderation_due_on
        else _("A moderator checks the text within 5 working days.")
    )
    first = _("First %(n)s residents back it by the link.", n=petition.backers_needed)
    last = _("Then everybody can support it for %(n)s days.", n=petition.collection_days)
    waits = [first] if petition.submitted_at is None else []
    return [str(words) for words in (*waits, checked, last)]


def _collecting(petition: Petition, today: date) -> list[str]:
    days = term("L-35", today)
    steps = (
        []
        if petition.pledge_id is None
        else [
            _(
                "When %(n)s residents support it, the akim must answer in writing within %(days)s working days.",
                n=number(petition.answer_at),
                days=days,
            )
        ]
    )
    if petition.closes_on is not None:
        steps.append(_("Support is collected until %(day)s inclusive.", day=day(petition.closes_on)))
    steps.append(
        _("If fewer support it by then, it goes to the office as a request of its author, with the count.")
    )
    return [str(words) for words in steps]


def author_name(petition: Petition) -> str:
    """Return the author's short name while support is collected and the author wants it shown, else ""."""
    return (petition.author_shown or "") if Publication(petition.publication) in _NAMED else ""


def is_counted(petition: Petition) -> bool:
    """Say whether the page shows counts at all: not before publication, not of a text never published."""
    return Publication(petition.publication) in _COUNTED


def link_to(endpoint: str, **values: object) -> str:
    """Return an address where the page exists in this installation, else ""."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""  # type: ignore[arg-type]
