"""What everybody finds: the list by tab with a folded search, what grows, rungs that hold, shown names."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from akimfeedback.core.folding import SEARCH_FROM, SEARCH_NOISE, SEARCH_TO, fold
from akimfeedback.law.initiatives import FEWER_THAN, SMALL_VILLAGE
from akimfeedback.petitions.models import (
    ModerationAct,
    Petition,
    PetitionNews,
    PetitionTotal,
    PetitionVersion,
)
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.rules import COUNTED, Publication, ReplyState, SupportState
from akimfeedback.petitions.support_models import PetitionRung, PetitionTally, Signature
from akimfeedback.petitions.twin_words import from_latin

PER_PAGE = 20
MOST_WORDS = 6
MOST_NAMES = 50
TRENDING = 3
_SHORTEST_STEM = 4
_ENDING = 3


class Tab(StrEnum):
    """Parts of the list. An initiative may stand in two: it collects while the akim owes an answer."""

    OPEN = "open"
    CONSIDERED = "considered"
    ANSWERED = "answered"
    ENDED = "ended"


_OVER = ("closed", "withdrawn", "superseded", "rejected")
_LISTED = ("open", *_OVER)
_OWED = (ReplyState.AWAITING.value, ReplyState.HOLDING.value)
_GIVEN = (ReplyState.ANSWERED.value, ReplyState.REVISED.value)


_PARTS = (Petition.text, Petition.territory, Petition.place, Petition.totals)
_FOR_A_CARD = tuple(joinedload(part) for part in _PARTS)


@dataclass(frozen=True)
class Found:
    """One page of the list and how many stand behind each tab for the same words."""

    rows: Sequence[Petition]
    has_more: bool
    tabs: dict[Tab, int]


def _in_tab(tab: Tab) -> ColumnElement[bool]:
    listed = Petition.publication.in_(_LISTED)
    if tab is Tab.OPEN:
        return Petition.publication == Publication.OPEN.value
    if tab is Tab.CONSIDERED:
        return and_(listed, Petition.reply_state.in_(_OWED))
    if tab is Tab.ANSWERED:
        return and_(listed, Petition.reply_state.in_(_GIVEN))
    return and_(Petition.publication.in_(_OVER), Petition.reply_state == ReplyState.NONE.value)


def stems(typed: str) -> list[str]:
    """Return the folded words of a search without their endings: «алаңдар» also finds «алаң»."""
    words = fold(typed[:120]).split()[:MOST_WORDS]
    return [word[: max(_SHORTEST_STEM, len(word) - _ENDING)] for word in words]


def matches(typed: str) -> ColumnElement[bool] | None:
    """Return the condition that title, asks or translation hold every word; None when nothing was typed."""
    found = stems(typed)
    if not found:
        return None
    shown = func.concat_ws(
        " ", PetitionVersion.title, cast(PetitionVersion.asks, Text), cast(PetitionVersion.translation, Text)
    )
    plain = func.translate(
        func.lower(func.normalize(shown)), SEARCH_FROM + SEARCH_NOISE, SEARCH_TO + " " * len(SEARCH_NOISE)
    )
    ways = {tuple(found), tuple(stems(from_latin(typed)))}  # Kazakh typed in Latin letters is read too
    return or_(*(and_(*(plain.contains(stem, autoescape=True) for stem in way)) for way in sorted(ways)))


def _listed(territory_ids: Collection[int] | None, typed: str) -> Select[Petition]:
    rows = select(Petition).join(PetitionVersion, PetitionVersion.id == Petition.version_id)
    if territory_ids is not None:
        rows = rows.where(Petition.territory_id.in_(territory_ids))
    words = matches(typed)
    if words is not None:  # of a rejected text only what a moderator left open may be found
        rows = rows.where(words, Petition.publication != Publication.REJECTED.value)
    return rows


def find(
    session: Session,
    tab: Tab,
    *,
    territory_ids: Collection[int] | None = None,
    typed: str = "",
    page: int = 1,
) -> Found:
    """Return one page of a tab, the newest first, and the sizes of all tabs; two queries."""
    base = _listed(territory_ids, typed)
    rows = (
        base.where(_in_tab(tab))
        .options(*_FOR_A_CARD)
        .order_by(Petition.published_at.desc().nulls_last(), Petition.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    )
    sizes = base.with_only_columns(*(func.count(case((_in_tab(one), 1))) for one in Tab))
    found = session.scalars(rows).all()
    counts = session.execute(sizes).one()
    return Found(found[:PER_PAGE], len(found) > PER_PAGE, dict(zip(Tab, counts, strict=True)))


def trending(
    session: Session, today: date, *, territory_ids: Collection[int] | None = None
) -> Sequence[Petition]:
    """Return open initiatives that gained most since yesterday; never one that is small or of a small place.

    Law: L-48.
    """
    gained = func.sum(PetitionTally.n)
    rows = (
        select(Petition)
        .join(PetitionTally, PetitionTally.petition_id == Petition.id)
        .join(PetitionTotal, PetitionTotal.petition_id == Petition.id)
        .where(
            Petition.publication == Publication.OPEN.value,
            PetitionTally.on >= today - timedelta(days=1),
            PetitionTally.line.in_([line.value for line in COUNTED]),
            PetitionTotal.counted >= FEWER_THAN,
            or_(Petition.population.is_(None), Petition.population >= SMALL_VILLAGE),
        )
        .group_by(Petition.id)
        .having(gained > 0)
        .order_by(gained.desc(), Petition.id)
        .limit(TRENDING)
        .options(*(selectinload(part) for part in _PARTS))
    )
    if territory_ids is not None:
        rows = rows.where(Petition.territory_id.in_(territory_ids))
    return session.scalars(rows).all()


def newest_open(session: Session, territory_id: int) -> Petition | None:
    """Return the newest initiative of a unit that collects support."""
    rows = (
        select(Petition)
        .where(Petition.territory_id == territory_id, Petition.publication == Publication.OPEN.value)
        .order_by(Petition.published_at.desc().nulls_last(), Petition.id.desc())
        .limit(1)
        .options(*(selectinload(part) for part in _PARTS))
    )
    return session.scalar(rows)


def open_count(session: Session, territory_id: int) -> int:
    """Return how many initiatives of a unit collect support."""
    rows = select(func.count()).where(
        Petition.territory_id == territory_id, Petition.publication == Publication.OPEN.value
    )
    return session.scalar(rows) or 0


def rungs_holding(session: Session, petition_ids: Collection[int]) -> dict[int, dict[str, datetime]]:
    """Return for each initiative the rungs that hold and when they were reached; one query."""
    found: dict[int, dict[str, datetime]] = {one: {} for one in petition_ids}
    if found:
        rows = select(PetitionRung).where(PetitionRung.petition_id.in_(found), PetitionRung.lost_at.is_(None))
        for rung in session.scalars(rows):
            found[rung.petition_id][rung.rung] = rung.reached_at
    return found


def shown_names(session: Session, petition_id: int) -> list[str]:
    """Return first names of those who want to be seen, in no order of time; only counted ones."""
    rows = select(Signature.shown_name).where(
        Signature.petition_id == petition_id,
        Signature.shown_name.is_not(None),
        Signature.counted,
        Signature.state == SupportState.VALID.value,
    )
    return sorted(name for name in session.scalars(rows.limit(MOST_NAMES)) if name)


def news_of(session: Session, petition_id: int) -> Sequence[PetitionNews]:
    """Return the news everybody reads, the newest first: the office's, and what a moderator has read.

    Hidden ones too: their reason is shown.
    """
    passed = exists().where(
        ModerationAct.news_id == PetitionNews.id,
        ModerationAct.act == Act.PASS_NEWS,
        ModerationAct.undone_at.is_(None),
    )
    rows = select(PetitionNews).where(
        PetitionNews.petition_id == petition_id,
        or_(PetitionNews.by_office, PetitionNews.hidden_reason.is_not(None), passed),
    )
    return session.scalars(rows.order_by(PetitionNews.id.desc())).all()
