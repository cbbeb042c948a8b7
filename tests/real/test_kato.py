"""The true classifier and the true populations, when they are at hand: counts checked from the outside."""

import csv
import io
import os
import re
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.geography import queries
from akimfeedback.geography.models import Population, Territory
from akimfeedback.geography.service import import_kato, import_population

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("AKF_SHARED") or ROOT.parent / "shared")
KATO = SHARED / "data" / "kato"
POPULATION = SHARED / "data" / "population" / "kz_population_2023_districts_towns_settlements.csv"
NEW = KATO / "kato_2026_16_units.csv"
OLD = KATO / "kato_2022_11_19_61.csv"
ALMATY = KATO / "kato_official_layout_almaty_oblast.csv"

NOW = datetime(2026, 8, 1, 6, 0, tzinfo=UTC)
OLD_DAY, NEW_DAY = date(2022, 10, 17), date(2026, 7, 17)

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not NEW.exists(), reason="the real files are not at hand"),
]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def flat(units: list[dict[str, str]]) -> bytes:
    """Return the edition of 2022 in the flat form; it has no Kazakh names, those of 2026 stand in."""
    now = {row["kato"]: row for row in rows(NEW)}
    kept = io.StringIO()
    table = csv.writer(kept)
    table.writerow(["kato", "parent_kato", "level", "type_code", "name_ru", "name_kk"])
    for row in units:
        code = row["kato"]
        same = now.get(code, {"type_code": "2", "name_kk": row["name_ru"]})
        level = next((n for n in (1, 2, 3) if not code[2 * n :].strip("0")), 4)
        table.writerow([code, "", level, same["type_code"], row["name_ru"], same["name_kk"]])
    return kept.getvalue().encode()


def spaced(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip()


@pytest.fixture
def country(session: Session) -> Session:
    import_kato(session, NEW.read_bytes(), as_of=NEW_DAY, now=NOW)
    return session


def test_the_country_is_read_unit_by_unit(country: Session) -> None:
    found = {row.kato: row for row in country.scalars(select(Territory))}
    wanted = rows(NEW)

    assert set(found) == {row["kato"] for row in wanted}
    assert Counter(row.level for row in found.values()) == {1: 16, 2: 178, 3: 2020, 4: 11508}
    by_id = {row.id: row.kato for row in found.values()}
    for row in wanted:
        parent = found[row["kato"]].parent_id
        assert (by_id[parent] if parent else "") == row["parent_kato"]


def test_every_unit_of_the_okrug_level_is_an_okrug(country: Session) -> None:
    without = select(Territory).where(Territory.level == 3, ~Territory.has_akim)

    assert country.scalars(without).all() == []


def test_no_ending_is_left_in_the_names_of_okrugs(country: Session) -> None:
    okrugs = country.scalars(select(Territory).where(Territory.has_akim)).all()

    assert [one.name_ru for one in okrugs if re.search(r"\b[спгр]\.\s?[оа]\b", one.name_ru)] == []
    assert [one.name_kk for one in okrugs if re.search(r"(^|\s)[акқ]\.\s?[оә]\b|атын\.", one.name_kk)] == []
    assert [one.name_en for one in okrugs if re.search("[а-яәғқңөұүһі]", one.name_en, re.IGNORECASE)] == []
    assert [one.kato for one in okrugs if "  " in one.name_kk + one.name_ru] == []


def test_orphans_climb(session: Session) -> None:
    known = {row["kato"] for row in rows(NEW)}
    orphans = [
        code
        for code in known
        if (code[6:] != "000" and code[:6] + "000" not in known)
        or (code[6:] == "000" and code[4:6] != "00" and code[:4] + "00000" not in known)
    ]

    report = import_kato(session, NEW.read_bytes(), as_of=NEW_DAY, now=NOW)

    assert report.climbed == len(orphans) == 33  # 39 in all twenty units, sixteen are at hand


def test_almaty_oblast_has_the_okrugs_the_press_counts(country: Session) -> None:
    oblast = queries.by_kato(country, "190000000")
    assert oblast is not None
    okrugs = queries.okrugs(country, oblast)

    kinds = Counter(one.kind for one in okrugs)
    assert kinds["okrug"] + kinds["settlement-okrug"] == 131
    assert len(okrugs) == 136


def test_the_official_layout_says_the_same(country: Session) -> None:
    again = import_kato(country, ALMATY.read_bytes(), as_of=NEW_DAY, now=NOW)

    assert (again.units, again.unchanged, again.closed) == (631, 631, 0)
    assert import_kato(country, NEW.read_bytes(), as_of=NEW_DAY, now=NOW).unchanged == 13_722


def test_the_newer_edition_closes_and_renames_what_the_files_show(session: Session) -> None:
    before, after = {r["kato"]: r for r in rows(OLD)}, {r["kato"]: r for r in rows(NEW)}
    tops = {code[:2] for code in before}
    same_area = {code: row for code, row in after.items() if code[:2] in tops}
    closed, new = set(before) - set(same_area), set(same_area) - set(before)
    import_kato(session, flat(list(before.values())), as_of=OLD_DAY, now=NOW)

    report = import_kato(session, NEW.read_bytes(), as_of=NEW_DAY, now=NOW)

    assert report.closed == len(closed) == 266
    assert report.new == len(new) + len(after) - len(same_area)
    respelled = sum(
        spaced(before[code]["name_ru"]) != spaced(same_area[code]["name_ru"])
        for code in set(before) & set(same_area)
    )
    assert 0 < report.renamed <= respelled < 61  # three of the six units compared elsewhere
    gone = session.scalars(select(Territory).where(Territory.valid_to.is_not(None))).all()
    assert {row.kato for row in gone} == closed
    assert {row.valid_to for row in gone} == {date(2026, 7, 16)}


def test_villages_are_found_among_thirteen_thousand(country: Session) -> None:
    for typed, wanted in (
        ("Узынагаш", "194230100"),
        ("ұзынағаш жамбыл", "194230100"),
        ("боралдай іле", "196835100"),
    ):
        assert wanted in {one.kato for one in queries.search(country, typed, 10)}, typed
    same = [one for one in queries.search(country, "Жамбылский с.о.", 50) if one.has_akim]
    paths = queries.paths(country, same)
    assert len(same) >= 14
    assert len({tuple(above.kato for above in paths[one.id]) for one in same}) >= len(same) - 1


def test_published_populations_join_by_code(country: Session) -> None:
    known = set(country.scalars(select(Territory.kato)))
    lines = ["kato,as_of,population,source"]
    figures = {row["kato_matched"]: row["total"] for row in rows(POPULATION) if row["kato_matched"] in known}
    lines += [f"{kato},2023-01-01,{people},Bureau of National Statistics" for kato, people in figures.items()]

    report = import_population(country, "\n".join(lines).encode(), now=NOW)

    assert report.new == len(figures) > 300
    oblasts = select(func.sum(Population.people)).join(Territory, Territory.id == Population.territory_id)
    assert country.scalar(oblasts.where(Territory.level == 1)) == sum(
        int(people) for kato, people in figures.items() if not kato[2:].strip("0")
    )
