"""Write the made-up initiatives through the services of `petitions`, each at its moments in the past."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.demo import places
from akimfeedback.demo.books import Books
from akimfeedback.demo.initiative_life import Life
from akimfeedback.demo.initiative_story import InitiativeStory
from akimfeedback.demo.news import RECENT
from akimfeedback.demo.texts.initiatives import INITIATIVES
from akimfeedback.mandates.queries import actor_of
from akimfeedback.notifications.models import Message
from akimfeedback.notifications.rules import Channel
from akimfeedback.petitions.service import closing, counting, pledging, signals
from akimfeedback.petitions.service.pledging import Paper

PLEDGED_DAYS_AGO = 200
NOT_PLEDGED = "993250000"
"""The office that joined last month has not signed the pledge yet."""
_SIGN_IN = 2  # residents of each okrug a visitor may sign in as: they have supported nothing


def write(session: Session, books: Books, *, share: float = 1.0) -> int:
    """Write pledges and initiatives with all that became of them; return how many requests they became.

    `share` below one leaves out those that show nothing another one does not.
    """
    _pledges(session, books)
    lives = [Life(session, books, *one) for one in _cast(books, share)]
    for life in lives:
        life.live()
    closing.miss_duties(session, now=books.now)
    counting.roll_yesterday(session, now=books.now)
    for life in lives:
        signals.review(session, life.petition, platform_night=None, now=books.now)
    _forget_old_news(session, books.now)
    session.flush()
    return sum(life.petition.case_number is not None for life in lives)


def _pledges(session: Session, books: Books) -> None:
    on = books.today - timedelta(days=PLEDGED_DAYS_AGO)
    at = datetime.combine(on, time(11), KAZAKHSTAN)
    administrator = actor_of(session, books.seats["administrator"].user, on)
    for place, okrug in enumerate(places.OKRUGS):
        if okrug.months_connected and okrug.kato != NOT_PLEDGED:
            paper = Paper(on, f"№ 07-14/{31 + place}, {on:%d.%m.%Y}")
            pledging.register(session, administrator, books.place_ids[okrug.kato], paper, now=at)


def _cast(books: Books, share: float) -> Iterator[tuple[InitiativeStory, User, list[User], Random]]:
    """Give each story, the oldest first, with its author and those of the okrug who may support it."""
    seen: Counter[str] = Counter()
    told = [story for story in INITIATIVES if share >= 1 or story.short]
    for story in sorted(told, key=lambda one: -one.days_ago):
        there = _residents(books, story.okrug)
        author = there[seen[story.okrug] % len(there)]
        seen[story.okrug] += 1
        others = [user for user in there[_SIGN_IN:] if user is not author]
        yield story, author, others, Random(f"{story.title} {books.today}")  # noqa: S311 - repeatable


def _residents(books: Books, okrug: str) -> list[User]:
    codes = next(one for one in places.OKRUGS if one.kato == okrug).villages
    ids = {books.place_ids[village.kato] for village in codes}
    return [user for _, user in sorted(books.residents.items()) if user.home_id in ids]


def _forget_old_news(session: Session, now: datetime) -> None:
    """Let nothing leave today that was told long ago; the bells of that time were read."""
    session.flush()
    old = Message.created_at < now - RECENT
    session.execute(delete(Message).where(old, Message.channel != Channel.BELL))
    session.execute(update(Message).where(old, Message.read_at.is_(None)).values(read_at=Message.created_at))
