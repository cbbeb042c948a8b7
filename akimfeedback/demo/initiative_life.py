"""Live one made-up initiative: every step is an act of a service at its moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import local_day
from akimfeedback.demo import after_rungs, initiative_drafts, places, supports
from akimfeedback.demo.after_the_end import plan_end
from akimfeedback.demo.books import Books
from akimfeedback.demo.initiative_stage import Stage, on
from akimfeedback.demo.initiative_story import InitiativeStory
from akimfeedback.demo.paper_sheets import accept_sheet
from akimfeedback.demo.reviewing import review_burst
from akimfeedback.demo.supports import Crowd, Support
from akimfeedback.law.initiatives import Rung
from akimfeedback.law.workdays import add_working_days
from akimfeedback.petitions.keys import Keys
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.personal import pepper
from akimfeedback.petitions.queries import support as reads
from akimfeedback.petitions.queries.counts import ladder_of
from akimfeedback.petitions.rules import Publication, is_small
from akimfeedback.petitions.service import counting, moderating

MODERATED_AFTER = 2  # working days
WITHDRAWN_AFTER = timedelta(days=18)
_MINUTE = timedelta(minutes=1)


@dataclass
class Life:
    """One initiative from its first word up to the present moment."""

    session: Session
    books: Books
    story: InitiativeStory
    author: User
    others: list[User]  # accounts of the okrug
    rng: Random
    petition: Petition = field(init=False)
    _waiting: list[Support] = field(default_factory=list)

    def live(self) -> None:
        """Write all that happened."""
        created_at = on(self.books.today - timedelta(days=self.story.days_ago), 10, self.rng.randint(5, 50))
        self.petition = initiative_drafts.create(
            self.session, self.books, self.story, self.author, created_at
        )
        stage = Stage(self.session, self.books, self.story, self.petition, self.author, self.rng)
        backers, backed_at = initiative_drafts.back(
            self.session, self.story, self.petition, self.others, created_at
        )
        self.others = [user for user in self.others if user not in backers]
        day = add_working_days(
            local_day(backed_at), MODERATED_AFTER, self.books.calendar_on(self.books.today)
        )
        decided_at = on(day, 15, self.rng.randint(0, 59))
        if self.story.end in (Publication.BACKING, Publication.MODERATION) or decided_at >= self.books.now:
            counting.count_due(self.session, now=backed_at + _MINUTE, lag_seconds=0)
        elif self.story.end == Publication.REJECTED:
            initiative_drafts.reject(stage, decided_at)
        else:
            moderator = stage.as_official("moderator", decided_at)
            moderating.publish(self.session, moderator, self.petition, now=decided_at)
            self._collect(stage)

    def _collect(self, stage: Stage) -> None:
        """Plan the supports of the open weeks, what each rung brings, and the end."""
        petition, story = self.petition, self.story
        if petition.published_at is None or petition.closes_on is None:
            return
        first = petition.published_at
        last = min(on(petition.closes_on, 21, 30), self.books.now - 5 * _MINUTE)
        if story.end == Publication.WITHDRAWN:
            last = min(last, first + WITHDRAWN_AFTER)
        counting.count_due(self.session, now=first + _MINUTE, lag_seconds=0)
        areas, own = self._areas(), self._keys()
        backers = min(petition.backers_needed, story.support)
        self._waiting = Crowd(self.rng, self.others, areas).coming(story, backers, first, last)
        paper_at = stage.after(first, 9, 14)
        reached = self._reached(backers, paper_at)
        for at in [*reached.values(), last]:
            stage.plan(at, lambda now: self._count(own, now))
        if story.paper:
            stage.plan(paper_at, lambda now: accept_sheet(stage, areas[0], now))
        if story.removed:
            noticed = stage.after(reached.get(Rung.ANSWER, last), 3, 12)
            stage.plan(noticed, lambda now: self._count(own, now))
            stage.plan(noticed, lambda now: review_burst(stage, own, now))
        after_rungs.plan(stage, reached)
        plan_end(stage, first, last, reached)
        stage.play()

    def _areas(self) -> Sequence[int]:
        """Return the villages whose people count, the one it is about first."""
        okrug = next(one for one in places.OKRUGS if one.kato == self.story.okrug)
        ids = [self.books.place_ids[village.kato] for village in okrug.villages]
        return sorted(ids, key=lambda area: area != self.petition.place_id)

    def _keys(self) -> Keys:
        facts = reads.facts_of(self.session, self.petition.id)
        own = facts.keys(pepper()) if facts else None
        assert own is not None  # noqa: S101 - it was made a moment ago
        return own

    def _reached(self, backers: int, paper_at: datetime) -> dict[Rung, datetime]:
        """Return when each rung is reached: with the support itself, in a small unit at midnight."""
        moments = [one.at for one in self._waiting if one.counts] + [paper_at] * self.story.paper
        moments = sorted(at for at in moments if at < self.books.now)
        found = {}
        for rung, needed in ladder_of(self.petition).items():
            if backers + len(moments) < needed:
                continue
            at = moments[needed - backers - 1]
            if is_small(self.petition.population):
                at = on(local_day(at) + timedelta(days=1), 0, 10)
            found[rung] = at
        return found

    def _count(self, own: Keys, now: datetime) -> None:
        """Write the supports up to a moment and count them, as the counting job would have."""
        due = [one for one in self._waiting if one.at <= now]
        self._waiting = [one for one in self._waiting if one.at > now]
        supports.write(self.session, self.petition, own, due, self.rng)
        counting.count_due(self.session, now=now + _MINUTE, lag_seconds=0)
        if is_small(self.petition.population):
            counting.roll_yesterday(self.session, now=now)
