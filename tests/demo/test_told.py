"""A story written in bulk leaves the same rows as the same story lived through the services."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.appeals.models import Appeal, Escalation, PublicityAct
from akimfeedback.appeals.rules import EscalationReason, Visibility
from akimfeedback.appeals.service import answering, ending, filing, judging, moderating, sweeping, talking
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import acts, told
from akimfeedback.demo.acts import CaseStory
from akimfeedback.demo.books import Books
from akimfeedback.demo.load import settle, world_of, write_cases
from akimfeedback.demo.story import Story, tell
from akimfeedback.journal.queries import of as journal_of
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.queries import actor_of
from akimfeedback.topics.service import load_catalogue

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
# numbers of other rows; and the facts of rows, which the services seal act by act and the bulk at its end
SAID_OTHERWISE = {"reply", "escalation", "rows", "whole"}
OWN_TO_A_ROW = {"id", "number", "link", "appeal_id", "token_hash", "version", "idempotency_key", "counted"}


def facts(row: object) -> dict[str, Any]:
    """Return what a row says, without what differs between two copies of one case."""
    columns = type(row).__table__.columns.keys()  # type: ignore[attr-defined]
    return {name: getattr(row, name) for name in columns if name not in OWN_TO_A_ROW}


def whole(session: Session, appeal: Appeal) -> dict[str, Any]:
    """Return everything on record about a case."""
    session.flush()
    session.expire_all()
    escalations = session.scalars(
        select(Escalation).where(Escalation.appeal_id == appeal.id).order_by(Escalation.id)
    )
    publicity = session.scalars(select(PublicityAct).where(PublicityAct.appeal_id == appeal.id))
    return {
        "case": facts(appeal),
        "version": appeal.version,
        "counted": {name: value for name, value in appeal.counted.items() if name != "calendar"},
        "answers": [facts(reply) for reply in appeal.replies],
        "notes": [facts(note) for note in appeal.notes],
        "extensions": [facts(extension) for extension in appeal.extensions],
        "forwarding": facts(appeal.forwarding) if appeal.forwarding else None,
        "escalations": [facts(entry) for entry in escalations],
        "publicity": [facts(act) for act in publicity],
        "journal": [
            (
                entry.act,
                entry.actor_id,
                entry.at,
                {k: v for k, v in entry.data.items() if k not in SAID_OTHERWISE},
            )
            for entry in journal_of(session, "appeal", appeal.id)
        ],
    }


class Lived:
    """Live a story through the services, with the nightly sweeps in between."""

    def __init__(self, session: Session, books: Books, story: CaseStory) -> None:
        self.session, self.books, self.story = session, books, story
        self.author = books.residents[story.author.number]
        self.night = local_day(story.filed_at)
        draft = filing.NewAppeal(
            topic_code=story.topic, text=story.text, place_id=books.place_ids[story.village],
            language=story.language, kind=story.kind, place_words=story.place_words,
            lat=story.lat, lon=story.lon,
            visibility=Visibility.HIDDEN if story.hidden else Visibility.OFFICE,
            public=story.public,
        )  # fmt: skip
        self.appeal = filing.file_appeal(
            session, self.actor(self.author, story.filed_at), draft, now=story.filed_at
        )

    def live(self) -> Appeal:
        for act in self.story.acts:
            self.sleep(act.at)
            DO[type(act)](self, act)
            self.session.flush()
        self.sleep(self.books.now)
        return self.appeal

    def sleep(self, until: datetime) -> None:
        while (morning := self._morning(self.night + timedelta(days=1))) < until:
            sweeping.tell_overdue(self.session, now=morning)
            sweeping.close_windows(self.session, now=morning)
            self.night += timedelta(days=1)
        self.session.flush()

    def _morning(self, day: date) -> datetime:
        return datetime.combine(day, told.SWEPT, KAZAKHSTAN)

    def actor(self, user: User | None, at: datetime) -> Actor:
        return actor_of(self.session, user, local_day(at))

    def seat(self, chosen: Callable[[date], Mandate | None], at: datetime) -> Actor:
        seat = self.books.superior if self.appeal.past_the_office else chosen(local_day(at))
        assert seat is not None
        return self.actor(seat.user, at)

    def worker(self, at: datetime) -> Actor:
        return self.seat(self.books.offices[self.story.okrug].worker_on, at)

    def akim(self, at: datetime) -> Actor:
        return self.seat(self.books.offices[self.story.okrug].akim_on, at)

    def assign(self, act: acts.Assigned) -> None:
        worker = self.books.offices[self.story.okrug].worker_on(local_day(act.at))
        assert worker is not None
        talking.assign(self.session, self.worker(act.at), self.appeal, worker.id, now=act.at)

    def answer(self, act: acts.Answered) -> None:
        new = answering.NewReply(
            decision=act.decision, found=act.found, done=act.done, law=act.law, complain=act.complain,
            language=self.story.language, next_steps=act.next_steps,
        )  # fmt: skip
        answering.reply(self.session, self.akim(act.at), self.appeal, new, now=act.at)

    def judge(self, act: acts.Judged) -> None:
        words = judging.Judgement(act.verdict, act.rating, act.comment, act.pass_on)
        judging.judge(
            self.session, self.actor(self.author, act.at), self.appeal.replies[-1], words, now=act.at
        )

    def moderate(self, act: acts.Moderated) -> None:
        moderator = self.actor(self.books.moderator.user, act.at)
        moderating.decide_publicity(
            self.session, moderator, self.appeal, act.outcome, reason=act.reason, now=act.at
        )

    def settle(self, act: acts.Settled) -> None:
        rows = select(Escalation).where(
            Escalation.appeal_id == self.appeal.id, Escalation.settled_at.is_(None)
        )
        entry = self.session.scalars(rows.where(Escalation.reason == EscalationReason.NOT_SOLVED)).one()
        superior = self.actor(self.books.superior.user, act.at)
        judging.settle(self.session, superior, entry, self.appeal, act.note, now=act.at)


DO: dict[type, Callable[[Lived, Any], object]] = {
    acts.Seen: lambda one, act: talking.mark_seen(one.session, one.worker(act.at), one.appeal, now=act.at),
    acts.Assigned: Lived.assign,
    acts.Asked: lambda one, act: talking.ask_resident(
        one.session, one.worker(act.at), one.appeal, act.text, now=act.at
    ),
    acts.Added: lambda one, act: talking.add_note(
        one.session, one.actor(one.author, act.at), one.appeal, act.text, now=act.at
    ),
    acts.InnerNote: lambda one, act: talking.write_inner_note(
        one.session, one.worker(act.at), one.appeal, act.text, now=act.at
    ),
    acts.Extended: lambda one, act: answering.extend(
        one.session, one.akim(act.at), one.appeal, act.new_due_on, act.reason, now=act.at
    ),
    acts.Forwarded: lambda one, act: ending.forward(
        one.session, one.akim(act.at), one.appeal, act.body, act.reason, now=act.at
    ),
    acts.Withdrawn: lambda one, act: ending.withdraw(
        one.session, one.actor(one.author, act.at), one.appeal, now=act.at
    ),
    acts.Answered: Lived.answer,
    acts.Judged: Lived.judge,
    acts.Moderated: Lived.moderate,
    acts.Settled: Lived.settle,
    acts.Entered: lambda one, act: talking.set_register_number(
        one.session, one.worker(act.at), one.appeal, act.number, local_day(act.at), now=act.at
    ),
}


@pytest.fixture
def books_and_story(app: Flask, session: Session) -> tuple[Books, Story]:
    load_catalogue(session)
    world = world_of(session, NOW)
    story = tell(world)
    return settle(session, world, story, {}), story


def without_pictures(case: CaseStory) -> CaseStory:
    kept = tuple(replace(act, photo=False) if isinstance(act, acts.Answered) else act for act in case.acts)
    return replace(case, picture=None, acts=kept)


def examples(story: Story) -> dict[str, CaseStory]:
    """Return for each kind of act, and for plain cases, one story of the last months where it happens."""
    found: dict[str, CaseStory] = {}
    for case in (case for case in story.cases if case.filed_at > NOW - timedelta(days=120)):
        for name in (type(act).__name__ for act in case.acts):
            found.setdefault(name, case)
        verdicts = [act.verdict for act in case.acts if isinstance(act, acts.Judged)]
        if verdicts:
            found.setdefault(f"judged {verdicts}", case)
        if not case.acts and case.public:
            found.setdefault("nothing yet", case)
        if case.topic == "CONDUCT":
            found.setdefault("about the office", case)
    return found


def test_bulk_and_services_agree_on_every_kind_of_story(
    app: Flask, session: Session, books_and_story: tuple[Books, Story]
) -> None:
    books, story = books_and_story
    chosen = {id(case): case for case in examples(story).values()}
    assert {type(act) for case in chosen.values() for act in case.acts} == set(told._TELL)
    with app.app_context():
        for case in (without_pictures(case) for case in chosen.values()):
            [history] = write_cases(session, books, [case])
            written = whole(session, history.appeal)
            lived = whole(session, Lived(session, books, case).live())

            assert written == lived, case
