"""Who stops the news gets none, and support stays as it is."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.notifications.models import Message
from akimfeedback.petitions.rules import Line, SupportState
from akimfeedback.petitions.service import acts, joining
from akimfeedback.petitions.support_models import Signature
from tests import make


def test_unsubscribing_stops_the_news_and_leaves_the_support(session: Session, now: datetime) -> None:
    """Behaviour 26: unsubscribe; following and supporting know nothing of each other."""
    petition = make.petition(session, place=make.village(session), now=now)
    stays, leaves = make.person(session), make.person(session)
    for person in (stays, leaves, leaves):
        joining.follow(session, person, petition, now=now)
    row = Signature(
        petition_id=petition.id, support_key=b"k", line=Line.PHONE.value, on=date(2026, 9, 15),
        version_id=petition.version_id or 0,
    )  # fmt: skip
    session.add(row)

    joining.unfollow(session, leaves, petition)
    joining.unfollow(session, leaves, petition)
    acts.tell_followers(session, "closed", petition, now)
    session.flush()

    heard = set(session.scalars(select(Message.user_id).where(Message.kind == "petitions.closed")))
    assert heard == {petition.author_id, stays.id}
    assert row.state == SupportState.VALID
    assert not joining.follows(session, leaves.id, petition)
