"""Take a person out of the requests: identity and words go, the facts that figures count stay."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, CaseNote, CasePhoto, Follower, Reply
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.rules import OPEN, Publicity
from akimfeedback.appeals.service import acts, ending
from akimfeedback.files import service as files
from akimfeedback.mandates.actor import Actor

ERASED = "–"


def forget_author(session: Session, user_id: int, *, now: datetime) -> int:
    """Withdraw what is open, empty what the person wrote, cut the links; return how many cases were touched.

    Number, topic, village, dates, decisions and verdicts stay: they are the office's record and hold nobody.
    """
    written = cases.all_of_author(session, user_id)
    for appeal in written:
        if appeal.author is not None and appeal.state in OPEN:
            ending.withdraw(session, Actor(user=appeal.author), appeal, now=now)
        _empty(session, appeal)
        acts.note_quietly(session, "author-erased", appeal, Actor(user=None), now)
    session.execute(delete(Follower).where(Follower.user_id == user_id))
    session.execute(
        update(Reply).where(Reply.rater_id == user_id).values(comment=None, comment_passed_on=False)
    )
    notes = update(CaseNote).where(CaseNote.by_id == user_id, ~CaseNote.by_office)
    session.execute(notes.values(text=ERASED, by_id=None))
    return len(written)


def _empty(session: Session, appeal: Appeal) -> None:
    own = [photo.file_id for photo in appeal.photos if not photo.by_office]
    files.drop(session, own)
    session.flush()
    session.execute(delete(CasePhoto).where(CasePhoto.appeal_id == appeal.id, CasePhoto.file_id.in_(own)))
    appeal.author = None
    appeal.title = appeal.text = ERASED
    appeal.place_words = appeal.lat = appeal.lon = appeal.gps_error_m = None
    appeal.public_title = appeal.public_text = None
    appeal.publicity = Publicity.PRIVATE
