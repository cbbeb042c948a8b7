"""A freeze keeps its rows and its board; the package made of them recomputes."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries, verify
from akimfeedback.kpi.board_models import FrozenBoard
from akimfeedback.kpi.counted import CountsMoved, check, pairs_of
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.package.content import content, quarters, versions
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from tests import make
from tests.appeals.conftest import at
from tests.kpi import packages
from tests.kpi.packages import unpacked
from tests.kpi.registers import indicator, lines, load

Q3 = parse("2026-Q3")
PROVISIONAL, FINAL, LATER = at("2026-10-14"), at("2026-10-30"), at("2027-03-01")


@pytest.fixture
def okrugs(session: Session) -> list[Territory]:
    """Give two okrugs, one with forty judged requests, one with three."""
    busy = make.okrug_of(session, make.village(session))
    quiet = make.okrug_of(session, make.village(session))
    make.topic(session)
    load(session, busy, lines(30, prefix="A"), now=PROVISIONAL)
    load(session, busy, lines(10, prefix="B", answered=None), now=PROVISIONAL)
    load(session, busy, lines(12, prefix="C", received="2026-03-03", answered="2026-03-05"), now=PROVISIONAL)
    load(session, quiet, lines(3, prefix="D", verdict="not-solved", rating=1), now=PROVISIONAL)
    return [busy, quiet]


def published(session: Session, okrug: Territory) -> Snapshot:
    session.expire_all()
    found = queries.published(session, okrug.id, "2026-Q3")
    assert found is not None
    return found


def test_the_rows_kept_add_up_to_the_figures(session: Session, okrugs: list[Territory]) -> None:
    freeze(session, Q3, now=PROVISIONAL)

    for okrug in okrugs:
        kept = published(session, okrug)
        assert kept.counted is not None
        pairs = pairs_of(kept.counted["2026-Q3"])
        assert pairs == {one["code"]: tuple(one["own"]) for one in kept.figures["indicators"]}
    counted = published(session, okrugs[0]).counted
    assert counted is not None
    assert counted["2026-Q3"]["requests"] == {"11": 30, "00": 10}
    assert counted["2026-Q3"]["answers"] == {"1s": 30}
    assert sum(counted["2026-Q3"]["topics"].values()) == 40
    assert sum(counted["2026-Q3"]["days"].values()) == 40


def test_a_package_of_frozen_figures_recomputes(
    session: Session, okrugs: list[Territory], tmp_path: Path
) -> None:
    freeze(session, Q3, now=PROVISIONAL)

    made = content(session, Q3, 1)

    assert made is not None
    report = verify.check(unpacked(made, tmp_path))
    assert report.same, report
    assert report.okrugs == 2
    assert quarters(session) == ["2026-Q3"]


def test_final_figures_keep_rows_and_board_of_the_provisional_ones(
    session: Session, okrugs: list[Territory], tmp_path: Path
) -> None:
    freeze(session, Q3, now=PROVISIONAL)
    first = published(session, okrugs[0]).counted
    freeze(session, Q3, now=FINAL)

    made = content(session, Q3, 2)

    assert made is not None
    assert published(session, okrugs[0]).counted == first
    assert list(session.scalars(select(FrozenBoard.data_time))) == [PROVISIONAL]
    assert verify.check(unpacked(made, tmp_path)).same


def test_every_version_stays_and_recomputes_after_a_correction(
    session: Session, okrugs: list[Territory], tmp_path: Path
) -> None:
    freeze(session, Q3, now=PROVISIONAL)
    freeze(session, Q3, now=FINAL)
    load(session, okrugs[1], lines(20, prefix="E"), now=LATER)
    freeze(session, Q3, now=LATER, reason="found in a drawer")
    session.expire_all()

    assert versions(session, "2026-Q3") == [PROVISIONAL, FINAL, LATER]
    for version in (1, 2, 3):
        made = content(session, Q3, version)
        assert made is not None
        folder = unpacked(made, tmp_path / str(version))
        assert verify.check(folder).same, version
        quiet = next(one for one in made.okrugs if one.kato == okrugs[1].kato)
        assert indicator(quiet.figures, "K3")["own"][1] == (23 if version == 3 else 3)
    assert content(session, Q3, 4) is None
    assert content(session, parse("2026-Q2"), 1) is None


def test_rows_that_are_not_those_of_the_figures_are_refused() -> None:
    registers = packages.random_registers(1, okrugs=3)
    made = packages.content(registers)
    rows = {place: one for place, (_group, one) in enumerate(registers)}
    computed = {place: made.okrugs[place].figures for place in rows}
    rows[1]["2026-Q3"]["requests"]["00"] = rows[1]["2026-Q3"]["requests"].get("00", 0) + 1

    with pytest.raises(CountsMoved):
        check(Q3, computed, rows)


def test_an_okrug_renamed_later_keeps_its_code_in_the_package(
    session: Session, okrugs: list[Territory]
) -> None:
    freeze(session, Q3, now=PROVISIONAL)
    okrugs[0].valid_to = date(2026, 12, 31)
    session.flush()

    made = content(session, Q3, 1)

    assert made is not None
    assert okrugs[0].kato in [one.kato for one in made.okrugs]
