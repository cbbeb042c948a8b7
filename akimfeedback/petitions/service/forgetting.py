"""Forget what was kept for review alone."""

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from akimfeedback.petitions.support_models import Signature

_TRACES = (
    Signature.device_key, Signature.network_key, Signature.phone_shifted, Signature.confirm_seconds,
)  # fmt: skip


def forget_traces(session: Session, petition_id: int) -> int:
    """Empty the traces of an initiative's supports and return how many rows had any; safe to repeat.

    The keyed hash of the source stays until the initiative is scrubbed: it limits adults on one phone.
    """
    rows = session.scalars(
        update(Signature)
        .where(Signature.petition_id == petition_id, or_(*(trace.is_not(None) for trace in _TRACES)))
        .values(dict.fromkeys(_TRACES))
        .returning(Signature.id),
        execution_options={"synchronize_session": False},
    )
    return len(rows.all())
