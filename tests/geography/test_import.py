"""Editions of the classifier: read whole or not at all, compared with what is on record, history kept."""

import io
from collections.abc import Sequence
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import RuleBroken
from akimfeedback.geography import classifier
from akimfeedback.geography.models import Edition, FormerTerritory, Territory
from akimfeedback.geography.queries import by_kato, okrugs, path
from akimfeedback.geography.rules import BEFORE_RECORDS
from akimfeedback.geography.tables import BadFile
from tests.geography.units import AS_OF, COUNTRY, flat, load

NEXT_YEAR = AS_OF + timedelta(days=365)
LAST_DAY = NEXT_YEAR - timedelta(days=1)


def unit(session: Session, kato: str) -> Territory:
    found = by_kato(session, kato)
    assert found is not None
    return found


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Territory)) or 0


def official(header: str, lines: str = COUNTRY) -> list[list[str]]:
    """Return the same units in the bureau's layout."""
    rows = [header.split(",")]
    for line in lines.splitlines():
        kato, _, _, type_code, ru, kk = line.split(",")
        rows.append([kato, kato[:2], kato[2:4], kato[4:6], kato[6:], type_code, kk, ru, ""])
    return rows


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    return "\n".join(delimiter.join(row) for row in rows).encode()


def as_xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


NEW = "te,ab,cd,ef,hij,k,kaz_name,rus_name,nn"
OLD = "te,ab,cd,ef,hij,k,name_kaz,name_rus,nn"


@pytest.mark.parametrize(
    "content",
    [
        as_csv(official(NEW)),
        as_csv(official(OLD)),
        as_csv(official(NEW), ";"),
        b"\xef\xbb\xbf" + as_csv(official(NEW)),
        as_csv(official(NEW)).replace(b"\n", b"\r\n"),
        as_csv(official(OLD), "\t").decode().encode("utf-16"),
        as_xlsx(official(NEW)),
        as_xlsx(official(OLD)),
        as_xlsx([["КАТО, 17.07.2026"], [], *official(NEW)]),
        as_xlsx(
            [official(NEW)[0]]
            + [[int(cell) if cell.isdigit() else cell for cell in row] for row in official(NEW)[1:]]
        ),
        as_csv([*official(NEW), ["000000000", "00", "00", "00", "000", "0", "Қазақстан", "Казахстан", ""]]),
    ],
    ids=["csv", "older-csv", "semicolons", "bom", "crlf", "utf-16-tabs", "xlsx", "older-xlsx", "xlsx-title",
         "xlsx-numbers", "country-row"],
)  # fmt: skip
def test_every_layout_of_the_classifier_gives_the_same_units(content: bytes) -> None:
    plain = [(u.kato, u.type_code, u.name_kk, u.name_ru) for u in classifier.read(flat())]

    assert [(u.kato, u.type_code, u.name_kk, u.name_ru) for u in classifier.read(content)] == plain


def test_the_first_edition_is_taken_as_having_been_there_before(session: Session) -> None:
    report = load(session)

    assert (report.units, report.new, report.okrugs, report.places) == (18, 18, 6, 7)
    village = unit(session, "194230200")
    assert (village.name_kk, village.name_ru, village.name_en) == (
        "Қарасу ауылы",
        "село Карасу",
        "Qarasu village",
    )
    assert (village.valid_from, village.valid_to) == (BEFORE_RECORDS, None)
    assert [above.kato for above in path(session, village)] == ["190000000", "194200000", "194230000"]


def test_a_unit_without_a_direct_parent_climbs_to_the_nearest_one(session: Session) -> None:
    report = load(session)

    assert report.climbed == 2
    assert unit(session, "113820100").parent == unit(session, "113800000")
    assert unit(session, "711110000").parent == unit(session, "710000000")


def test_okrugs_of_all_kinds_have_an_akim(session: Session) -> None:
    load(session)

    assert {one.kato for one in okrugs(session)} == {
        "194230000", "194237000", "196835000", "196839000", "113820100", "711110000",
    }  # fmt: skip


def test_reading_an_edition_twice_changes_nothing(session: Session) -> None:
    load(session)

    again = load(session)

    assert (again.new, again.closed, again.renamed, again.moved, again.unchanged) == (0, 0, 0, 0, 18)
    assert session.scalar(select(func.count()).select_from(Edition)) == 1


def test_a_newer_edition_closes_what_vanished_and_keeps_its_row(session: Session) -> None:
    load(session)
    closed = unit(session, "194237100")
    number = closed.id

    report = load(session, flat(without="194237"), as_of=NEXT_YEAR)

    assert (report.closed, report.new) == (3, 0)
    assert (closed.id, closed.valid_to) == (number, LAST_DAY)
    assert [o.kato for o in okrugs(session, unit(session, "194200000"))] == ["194230000"]
    assert len(okrugs(session, unit(session, "194200000"), on=LAST_DAY)) == 2
    former = session.scalars(select(FormerTerritory).where(FormerTerritory.territory_id == number)).one()
    assert (former.change, former.name_kk, former.valid_to) == ("closed", "Жамбыл ауылы", LAST_DAY)


def test_a_closed_unit_that_returns_is_opened_again(session: Session) -> None:
    load(session)
    load(session, flat(without="194237"), as_of=NEXT_YEAR)

    report = load(session, as_of=NEXT_YEAR + timedelta(days=30))

    assert (report.reopened, report.new, report.closed) == (3, 0, 0)
    assert unit(session, "194237000").valid_to is None


def test_a_new_name_keeps_the_old_one_in_the_history(session: Session) -> None:
    load(session)
    renamed = COUNTRY.replace("с.Карасу,Қарасу  а.\n1942370", "с.Наурыз,Наурыз а.\n1942370")

    report = load(session, flat(renamed), as_of=NEXT_YEAR)

    assert (report.renamed, report.unchanged) == (1, 17)
    village = unit(session, "194230200")
    assert (village.name_ru, village.name_en) == ("село Наурыз", "Nauryz village")
    former = session.scalars(select(FormerTerritory)).one()
    assert (former.change, former.name_ru) == ("renamed", "село Карасу")


def test_cleaner_spelling_is_no_new_name(session: Session) -> None:
    load(session)

    report = load(
        session, flat(COUNTRY.replace("Қарасу  а.", "Қарасу а.").replace("с.о,", "с.о.,")), as_of=NEXT_YEAR
    )

    assert report.renamed == 0


def test_a_place_that_gets_its_missing_parent_has_moved(session: Session) -> None:
    load(session)
    more = "113820000,113800000,sub_district,3,Атбасарская г.а.,Атбасар қ.ә."

    report = load(session, flat(more=more), as_of=NEXT_YEAR)

    assert (report.new, report.moved) == (1, 1)
    town = unit(session, "113820100")
    assert town.parent == unit(session, "113820000")
    assert not town.has_akim


def test_a_code_given_anew_is_noted_as_the_successor(session: Session) -> None:
    load(session)
    more = "194231000,194200000,sub_district,2,Жамбылский с.о.,Жамбыл а.о."

    load(session, flat(without="194237", more=more), as_of=NEXT_YEAR)

    assert unit(session, "194237000").successor_kato == "194231000"
    assert unit(session, "194237100").successor_kato is None


def test_a_file_of_one_oblast_closes_nothing_in_another(session: Session) -> None:
    load(session)
    almaty = "\n".join(
        line for line in COUNTRY.splitlines() if line.startswith("19") and "Карасу" not in line
    )

    report = load(session, flat(almaty), as_of=NEXT_YEAR)

    assert report.closed == 2
    assert unit(session, "113800000").valid_to is None


def test_a_file_of_one_district_hangs_under_what_is_on_record(session: Session) -> None:
    load(session)
    district = "\n".join(
        line for line in COUNTRY.splitlines() if line.startswith("1968") and "9100" not in line
    )

    report = load(session, flat(district), as_of=NEXT_YEAR)

    assert report.closed == 1
    assert unit(session, "194200000").valid_to is None


def test_a_whole_country_closes_an_oblast_that_is_gone_but_nothing_made_up(session: Session) -> None:
    load(session)
    load(session, flat("990000000,,oblast,0,Сарыдалинская область,Сарыдала облысы"))

    report = load(session, flat(without="11"), as_of=NEXT_YEAR, whole_country=True)

    assert report.closed == 3
    assert unit(session, "990000000").valid_to is None


def test_codes_that_begin_alike_are_not_mixed_up(session: Session) -> None:
    load(session)
    abai = "100000000,,oblast,0,область Абай,Абай облысы\n101000000,,district,1,Семей Г.А.,Семей Қ.Ә."

    report = load(session, flat(abai), as_of=NEXT_YEAR)

    assert (report.new, report.closed) == (2, 0)


def test_an_older_edition_is_refused(session: Session) -> None:
    load(session, as_of=NEXT_YEAR)

    with pytest.raises(RuleBroken, match=r"geography\.edition-older"):
        load(session, flat(without="194237"), as_of=AS_OF)


def test_a_cut_off_file_closes_nothing_unless_forced(session: Session) -> None:
    many = "\n".join(
        f"1942{number:05},,settlement,2,с.Село {number},Ауыл {number} а." for number in range(31001, 31700)
    )
    load(session, flat(more=many))

    with pytest.raises(RuleBroken, match=r"geography\.edition-empty"):
        load(session, as_of=NEXT_YEAR)
    assert load(session, as_of=NEXT_YEAR, force=True).closed > 600


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "no header line found"),
        (b"kato;name\n1;2", "no header line found"),
        (flat().replace(b"name_kk", b"name"), "line 1 is like the flat form, but has no column name_kk"),
        (flat("19000000,,oblast,0,Алматы,Алматы"), "line 2, column kato: “19000000” is not a code of"),
        (flat("19000000х,,oblast,0,Алматы,Алматы"), "line 2, column kato"),
        (flat("090000000,,oblast,0,Алматы,Алматы"), "line 2, column kato"),
        (flat(more="190000000,,oblast,0,Алматы,Алматы"),
         "line 20, column kato: the code 190000000 stands already in line 2"),
        (flat(COUNTRY.replace("oblast,0,Алм", "oblast,9,Алм")), "line 2, column type_code: “9” is not"),
        (flat(COUNTRY.replace("oblast,0,Алм", "district,0,Алм")), "line 2, column level: “district” does"),
        (flat(COUNTRY.replace("с.Узынагаш", " ")), "line 5, column name_ru: the name is empty"),
        (flat(COUNTRY.replace("194237100,194237000", "194237100,110000000")), "line 8, column parent_kato"),
        (flat("194230100,,settlement,2,с.Узынагаш,Ұзынағаш а."), "line 2: no unit above 194230100"),
        (flat() + b"\n1,2,3,4,5,6,7,8,9", "line 21: the line has 9 cells"),
        (flat().decode().encode("cp1251", "replace"), "the file is not UTF-8"),
        (flat() + b"\n\"unclosed", "cannot be read as CSV"),
        (flat() + b"\n\x00", "this is not a text file"),
        (b"\xd0\xcf\x11\xe0old excel", "save it as .xlsx"),
        (b"PK\x03\x04 broken", "the workbook cannot be opened"),
        (as_csv(official(NEW)).replace(b"190000000,19,00", b"190000000,19,01"), "line 2, column cd"),
        (as_csv(official(NEW)).replace(b"190000000", b"19000000", 1), "line 2, column te"),
        (b"kato,parent_kato,level,type_code,name_ru,name_kk\n", "there are no lines under the header"),
    ],
)  # fmt: skip
def test_a_bad_file_names_line_column_and_reason_and_leaves_nothing(
    session: Session, content: bytes, problem: str
) -> None:
    with pytest.raises(BadFile) as refused:
        load(session, content)

    assert problem in str(refused.value)
    assert count(session) == 0


def test_all_faults_are_told_at_once_up_to_twenty(session: Session) -> None:
    with pytest.raises(BadFile) as refused:
        load(session, flat("\n".join(["1,,oblast,0,a,b"] * 50)))

    assert len(refused.value.problems) == 20


def test_a_farm_called_by_a_person_is_not_shown_about(session: Session) -> None:
    load(session)

    assert unit(session, "194237500").search == ""
