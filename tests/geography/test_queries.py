"""Find territories: in the tree and by what people type."""

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from akimfeedback.geography import queries
from akimfeedback.geography.models import Territory
from tests.geography.units import COUNTRY, flat, load


@pytest.fixture(autouse=True)
def _country(session: Session) -> None:
    load(session)


def unit(session: Session, kato: str) -> Territory:
    found = queries.by_kato(session, kato)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("карасу", {"194230200", "196839100"}),
        ("ҚАРАСУ", {"194230200", "196839100"}),
        ("Qarasu", {"194230200", "196839100"}),
        ("с.Карасу", {"194230200", "196839100"}),
        ("Карасу Иле", {"196839100"}),
        ("карасу узынагаш", {"194230200"}),
        ("узын", {"194230100"}),
        ("Узынагашский", {"194230000"}),
        ("ұзынағаш а.о.", {"194230000"}),
        ("боралдай кенті", {"196835100"}),
        ("атбасар қаласы", {"113820100"}),
        ("Жамбылский с.о.", {"194237000", "196839000"}),
    ],
)
def test_people_find_their_place_as_they_type_it(session: Session, typed: str, first: set[str]) -> None:
    found = queries.search(session, typed)

    assert {one.kato for one in found[: len(first)]} == first


@pytest.mark.parametrize(
    "typed", ["", "  ", "...", "%", "'; drop", "|&!:*", "()", "\\", "нетакого", "a" * 5000]
)
def test_senseless_texts_find_nothing_and_break_nothing(session: Session, typed: str) -> None:
    assert queries.search(session, typed) == []


def test_farms_of_persons_and_closed_units_are_not_found(session: Session) -> None:
    load(session, flat(without="194237100"))

    assert queries.search(session, "Сагиндиков") == []
    assert "194237100" not in {one.kato for one in queries.search(session, "Жамбыл")}


def test_a_search_with_paths_takes_two_queries_and_the_index(session: Session) -> None:
    statements: list[str] = []
    connection = session.connection()

    def note(*arguments: object) -> None:
        statements.append(str(arguments[2]))

    event.listen(connection, "before_cursor_execute", note)
    paths = queries.paths(session, queries.search(session, "карасу"))
    event.remove(connection, "before_cursor_execute", note)

    assert len(statements) == 2
    assert {tuple(above.kato for above in line) for line in paths.values()} == {
        ("190000000", "194200000", "194230000"),
        ("190000000", "196800000", "196839000"),
    }
    session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = session.execute(
        text("EXPLAIN SELECT id FROM territory WHERE words @@ to_tsquery('simple', 'карасу:*A')")
    )
    assert "ix_territory_words" in " ".join(plan.scalars())


@pytest.mark.parametrize(
    ("kato", "okrug", "district"),
    [
        ("194230200", "194230000", "194200000"),
        ("194230000", "194230000", "194200000"),
        ("113820100", "113820100", "113800000"),
        ("711110000", "711110000", "710000000"),
        ("194200000", None, "194200000"),
        ("190000000", None, "190000000"),
    ],
)
def test_every_unit_knows_its_okrug_and_district(
    session: Session, kato: str, okrug: str | None, district: str
) -> None:
    found = queries.okrug_of(session, unit(session, kato))

    assert (found.kato if found else None) == okrug
    assert queries.district_of(session, unit(session, kato)).kato == district


def test_lists_stand_in_kazakh_order_farms_last(session: Session) -> None:
    places = ("с.Аул,Әул а.", "с.Яр,Яр а.", "ферма,Ақ")
    more = "\n".join(
        f"194230{number}00,,settlement,2,{names}" for number, names in enumerate(places, start=3)
    )
    load(session, flat(COUNTRY, more=more))

    names = [one.name_kk for one in queries.children(session, unit(session, "194230000"))]

    assert names == ["Әул ауылы", "Қарасу ауылы", "Ұзынағаш ауылы", "Яр ауылы", "Ақ"]


def test_tops_districts_and_okrugs_are_listed(session: Session) -> None:
    assert [one.kato for one in queries.tops(session)] == ["110000000", "190000000", "710000000"]
    assert {one.kato for one in queries.districts(session)} == {"194200000", "196800000", "113800000"}
    assert {one.kato for one in queries.okrugs(session, unit(session, "196800000"))} == {
        "196835000",
        "196839000",
    }
    assert len(queries.okrugs(session, unit(session, "190000000"))) == 4


def test_an_okrug_counts_the_rows_of_all_its_places(session: Session) -> None:
    ids = queries.ids_under(session, unit(session, "194230000"))

    assert set(ids) == {unit(session, kato).id for kato in ("194230000", "194230100", "194230200")}
