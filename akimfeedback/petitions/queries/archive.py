"""Initiatives of a unit by the akim's term they were published in; they survive a change of akim."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from akimfeedback.core.clock import local_day
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.queries import of_unit
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.open_data import LISTED
from akimfeedback.petitions.rules import Publication, ReplyState

GIVEN = frozenset({ReplyState.ANSWERED, ReplyState.REVISED})


@dataclass
class Term:
    """One akim's term with its initiatives; `akim` None: history of other systems, or nobody in office."""

    akim: Mandate | None
    outside: bool = False
    petitions: list[Petition] = field(default_factory=list)

    @property
    def answered(self) -> int:
        """Return how many have an answer."""
        return sum(row.reply_state in GIVEN for row in self.petitions)

    @property
    def owed(self) -> int:
        """Return how many wait for an answer."""
        waits = {ReplyState.AWAITING, ReplyState.HOLDING}
        return sum(row.reply_state in waits for row in self.petitions)

    @property
    def late(self) -> int:
        """Return how many were first answered after the term."""
        return sum(_is_late(row) for row in self.petitions)

    @property
    def became_requests(self) -> int:
        """Return how many went to the office as a request of their author."""
        return sum(row.case_number is not None for row in self.petitions)

    @property
    def rejected(self) -> int:
        """Return how many were not published."""
        return sum(row.publication == Publication.REJECTED for row in self.petitions)

    def outcomes(self) -> dict[str, int]:
        """Return how many ended how, by the last published answer."""
        found: dict[str, int] = {}
        for row in self.petitions:
            last = next((one.outcome for one in reversed(row.replies) if one.published_on), None)
            if last:
                found[last] = found.get(last, 0) + 1
        return found


def _is_late(petition: Petition) -> bool:
    first = next((one for one in petition.replies if one.outcome), None)
    return first is not None and first.late


def terms(session: Session, territory_id: int) -> list[Term]:
    """Return the terms of a unit that have initiatives, the newest first; other systems at the end."""
    rows = (
        select(Petition)
        .where(Petition.territory_id == territory_id, Petition.publication.in_(LISTED))
        .options(joinedload(Petition.text), joinedload(Petition.totals), selectinload(Petition.replies))
        .order_by(Petition.id.desc())
    )
    akims = [one for one in of_unit(session, territory_id) if one.role == Role.AKIM]
    found: dict[int | None, Term] = {akim.id: Term(akim) for akim in akims}
    found[None] = Term(None)
    outside = Term(None, outside=True)
    for row in session.scalars(rows):
        if row.outside_source is not None:
            outside.petitions.append(row)
        else:
            found[_akim_of(row, akims)].petitions.append(row)
    return [term for term in (*found.values(), outside) if term.petitions]


def _akim_of(petition: Petition, akims: Sequence[Mandate]) -> int | None:
    """Return the mandate of the day of publication: as stored, else by its days."""
    known = {akim.id for akim in akims}
    if petition.mandate_id in known:
        return petition.mandate_id
    day = local_day(petition.published_at or petition.created_at)
    holding = (one for one in akims if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on))
    return next((one.id for one in holding), None)
