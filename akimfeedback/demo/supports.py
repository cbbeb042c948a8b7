"""The support of a made-up initiative: who, from where, on which day; written in one statement.

The rows are those of `petitions.service.supporting`; the counting job counts them as it counts every support.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo.initiative_story import InitiativeStory
from akimfeedback.petitions import keys
from akimfeedback.petitions.keys import Keys
from akimfeedback.petitions.models import Petition, PetitionFollower
from akimfeedback.petitions.names import short_name
from akimfeedback.petitions.rules import Line, SupportState
from akimfeedback.petitions.support_models import Signature, SupportIntent

ONE_DEVICE = "one device of the demo"
_BUMP = (7.0, 4.5)  # the first two days
_DAILY = 1.0
_FADES = 0.93
_BURST_MINUTES = 40
_BEGUN_NOT_CONFIRMED = 0.08
_FOLLOWS = 0.25
_SHOWS_NAME = 0.2
_ON_A_PHONE = 3  # relatives


@dataclass(frozen=True)
class Support:
    """One support to come: when, on which line, whose."""

    at: datetime
    line: Line
    person: str
    area_id: int | None
    device: str
    source: int | None = None  # owner of the phone
    user: User | None = None
    confirm_seconds: float | None = None

    @property
    def counts(self) -> bool:
        """Say whether it counts for the rungs."""
        return self.line is not Line.OUTSIDE


@dataclass
class Crowd:
    """Those who will support one initiative; real accounts first, then people without one."""

    rng: Random
    people: Sequence[User]  # accounts of the okrug that have not supported yet
    areas: Sequence[int]  # villages that count, the nearest first
    _made_up: int = field(default=0)

    def coming(self, story: InitiativeStory, backers: int, first: datetime, last: datetime) -> list[Support]:
        """Return all supports between two moments, in order of time."""
        alone = max(0, story.support - backers)
        burst = story.removed
        moments = self._moments(alone + story.shared + story.outside - burst, first, last)
        self.rng.shuffle(moments)
        taken = iter(moments)
        found = list(self._alone(alone - burst, taken))
        found += self._shared(story.shared, found, taken)
        found += [self._stranger(Line.OUTSIDE, next(taken)) for _ in range(story.outside)]
        found += self._burst(burst, first)
        return sorted(found, key=lambda one: one.at)

    def _alone(self, many: int, moments: Iterator[datetime]) -> Iterator[Support]:
        accounts = list(self.people)
        self.rng.shuffle(accounts)
        for place in range(many):
            if place >= len(accounts):
                yield self._stranger(Line.PHONE, next(moments))
                continue
            user = accounts[place]
            yield Support(
                next(moments), Line.PHONE, keys.owner(user.id), user.home_id, f"phone {user.id}",
                source=user.id, user=user, confirm_seconds=self._seconds(),
            )  # fmt: skip

    def _shared(self, many: int, owners: Sequence[Support], moments: Iterator[datetime]) -> Iterator[Support]:
        """Return relatives on phones of those who support themselves, at most three a phone."""
        for place in range(many):
            owner = owners[place // _ON_A_PHONE % len(owners)]
            yield Support(
                next(moments), Line.SHARED, f"{owner.person}:{place}", owner.area_id, owner.device,
                source=owner.source, confirm_seconds=self._seconds(),
            )  # fmt: skip

    def _stranger(self, line: Line, at: datetime) -> Support:
        self._made_up += 1
        area = None if line is Line.OUTSIDE else self._area()
        who = f"made-up:{self._made_up}"
        return Support(at, line, who, area, who, source=-self._made_up, confirm_seconds=self._seconds())

    def _burst(self, many: int, first: datetime) -> Iterator[Support]:
        """Return what came from one device within forty minutes of an evening of the second week."""
        evening = datetime.combine(local_day(first) + timedelta(days=9), time(21, 10), KAZAKHSTAN)
        for place in range(many):
            at = evening + timedelta(seconds=round(_BURST_MINUTES * 60 * place / many))
            self._made_up += 1
            who = f"made-up:{self._made_up}"
            seconds = round(self.rng.uniform(2.0, 4.5), 1)
            yield Support(
                at, Line.PHONE, who, self._area(), ONE_DEVICE, source=-self._made_up, confirm_seconds=seconds
            )

    def _area(self) -> int:
        weights = [6.0, *[1.5] * (len(self.areas) - 1)]
        return self.rng.choices(self.areas, weights)[0]

    def _seconds(self) -> float:
        return round(self.rng.uniform(14, 75), 1)

    def _moments(self, many: int, first: datetime, last: datetime) -> list[datetime]:
        """Return moments with a bump in the first two days, then ever fewer; none before or after."""
        days = list(_days(local_day(first), local_day(last)))
        weights = [
            _BUMP[place] if place < len(_BUMP) else _DAILY * _FADES**place for place in range(len(days))
        ]
        found = []
        for day in self.rng.choices(days, weights, k=many):
            at = datetime.combine(
                day,
                time(self.rng.randint(8, 22), self.rng.randint(0, 59), self.rng.randint(0, 59)),
                KAZAKHSTAN,
            )
            found.append(at if first < at < last else self._between(first, last))
        return sorted(found)

    def _between(self, first: datetime, last: datetime) -> datetime:
        """Return a moment of the first or the last hours, where the drawn one was outside."""
        span = min(last - first, timedelta(hours=9))
        return first + span * self.rng.uniform(0.02, 0.98)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def write(session: Session, petition: Petition, own: Keys, coming: Sequence[Support], rng: Random) -> None:
    """Write supports with their codes asked for and those who follow; the counting job counts them later."""
    if not coming:
        return
    session.flush()
    session.execute(insert(Signature), [_row(petition, own, one, rng) for one in coming])
    session.execute(insert(SupportIntent), list(_intents(petition, coming, rng)))
    followers = [
        {"petition_id": petition.id, "user_id": one.user.id, "at": one.at}
        for one in coming
        if one.user is not None and rng.random() < _FOLLOWS
    ]
    if followers:
        session.execute(insert(PetitionFollower), followers)


def _row(petition: Petition, own: Keys, one: Support, rng: Random) -> dict[str, Any]:
    named = one.user is not None and one.user.name and rng.random() < _SHOWS_NAME
    return {
        "petition_id": petition.id,
        "support_key": own.support_key(one.person),
        "source_key": own.source_key(one.source) if one.source is not None else None,
        "area_id": one.area_id,
        "line": one.line.value,
        "state": SupportState.VALID.value,
        "counted": False,
        "version_id": petition.version_id,
        "backer": False,
        "shown_name": short_name(one.user.name) if named and one.user and one.user.name else None,
        "on": local_day(one.at),
        "signed_at": one.at,
        "device_key": own.device_key(one.device),
        "confirm_seconds": one.confirm_seconds,
    }


def _intents(petition: Petition, coming: Iterable[Support], rng: Random) -> Iterator[dict[str, Any]]:
    """Give a code asked for and given for each support, and now and then one that never was."""
    for one in coming:
        begun = one.at - timedelta(seconds=one.confirm_seconds or 30)
        line = {"petition_id": petition.id, "phone": None, "language": "kk", "on": local_day(begun)}
        yield line | {"created_at": begun, "confirmed_at": one.at}
        if rng.random() < _BEGUN_NOT_CONFIRMED:
            yield line | {"created_at": begun, "confirmed_at": None}
