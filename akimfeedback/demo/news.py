"""Put the news of the last day and a half into the out-tray, as the services would have done."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.service import acts as case_acts
from akimfeedback.appeals.service import answering
from akimfeedback.demo import acts
from akimfeedback.demo.acts import Act
from akimfeedback.demo.history import History
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel

RECENT = timedelta(hours=36)
BELL_KEPT = timedelta(days=14)


def tell_recent(session: Session, histories: Sequence[History], *, now: datetime) -> int:
    """Tell authors and offices of what happened lately; return how many acts were news."""
    since = now - RECENT
    told = 0
    for history in histories:
        fresh = [act for act in history.story.acts if act.at >= since and type(act) in _TELL]
        if history.story.filed_at >= since:
            _filed(session, history.appeal, history.story.filed_at)
        for act in fresh:
            _TELL[type(act)](session, history.appeal, act)
        told += len(fresh)
    return told


def forget_old(session: Session, *, now: datetime) -> None:
    """Let the news of figures from long ago stay untold: what the services said while the past was lived."""
    late = or_(
        Message.created_at < now - BELL_KEPT,
        (Message.created_at < now - RECENT) & (Message.channel != Channel.BELL),
    )
    session.flush()
    session.execute(delete(Message).where(Message.kind.like("kpi.%"), late))


def _filed(session: Session, appeal: Appeal, at: datetime) -> None:
    case_acts.tell_author(session, "received", appeal, at, due_on=appeal.due_on)
    case_acts.tell_office(session, "new", appeal, at)


def _answered(session: Session, appeal: Appeal, act: Act) -> None:
    token = answering.reply_token(appeal, len(appeal.replies))
    case_acts.tell_author(session, "answered", appeal, act.at, path=f"/r/{token}")


def _judged(session: Session, appeal: Appeal, act: Act) -> None:
    if isinstance(act, acts.Judged) and act.reopens:
        case_acts.tell_office(session, "disputed", appeal, act.at)


def _asked(session: Session, appeal: Appeal, act: Act) -> None:
    case_acts.tell_author(session, "asked", appeal, act.at)


def _assigned(session: Session, appeal: Appeal, act: Act) -> None:
    case_acts.tell_author(session, "started", appeal, act.at)


def _forwarded(session: Session, appeal: Appeal, act: Act) -> None:
    case_acts.tell_author(session, "forwarded", appeal, act.at)


def _extended(session: Session, appeal: Appeal, act: Act) -> None:
    case_acts.tell_author(session, "extended", appeal, act.at, due_on=appeal.due_on)


_TELL: dict[type[Act], Callable[[Session, Appeal, Any], None]] = {
    acts.Answered: _answered,
    acts.Judged: _judged,
    acts.Asked: _asked,
    acts.Assigned: _assigned,
    acts.Forwarded: _forwarded,
    acts.Extended: _extended,
}
