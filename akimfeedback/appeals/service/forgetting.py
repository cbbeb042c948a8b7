"""Take a person out of the requests: identity goes, the accepted request stays, as the office's record."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from akimfeedback.appeals import sealed
from akimfeedback.appeals.models import Appeal, CaseNote, Follower, Reply
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.rules import Publicity, title_of
from akimfeedback.appeals.sealed import CASE
from akimfeedback.appeals.service import acts
from akimfeedback.core.privacy import masked
from akimfeedback.files import service as files
from akimfeedback.journal import service as journal
from akimfeedback.mandates.actor import Actor

JUDGED = ("appeals.judged", "appeals.judged-again")


def forget_author(session: Session, user_id: int, *, now: datetime) -> int:
    """Cut the links to a person, mask what the texts tell of them; return how many cases were touched.

    An accepted request may not be deleted, so it stays without a name, is no longer public, and an open one
    is still answered. Comments and what the person followed go.
    """
    written = cases.all_of_author(session, user_id)
    _erase_acts(session, user_id, [appeal.id for appeal in written], now)
    for appeal in written:
        _mask(session, appeal)
        facts = sealed.rows_of(appeal, appeal.replies)  # the acts that told them are erased
        acts.note_quietly(session, "author-erased", appeal, Actor(user=None), now, rows=facts, whole=True)
    session.execute(delete(Follower).where(Follower.user_id == user_id))
    said = update(Reply).where(Reply.rater_id == user_id)
    session.execute(said.values(comment=None, comment_passed_on=False))
    own_notes = update(CaseNote).where(CaseNote.by_id == user_id, ~CaseNote.by_office)
    session.execute(own_notes.values(by_id=None))
    return len(written)


def _erase_acts(session: Session, user_id: int, own: Sequence[int], now: datetime) -> None:
    """Destroy what the journal says a person did: all of it on own requests, following on those of others."""
    journal.erase(session, CASE, own, actor_ids=[user_id], now=now)
    journal.erase(session, CASE, own, acts=JUDGED, now=now)  # by the link of a message, without signing in
    followed = [row.appeal_id for row in cases.followed_by(session, user_id)]
    journal.erase(session, CASE, followed, actor_ids=[user_id], acts=["appeals.followed"], now=now)


def _mask(session: Session, appeal: Appeal) -> None:
    appeal.author = None
    appeal.text = masked(appeal.text)
    appeal.title = title_of(appeal.text)
    appeal.lat = appeal.lon = appeal.gps_error_m = None
    appeal.public_title = appeal.public_text = None
    appeal.publicity = Publicity.PRIVATE
    for note in appeal.notes:
        if not note.by_office:
            note.text = masked(note.text)
    for photo in appeal.photos:
        photo.public = False
    files.make_private(session, [photo.file_id for photo in appeal.photos])
