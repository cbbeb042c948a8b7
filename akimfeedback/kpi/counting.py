"""Gather the counts of a period for every okrug that is compared: a board for `figures`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Row as SqlRow
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from akimfeedback.kpi import queries
from akimfeedback.kpi.disclosure import gives_away
from akimfeedback.kpi.figures import Board, Row, leaning_row
from akimfeedback.kpi.method import Method
from akimfeedback.kpi.models import PeerGroup, Snapshot
from akimfeedback.kpi.peers import Okrug, group_of, peer_groups
from akimfeedback.kpi.periods import Period, PeriodKind
from akimfeedback.kpi.queries import CountedOkrug, Window
from akimfeedback.kpi.rules import Duty
from akimfeedback.petitions.queries.duty_counts import decided_counts
from akimfeedback.programmes.queries import duty_counts

Pair = tuple[int, int]
POOLED_QUARTERS = 3
RATINGS = "K4"
_UNITS = {PeriodKind.QUARTER: "quarter", PeriodKind.MONTH: "month"}


@dataclass
class Tally:
    """Counts by territory and by first day of the part of the year."""

    pairs: dict[tuple[int, date], dict[str, Pair]] = field(default_factory=dict)
    mandates: dict[tuple[int, date], dict[int | None, dict[str, Pair]]] = field(default_factory=dict)
    answers: dict[tuple[int, date], dict[str, int]] = field(default_factory=dict)

    def of(self, territory_id: int, period: Period) -> dict[str, Pair]:
        """Return the pairs of one okrug in one period."""
        return self.pairs.get((territory_id, period.first_day), {})

    def add(self, row: SqlRow[tuple[object, ...]], found: Mapping[str, Pair]) -> None:
        """Add one grouped row to its okrug and to its mandate."""
        key = (row.territory_id, row.part)
        _sum_into(self.pairs.setdefault(key, {}), found)
        _sum_into(self.mandates.setdefault(key, {}).setdefault(row.mandate_id, {}), found)


def _sum_into(target: dict[str, Pair], more: Mapping[str, Pair]) -> None:
    for code, (k, n) in more.items():
        old = target.get(code, (0, 0))
        target[code] = (old[0] + k, old[1] + n)


def periods_behind(period: Period) -> tuple[Period, ...]:
    """Return the periods whose counts a board needs: itself, three before (quarters), a year ago."""
    if period.kind is PeriodKind.MONTH:
        return (period, period.year_before)
    return (period, *period.previous(POOLED_QUARTERS), period.year_before)


def tally(session: Session, period: Period, today: date, territories: Collection[int] | None = None) -> Tally:
    """Return the counts of a month or quarter and of the periods it leans on: three statements and K5's."""
    needed = periods_behind(period)
    window = Window(min(one.first_day for one in needed), period.last_day, today)
    unit, found = _UNITS[period.kind], Tally()
    for row in queries.request_counts(session, window, unit, territories):
        found.add(row, {"K1": (row.k1, row.n1), "K2": (row.k2, row.n1)})
    for row in queries.answer_counts(session, window, unit, territories):
        found.add(row, {"K3": (row.k3, row.n3), "K4": (row.k4, row.n4)})
        sums = found.answers.setdefault((row.territory_id, row.part), {})
        for name in ("answers", "staff_verdicts", "said_done", "n3", "k3"):
            sums[name] = sums.get(name, 0) + getattr(row, name)
    yesterday = today - timedelta(days=1)
    for one in needed:
        for pairs in openness(session, one.first_day, min(one.last_day, yesterday), territories).values():
            for territory_id, pair in pairs.items():
                _sum_into(found.pairs.setdefault((territory_id, one.first_day), {}), {"K5": pair})
    return found


def openness(
    session: Session, first: date, last: date, territories: Collection[int] | None = None
) -> dict[Duty, Mapping[int, Pair]]:
    """Return (k, n) by unit of each openness duty the product sees; K5 is their sum."""
    return {
        Duty.PROMISE_UPDATED: duty_counts(session, first, last, territories),
        Duty.INITIATIVE_DECIDED: decided_counts(session, first, last, territories),
    }


def groups(session: Session, year: int, okrugs: Sequence[CountedOkrug]) -> dict[int, str]:
    """Return the peer group of each okrug, fixed for the year at its first use.

    An okrug that joins later in the year is put where its neighbours of the same cell are; the others stay.
    """
    fixed = _fixed_groups(session, year)
    new = [one for one in okrugs if one.id not in fixed]
    if not new:
        return fixed
    fresh = group_of(peer_groups(Okrug(one.kato, one.people, one.distance_km) for one in okrugs))
    known = set(fixed.values())
    rows = []
    for one in sorted(new, key=lambda okrug: okrug.id):
        name = fresh[one.kato]
        chosen = name if not known or name in known else _nearest(name, known)
        rows.append({"year": year, "territory_id": one.id, "name": chosen})
    # two counts at once: the first to write decides, both go by what it wrote
    session.execute(insert(PeerGroup).on_conflict_do_nothing(), rows)
    return _fixed_groups(session, year)


def _fixed_groups(session: Session, year: int) -> dict[int, str]:
    rows = session.execute(select(PeerGroup.territory_id, PeerGroup.name).where(PeerGroup.year == year))
    return {row.territory_id: row.name for row in rows}


def neighbourhood(session: Session, year: int, okrugs: Collection[int]) -> dict[int, str]:
    """Return the fixed group of the okrugs and of all their peers; one that is in no group yet is absent."""
    of_these = select(PeerGroup.name).where(PeerGroup.year == year, PeerGroup.territory_id.in_(okrugs))
    rows = select(PeerGroup.territory_id, PeerGroup.name).where(
        PeerGroup.year == year, PeerGroup.name.in_(of_these)
    )
    return {row.territory_id: row.name for row in session.execute(rows)}


def peer_rows(
    session: Session, period: Period, today: date, peers: Sequence[CountedOkrug], group: Mapping[int, str]
) -> list[Row] | None:
    """Return the rows of peers from the sums kept with their live figures; None when not all are of today.

    What is due or over changes with the day: sums of yesterday are no sums of today.
    """
    kept = queries.kept_sums(session, [one.id for one in peers], str(period), today)
    if len(kept) < len(peers):
        return None
    return [leaning_row(one.id, one.kato, group[one.id], kept[one.id]) for one in peers]


def _nearest(name: str, known: Iterable[str]) -> str:
    """Return the fixed group that shares most cells with a fresh one; by name when none does."""
    cells = set(name.replace(".", "+").split("+"))
    return max(sorted(known), key=lambda other: len(cells & set(other.replace(".", "+").split("+"))))


def quarter_board(
    session: Session,
    period: Period,
    method: Method,
    today: date,
    okrugs: Sequence[CountedOkrug],
    *,
    peers: Sequence[Row] = (),
    group: Mapping[int, str] | None = None,
) -> tuple[Board, Tally]:
    """Return the board of a month or quarter over the given okrugs, with the tally behind it.

    `peers` are rows already known, `group` the groups when they are known to be fixed.
    """
    ids = [one.id for one in okrugs]
    found = tally(session, period, today, ids)
    group = group or groups(session, period.year, okrugs)
    before = period.previous(POOLED_QUARTERS) if period.kind is PeriodKind.QUARTER else ()
    pooled = Window((before[-1] if before else period).first_day, period.last_day, today)
    raters = queries.rater_counts(session, pooled, ids, own=period.first_day)
    rows = [
        Row(
            territory_id=one.id,
            kato=one.kato,
            group=group[one.id],
            own=found.of(one.id, period),
            before=tuple(found.of(one.id, part) for part in before),
            year_ago=found.of(one.id, period.year_before),
            raters=raters.get(one.id, (0, 0))[0],
            raters_pooled=raters.get(one.id, (0, 0))[1],
            untold=_untold(method, [[found.of(one.id, part) for part in (period, *before)]]),
        )
        for one in okrugs
    ]
    return Board(str(period), method, [*rows, *peers]), found


def sum_board(
    session: Session, period: Period, method: Method, okrugs: Sequence[CountedOkrug], today: date
) -> Board:
    """Return the board of a half-year or year: the sums of the latest versions of its quarters."""
    group = groups(session, period.year, okrugs)
    quarters = _quarters(session, [str(quarter) for quarter in period.quarters])
    now = _sums(quarters)
    then = _sums(_quarters(session, [str(quarter) for quarter in period.year_before.quarters]))
    window = Window(period.first_day, period.last_day, today)
    raters = queries.rater_counts(session, window, [one.id for one in okrugs])
    rows = [
        Row(
            territory_id=one.id,
            kato=one.kato,
            group=group[one.id],
            own=now.get(one.id, {}),
            year_ago=then.get(one.id, {}),
            raters=raters.get(one.id, (0, 0))[0],
            untold=_untold(method, _halves(quarters.get(one.id, {}))),
        )
        for one in okrugs
    ]
    return Board(str(period), method, rows, pools=False)


def _untold(method: Method, halves: Sequence[Sequence[Mapping[str, Pair]]]) -> frozenset[str]:
    """Return the ratings' code where a sum over quarters would give away fewer than five of them.

    Ratings alone: verdicts are known to the office. Of a year each half is public too, so that what one half
    would give away the year would as well, unless both halves are kept back.
    """
    floor = method.indicator(RATINGS).floor
    every = [[one.get(RATINGS, (0, 0))[1] for one in half] for half in halves]
    kept_back = [gives_away(parts, floor) for parts in every]
    if all(kept_back):
        kept_back = [gives_away([n for parts in every for n in parts], floor)]
    return frozenset({RATINGS}) if any(kept_back) else frozenset()


def _halves(quarters: Mapping[str, Mapping[str, Pair]]) -> list[list[Mapping[str, Pair]]]:
    """Return the quarters by half-year."""
    found: dict[bool, list[Mapping[str, Pair]]] = {}
    for label, pairs in sorted(quarters.items()):
        found.setdefault(label[-1] in "34", []).append(pairs)
    return list(found.values())


def _sums(quarters: Mapping[int, Mapping[str, Mapping[str, Pair]]]) -> dict[int, dict[str, Pair]]:
    """Return k and n summed over the quarters, by territory."""
    found: dict[int, dict[str, Pair]] = {}
    for territory_id, parts in quarters.items():
        for pairs in parts.values():
            _sum_into(found.setdefault(territory_id, {}), pairs)
    return found


def _quarters(session: Session, periods: Sequence[str]) -> dict[int, dict[str, dict[str, Pair]]]:
    """Return own k and n of the latest version of each quarter, by territory and quarter."""
    latest = (
        select(Snapshot.territory_id, Snapshot.period, Snapshot.figures)
        .where(Snapshot.period.in_(periods))
        .ext(distinct_on(Snapshot.territory_id, Snapshot.period))
        .order_by(Snapshot.territory_id, Snapshot.period, Snapshot.version.desc())
    )
    found: dict[int, dict[str, dict[str, Pair]]] = {}
    for territory_id, period, figures in session.execute(latest):
        pairs = {one["code"]: (one["own"][0], one["own"][1]) for one in figures["indicators"]}
        found.setdefault(territory_id, {})[period] = pairs
    return found
