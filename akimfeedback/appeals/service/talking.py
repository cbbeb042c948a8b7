"""Work on a request before the answer: seen, assigned, asked, added to, followed, entered in the register."""

from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.appeals.models import Appeal, CaseNote, Follower
from akimfeedback.appeals.rules import State
from akimfeedback.appeals.service import acts
from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates import queries as mandate_queries
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import OFFICE_ROLES
from akimfeedback.notifications.rules import Channel
from akimfeedback.topics.models import Topic

QUESTION = "question"
ADDITION = "addition"
INNER = "inner"


def mark_seen(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> bool:
    """Note that the addressee opened the case; return True the first time, else change nothing."""
    acts.require_worker(actor, appeal)
    if appeal.seen_at is not None:
        return False
    appeal.seen_at = now
    acts.note_quietly(session, "seen", appeal, actor, now)
    return True


def assign(session: Session, actor: Actor, appeal: Appeal, mandate_id: int, *, now: datetime) -> None:
    """Give the case to a member of the office; work starts and the author is told once.

    Raises NotAllowed("appeals.not-addressed-to-you"), RuleBroken("appeals.not-of-this-office").
    """
    acts.require_worker(actor, appeal)
    acts.require_open(appeal)
    members = mandate_queries.members_of(session, appeal.territory_id, clock.local_day(now), *OFFICE_ROLES)
    member = next((seat for seat in members if seat.id == mandate_id), None)
    if member is None:
        raise RuleBroken("appeals.not-of-this-office")
    appeal.assigned_to_id = member.id
    acts.note_quietly(session, "assigned", appeal, actor, now, mandate=member.id)
    if appeal.state == State.ACCEPTED:
        start_work(session, appeal, now)


def start_work(session: Session, appeal: Appeal, now: datetime) -> None:
    """Move an accepted case into work and tell its author."""
    acts.move(appeal, State.IN_WORK)
    acts.tell_author(session, "started", appeal, now)


def ask_resident(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Ask the author; the term goes on. Raises NotAllowed, RuleBroken("appeals.not-possible-now")."""
    acts.require_worker(actor, appeal)
    acts.require_open(appeal)
    line = _line(session, actor, appeal, QUESTION, text, now)
    if appeal.state != State.QUESTION:
        acts.move(appeal, State.QUESTION)
    acts.note(session, "asked", appeal, actor, now)
    acts.tell_author(session, "asked", appeal, now)
    return line


def answer_question(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Add the author's answer to the question asked; the case goes back to work."""
    acts.require_author(actor, appeal)
    if appeal.state != State.QUESTION:
        raise RuleBroken("appeals.no-question-now")
    return add_note(session, actor, appeal, text, now=now)


def add_note(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Add to one's own request while it is open; the office hears of it inside, not by SMS.

    An addition while a question is open is its answer. Raises NotAllowed("appeals.not-yours"),
    RuleBroken("appeals.not-possible-now" | "appeals.text-missing").
    """
    acts.require_author(actor, appeal)
    acts.require_open(appeal)
    line = _line(session, actor, appeal, ADDITION, text, now)
    if appeal.state == State.QUESTION:
        acts.move(appeal, State.DISPUTED if appeal.reopened else State.IN_WORK)
    acts.note(session, "added-to", appeal, actor, now)
    acts.tell_office(session, "resident-wrote", appeal, now, channels=(Channel.BELL,))
    return line


def write_inner_note(session: Session, actor: Actor, appeal: Appeal, text: str, *, now: datetime) -> CaseNote:
    """Leave a line for colleagues; neither the author nor the public ever sees it."""
    acts.require_worker(actor, appeal)
    line = _line(session, actor, appeal, INNER, text, now)
    acts.note_quietly(session, "inner-note", appeal, actor, now)
    return line


def follow(session: Session, actor: Actor, appeal: Appeal, *, now: datetime) -> bool:
    """Say that a case concerns one too; return False when it was said before.

    Raises NotAllowed("appeals.sign-in-to-follow").
    """
    if actor.user_id is None:
        raise NotAllowed("appeals.sign-in-to-follow")
    if actor.user_id == appeal.author_id:
        return False
    row = insert(Follower).values(appeal_id=appeal.id, user_id=actor.user_id, at=now)
    added = session.execute(row.on_conflict_do_nothing().returning(Follower.user_id)).first() is not None
    if added:
        acts.note_quietly(session, "followed", appeal, actor, now)
    return added


def set_register_number(
    session: Session, actor: Actor, appeal: Appeal, number: str, on: date, *, now: datetime
) -> None:
    """Keep the number the case has in the state accounting system; an empty number takes it away."""
    acts.require_worker(actor, appeal)
    appeal.register_number = number.strip() or None
    appeal.register_on = on if appeal.register_number else None
    acts.note_quietly(session, "registered", appeal, actor, now, entered=appeal.register_number is not None)


def change_topic(
    session: Session, actor: Actor, appeal: Appeal, topic_code: str, reason: str, *, now: datetime
) -> None:
    """Correct the topic and its routing with a logged reason; the due date never moves.

    A case about the office itself can be neither made nor unmade here. Raises NotAllowed,
    RuleBroken("appeals.topic-unknown" | "appeals.reason-missing").
    """
    acts.require_worker(actor, appeal)
    acts.require_open(appeal)
    words = acts.require_words(reason, "appeals.reason-missing")
    topic = session.get(Topic, topic_code)
    if topic is None or not topic.active or topic.past_the_office != appeal.past_the_office:
        raise RuleBroken("appeals.topic-unknown")
    old = appeal.topic_code
    appeal.intake_topic_code = appeal.intake_topic_code or old
    appeal.topic, appeal.routing = topic, topic.routing
    _line(session, actor, appeal, INNER, words, now)
    session.flush()  # the journal needs the code of the new topic
    acts.note(session, "topic-changed", appeal, actor, now, old=old, new=topic.code)


def _line(session: Session, actor: Actor, appeal: Appeal, kind: str, text: str, now: datetime) -> CaseNote:
    line = CaseNote(
        appeal_id=appeal.id, kind=kind, text=acts.require_words(text),
        by_id=actor.user_id, by_office=kind != ADDITION, at=now,
    )  # fmt: skip
    session.add(line)
    return line
