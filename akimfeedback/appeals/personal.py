"""What a person wrote and said of answers, for "my data", and how it is forgotten."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.rules import printed
from akimfeedback.appeals.service.forgetting import forget_author


def export(session: Session, user_id: int) -> dict[str, Any]:
    """Return a person's requests with their answers, and what they follow."""
    follows = [
        {"case": row.appeal_id, "since": row.at.isoformat()} for row in cases.followed_by(session, user_id)
    ]
    return {
        "requests": [_case(appeal) for appeal in cases.all_of_author(session, user_id)],
        "follows": follows,
    }


def _case(appeal: Appeal) -> dict[str, Any]:
    return {
        "number": printed(appeal.number),
        "filed_at": appeal.filed_at.isoformat(),
        "topic": appeal.topic_code,
        "kind": appeal.kind,
        "text": appeal.text,
        "place": appeal.place_words,
        "lat": appeal.lat,
        "lon": appeal.lon,
        "state": appeal.state,
        "due_on": appeal.due_on.isoformat(),
        "visibility": appeal.visibility,
        "publicity": appeal.publicity,
        "photos": sum(not photo.by_office for photo in appeal.photos),
        "additions": [note.text for note in appeal.notes if not note.by_office],
        "answers": [
            {
                "at": reply.answered_at.isoformat(),
                "decision": reply.decision,
                "found": reply.found,
                "done": reply.done,
                "verdict": reply.verdict,
                "rating": reply.rating,
                "comment": reply.comment,
            }
            for reply in appeal.replies
        ],
    }


def erase(session: Session, user_id: int, *, now: datetime) -> None:
    """Cut the links and mask the texts; accepted requests stay without identity."""
    forget_author(session, user_id, now=now)
