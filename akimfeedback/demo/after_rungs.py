"""What follows a rung in a made-up initiative: visits, meetings, answers, marks, positions of deputies."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from akimfeedback.core.clock import local_day
from akimfeedback.demo.initiative_stage import Stage, on
from akimfeedback.demo.initiative_story import AnswerStory
from akimfeedback.demo.texts import initiative_office as words
from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.after_rung import legal_lines
from akimfeedback.petitions.models import PetitionDuty, PetitionReply
from akimfeedback.petitions.queries import positions as asked
from akimfeedback.petitions.rules import DutyKind, Mark, Outcome, Stance
from akimfeedback.petitions.service import closing, duties, hearing, positions, replying
from akimfeedback.petitions.service.hearing import Event
from akimfeedback.petitions.service.positions import Said
from akimfeedback.petitions.service.replying import NewAnswer, PointAnswer

_MARK_DAYS = 75  # after an answer that promised work


def plan(stage: Stage, reached: Mapping[Rung, datetime]) -> None:
    """Plan what the office, the deputies and the author do after each rung."""
    if Rung.ANSWER in reached:
        _answer(stage, reached[Rung.ANSWER])
    if Rung.AGENDA in reached:
        _meetings(stage, reached[Rung.AGENDA])
    if Rung.POSITIONS in reached:
        _positions(stage, reached[Rung.POSITIONS])
    for at in reached.values():
        for due_on in duties.due_days(stage.session, local_day(at)):
            stage.plan(on(due_on + timedelta(days=1), 7), lambda now: _miss(stage, now))


def _miss(stage: Stage, now: datetime) -> None:
    closing.miss_duties(stage.session, now=now)


def _owed(stage: Stage, kind: DutyKind) -> PetitionDuty | None:
    standing = duties.standing(stage.petition, kind)
    return next((duty for duty in standing if duties.is_owed(duty)), None)


def _answer(stage: Stage, reached: datetime) -> None:
    story = stage.story
    if story.answers or story.hearing:
        stage.plan(stage.after(reached, 6, 16), lambda at: _visit(stage, at))
    if story.holding:
        stage.plan(stage.after(reached, 12, 12), lambda at: _hold(stage, at))
    moments = [stage.after(reached, answer.days, 11, 40) for answer in story.answers]
    for place, (answer, at) in enumerate(zip(story.answers, moments, strict=True)):
        following = moments[place + 1] - timedelta(days=3) if place + 1 < len(moments) else None
        marked = following or min(at + timedelta(days=_MARK_DAYS), stage.books.now - timedelta(days=4))
        _plan_answer(stage, answer, at, marked)


def _plan_answer(stage: Stage, answer: AnswerStory, at: datetime, marked: datetime) -> None:
    written: list[PetitionReply] = []
    stage.plan(at, lambda now: written.append(_reply(stage, answer, now)))
    stage.plan(stage.after(at, 1, 10), lambda now: _publish(stage, written, now))
    stage.plan(marked, lambda now: _mark(stage, answer, written, now))


def _visit(stage: Stage, at: datetime) -> None:
    duty, language = _owed(stage, DutyKind.SITE_VISIT), stage.story.language
    if duty is None:
        return
    if any(answer.outcome == Outcome.REFUSED for answer in stage.story.answers):
        reason = words.NO_VISIT[language]
        hearing.give_up(stage.session, stage.as_akim(at), stage.petition, duty, reason, now=at)
        return
    _done(stage, duty, words.SITE_VISIT[language], at)


def _done(stage: Stage, duty: PetitionDuty | None, what: str, at: datetime) -> None:
    if duty is not None:
        hearing.hold(stage.session, stage.as_akim(at), stage.petition, duty, what, now=at)


def _hold(stage: Stage, at: datetime) -> None:
    language = stage.story.language
    said = words.HOLDING[language]
    replying.hold(stage.session, stage.as_akim(at), stage.petition, said, language, now=at)


def _reply(stage: Stage, answer: AnswerStory, at: datetime) -> PetitionReply:
    points = [PointAnswer(Outcome(point.outcome), point.text) for point in answer.points]
    lines = legal_lines(stage.petition, at)
    new = NewAnswer(points, answer.text, lines["law"], lines["complain"], stage.story.language)
    return replying.reply(stage.session, stage.as_akim(at), stage.petition, new, now=at)


def _publish(stage: Stage, written: list[PetitionReply], at: datetime) -> None:
    for row in written:
        replying.publish(stage.session, stage.as_akim(at), stage.petition, row, now=at)


def _mark(stage: Stage, answer: AnswerStory, written: list[PetitionReply], at: datetime) -> None:
    for row in written:
        for point, told in zip(row.points, answer.points, strict=True):
            if told.mark is not None:
                author = stage.as_author(at)
                replying.mark(stage.session, author, stage.petition, point, Mark(told.mark), now=at)


def _meetings(stage: Stage, reached: datetime) -> None:
    """Plan the discussion: held, or announced for next week."""
    story, now = stage.story, stage.books.now
    if story.hearing is None:
        return
    held = story.hearing == "held"
    called = stage.after(reached, 2, 12) if held else now - timedelta(days=1)
    event = stage.after(reached, 12, 18) if held else stage.after(now, 7, 18)
    stage.plan(called, lambda at: _call(stage, event, at))
    stage.plan(
        stage.after(reached, 5, 17),
        lambda at: _done(stage, _owed(stage, DutyKind.AGENDA), words.AGENDA[story.language], at),
    )
    if held:
        stage.plan(
            event + timedelta(hours=16),
            lambda at: _done(stage, _owed(stage, DutyKind.DISCUSSION), story.hearing_words, at),
        )
        stage.plan(
            stage.after(event, 1, 15),
            lambda at: _done(
                stage, _owed(stage, DutyKind.WORKING_GROUP), words.WORKING_GROUP[story.language], at
            ),
        )


def _call(stage: Stage, event: datetime, at: datetime) -> None:
    duty = _owed(stage, DutyKind.DISCUSSION)
    if duty is not None:
        when = Event(event, words.CLUB[stage.story.language])
        hearing.call(stage.session, stage.as_akim(at), stage.petition, duty, when, now=at)


def _positions(stage: Stage, reached: datetime) -> None:
    for place, stance in enumerate(stage.story.stances):
        stage.plan(
            stage.after(reached, 4 + 4 * place, 14),
            lambda at, place=place, stance=stance: _take(stage, place, Stance(stance), at),  # type: ignore[misc]
        )


def _take(stage: Stage, place: int, stance: Stance, at: datetime) -> None:
    """Let the deputy who was asked in this place answer."""
    rows = [one for one in asked.of_petition(stage.session, stage.petition) if one.cancelled_on is None]
    if place >= len(rows) or rows[place].mandate.user is None:
        return
    user = rows[place].mandate.user
    code = next(code for code, seat in stage.books.seats.items() if seat.user is user)
    language = user.language if user else "kk"
    said = Said(stance, words.POSITIONS[stance][language], language)
    positions.take(stage.session, stage.as_official(code, at), stage.petition, said, now=at)
