"""Find territories: by code, by place in the tree, by what people type; and how many live there."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, Text, and_, any_, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on
from sqlalchemy.orm import Session, aliased

from akimfeedback.core.folding import fold, kazakh_key
from akimfeedback.geography.models import Population, Territory
from akimfeedback.geography.rules import Kind, Level

_NOT_A_WORD = re.compile(r"[^\w\s]")


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


_OKRUG_WORDS = _folded(
    "о округ округі сельский сельская ауылдық администрация әкімдігі со са ао поселковая кенттік rural okrug"
)
_KIND_WORDS = _OKRUG_WORDS | _folded(
    "а ә с г қ п к село ауыл ауылы город қала қаласы посёлок кент кенті район ауданы область облысы "
    "им имени атындағы village district oblast"
)
MOST_WORDS = 6
LONGEST_TEXT = 120


def by_kato(session: Session, kato: str) -> Territory | None:
    """Return the unit of a code, in force or closed."""
    return session.scalar(select(Territory).where(Territory.kato == kato))


def by_ids(session: Session, ids: Iterable[int]) -> Sequence[Territory]:
    """Return units by their id, closed ones too, in no order."""
    return session.scalars(select(Territory).where(Territory.id.in_(list(ids)))).all()


def in_force(on: date | None) -> ColumnElement[bool]:
    """Return the condition that a unit exists on a day; None means now."""
    if on is None:
        return Territory.valid_to.is_(None)
    return and_(Territory.valid_from <= on, or_(Territory.valid_to.is_(None), Territory.valid_to >= on))


def tops(session: Session) -> list[Territory]:
    """Return the oblasts and cities of republican significance in force, in Kazakh order."""
    return _sorted(session.scalars(select(Territory).where(Territory.level == Level.OBLAST, in_force(None))))


def children(session: Session, territory: Territory) -> list[Territory]:
    """Return the units in force right under one, without farms called by a person, in Kazakh order."""
    found = select(Territory).where(
        Territory.parent_id == territory.id, in_force(None), Territory.search != ""
    )
    return _sorted(session.scalars(found))


def path(session: Session, territory: Territory) -> list[Territory]:
    """Return the units above, the highest first; empty for a top unit."""
    return paths(session, [territory])[territory.id]


def paths(session: Session, territories: Iterable[Territory]) -> dict[int, list[Territory]]:
    """Return the units above each of the given ones, the highest first, in one query."""
    found: dict[int, list[Territory]] = {territory.id: [] for territory in territories}
    start = select(Territory.id.label("leaf"), Territory.parent_id.label("above")).where(
        Territory.id.in_(found)
    )
    up = start.cte("up", recursive=True)
    parent = aliased(Territory)
    up = up.union_all(select(up.c.leaf, parent.parent_id).join(parent, parent.id == up.c.above))
    lines = select(up.c.leaf, Territory).join(Territory, Territory.id == up.c.above).order_by(Territory.level)
    if found:
        for leaf, territory in session.execute(lines):
            found[leaf].append(territory)
    return found


def okrug_of(session: Session, territory: Territory) -> Territory | None:
    """Return the unit itself or the nearest above that has an akim of the okrug kind, or None.

    None for districts, oblasts and villages that belong to a city straight: there the city's akim answers.
    """
    if territory.has_akim:
        return territory
    return next((above for above in reversed(path(session, territory)) if above.has_akim), None)


def district_of(session: Session, territory: Territory) -> Territory:
    """Return the district or city of oblast significance of a unit, itself included.

    For units of the three great cities, which have no districts of that level, and for oblasts: the top unit.
    """
    line = [*path(session, territory), territory]
    return next((unit for unit in line if unit.level == Level.DISTRICT), line[0])


def districts(session: Session, on: date | None = None) -> list[Territory]:
    """Return districts and cities of oblast significance in force on a day (now), in Kazakh order."""
    return _sorted(session.scalars(select(Territory).where(Territory.level == Level.DISTRICT, in_force(on))))


def okrugs(session: Session, district: Territory | None = None, on: date | None = None) -> list[Territory]:
    """Return the units with an akim in force on a day (now), of one district or oblast, in Kazakh order."""
    found = select(Territory).where(Territory.has_akim, in_force(on))
    return _sorted(session.scalars(found if district is None else found.where(_under(district))))


def places(session: Session, okrug: Territory) -> list[Territory]:
    """Return the places in force under an okrug, villages first; the okrug itself when it is one place."""
    return children(session, okrug) or [okrug]


def ids_under(session: Session, territory: Territory) -> list[int]:
    """Return the ids of a unit and of all units under it, closed ones too: whose rows belong to it."""
    return list(session.scalars(select(Territory.id).where(_under(territory))))


def population_on(session: Session, territory_id: int, on: date) -> Population | None:
    """Return the newest figure of the day or before it; the oldest when all are later; None without any."""
    return populations_on(session, [territory_id], on).get(territory_id)


def populations_on(session: Session, territory_ids: Sequence[int], on: date) -> dict[int, Population]:
    """Return for many units what `population_on` returns for one; units without a figure are left out."""
    later = Population.as_of > on
    nearest = case((later, Population.as_of - on), else_=on - Population.as_of)
    found = (
        select(Population)
        .where(Population.territory_id.in_(territory_ids))
        .ext(distinct_on(Population.territory_id))
        .order_by(Population.territory_id, later, nearest)
    )
    return {row.territory_id: row for row in session.scalars(found)}


def search(session: Session, typed: str, limit: int = 20) -> list[Territory]:
    """Return the units in force people may mean, best first: whole name, beginning of it, other words.

    Letters are folded, so that «Карасу», «Қарасу» and Qarasu find the same. Words such as «село», «а.о.» are
    passed over. Further words may name the district or oblast: «Карасу Талгар». At least one word must
    begin a word of the unit's own name. Nothing is found for a text without letters or digits.
    """
    words = search_words(typed)
    if not words:
        return []
    asks_for_okrug = not _OKRUG_WORDS.isdisjoint(_plain_words(typed))
    own = " | ".join(f"{word}:*A" for word in words)
    everywhere = " & ".join(f"{word}:*" for word in words)
    asked = func.to_tsquery("simple", f"({own}) & {everywhere}")
    found = select(Territory).where(
        Territory.words.bool_op("@@")(asked), in_force(None), Territory.search != ""
    )
    return list(session.scalars(_ranked(found, words, okrugs_first=asks_for_okrug).limit(limit)))


def search_words(typed: str) -> list[str]:
    """Return the folded words of a search without the words for kinds, unless nothing else was typed."""
    plain = _plain_words(typed)
    return ([word for word in plain if word not in _KIND_WORDS] or plain)[:MOST_WORDS]


def _plain_words(typed: str) -> list[str]:
    return _NOT_A_WORD.sub(" ", fold(typed[:LONGEST_TEXT].replace(".", ". ").replace("|", " "))).split()


def _ranked(found: Select[Territory], words: Sequence[str], *, okrugs_first: bool) -> Select[Territory]:
    names = func.string_to_array(Territory.search, "|", type_=ARRAY(Text))
    whole, first = " ".join(words), words[0]
    begins = or_(
        Territory.search.startswith(whole, autoescape=True),
        Territory.search.contains("|" + whole, autoescape=True),
    )
    nearness = case(
        (literal(whole) == any_(names), 0), (begins, 1), (literal(first) == any_(names), 2), else_=3
    )
    wanted_level = Territory.has_akim.desc() if okrugs_first else Territory.level.desc()
    return found.order_by(
        nearness, Territory.kind == Kind.OTHER, wanted_level, Territory.name_kk, Territory.kato
    )


def _under(territory: Territory) -> ColumnElement[bool]:
    """Return the condition that a unit is the given one or stands below it."""
    down = select(Territory.id).where(Territory.id == territory.id).cte("down", recursive=True)
    below = aliased(Territory)
    down = down.union_all(select(below.id).join(down, below.parent_id == down.c.id))
    return Territory.id.in_(select(down.c.id))


def _sorted(found: Iterable[Territory]) -> list[Territory]:
    return sorted(found, key=lambda unit: (unit.kind == Kind.OTHER, kazakh_key(unit.name_kk), unit.kato))
