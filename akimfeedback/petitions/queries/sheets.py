"""Paper sheets of an initiative."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.petitions.rules import SheetState
from akimfeedback.petitions.support_models import PaperSheet, Signature


def sheets_of(session: Session, petition_id: int) -> Sequence[PaperSheet]:
    """Return the sheets by their printed number."""
    found = select(PaperSheet).where(PaperSheet.petition_id == petition_id)
    return session.scalars(found.order_by(PaperSheet.number)).all()


def sheet(session: Session, petition_id: int, number: int, *, to_change: bool = False) -> PaperSheet | None:
    """Return the sheet with a printed number, locked where it is going to be changed."""
    found = select(PaperSheet).where(PaperSheet.petition_id == petition_id, PaperSheet.number == number)
    return session.scalar(found.with_for_update() if to_change else found)


def accepted_before(session: Session, petition_id: int) -> int:
    """Count the accepted sheets: the place of the next one in the lot."""
    rows = select(func.count()).select_from(PaperSheet).where(PaperSheet.petition_id == petition_id)
    return session.scalar(rows.where(PaperSheet.state == SheetState.ACCEPTED)) or 0


def keys_of(session: Session, sheet_id: int) -> set[bytes]:
    """Return the keyed hashes of the people whose support a sheet brought."""
    return set(session.scalars(select(Signature.support_key).where(Signature.sheet_id == sheet_id)))
