"""What a person wrote about figures by office: for "my data". Erasing takes nothing of it.

Replies, explanations, conclusions, contests and corrections are words of an office or of its review, printed
beside the figures; a person who is erased stays in them as a number, like in the mandates.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.kpi.correction_models import Correction
from akimfeedback.kpi.models import OfficeReply
from akimfeedback.kpi.signal_models import Signal, SignalExplanation
from akimfeedback.kpi.year_models import Contest, YearConclusion


def export(session: Session, user_id: int) -> dict[str, Any]:
    """Return the words of a person on figures, by kind, oldest first, as plain values."""
    replies = select(OfficeReply).where(OfficeReply.by_id == user_id)
    explained = select(SignalExplanation).where(SignalExplanation.by_id == user_id)
    found = select(Signal).where(Signal.reviewed_by_id == user_id)
    concluded = select(YearConclusion).where(YearConclusion.by_id == user_id)
    contested = select(Contest).where(Contest.by_id == user_id)
    answered = select(Contest).where(Contest.decided_by_id == user_id)
    proposed = select(Correction).where(Correction.proposed_by_id == user_id)
    return {
        "replies": [
            {"period": row.period, "indicator": row.indicator, "at": row.at.isoformat(), "words": row.text}
            for row in session.scalars(replies.order_by(OfficeReply.id))
        ],
        "explanations": [
            {"signal": row.signal_id, "at": row.at.isoformat(), "words": row.text}
            for row in session.scalars(explained.order_by(SignalExplanation.id))
        ],
        "findings": [
            {"signal": row.id, "finding": row.finding, "words": row.finding_words}
            for row in session.scalars(found.order_by(Signal.id))
        ],
        "conclusions": [
            {"conclusion": row.id, "at": row.at.isoformat(), "words": row.words}
            for row in session.scalars(concluded.order_by(YearConclusion.id))
        ],
        "contests": [
            {"contest": row.id, "indicator": row.indicator, "at": row.at.isoformat(), "words": row.words}
            for row in session.scalars(contested.order_by(Contest.id))
        ],
        "answers_to_contests": [
            {"contest": row.id, "outcome": row.outcome, "words": row.outcome_words}
            for row in session.scalars(answered.order_by(Contest.id))
        ],
        "corrections": [
            {"period": row.period, "at": row.proposed_at.isoformat(), "words": row.reason}
            for row in session.scalars(proposed.order_by(Correction.id))
        ],
    }
