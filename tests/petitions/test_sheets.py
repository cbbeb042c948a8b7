"""Paper sheets: typed twice by two people, compared, accepted, drawn for a re-check."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.review_rules import SheetLine, different, without_tail
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.service import sheets
from akimfeedback.petitions.support_models import PaperSheet, Signature
from tests import make
from tests.petitions.rows import states

PEPPER = b"pepper"


class Scene:
    """An initiative with a registered sheet, two operators and a third."""

    def __init__(self, session: Session, now: datetime) -> None:
        district = make.district(session)
        self.village = make.village(session, district_unit=district)
        self.petition: Petition = make.petition(session, place=self.village, now=now)
        self.first: Actor = make.seat(session, unit=district, role=Role.MODERATOR)
        self.second: Actor = make.seat(session, unit=district, role=Role.ASSESSOR)
        self.third: Actor = make.seat(session, unit=district, role=Role.MODERATOR)
        okrug = make.okrug_of(session, self.village)
        self.clerk: Actor = make.seat(session, unit=okrug, role=Role.CLERK)
        self.session, self.now = session, now

    def sheet(self, number: int = 1) -> PaperSheet:
        row = PaperSheet(petition_id=self.petition.id, number=number, first_at=self.now)
        self.session.add(row)
        self.session.flush()
        return row

    def line(self, name: str, year: int | None = 1980, *, inside: bool = True) -> SheetLine:
        return SheetLine(name, year, self.village.id if inside else None)

    def enter(self, sheet: PaperSheet, by: Actor, lines: Sequence[SheetLine]) -> str:
        state = sheets.enter(
            self.session, by, self.petition, sheet, lines, pepper=PEPPER, now=self.now
        )  # fmt: skip
        self.session.flush()
        return state.value

    def accept(self, lines: Sequence[SheetLine], number: int = 1) -> PaperSheet:
        sheet = self.sheet(number)
        self.enter(sheet, self.first, lines)
        assert self.enter(sheet, self.second, lines) == "accepted"
        return sheet


@pytest.fixture
def scene(session: Session, now: datetime) -> Scene:
    return Scene(session, now)


NAMES = ("Әлия Серікова", "Болат Омаров", "Гүлнар Қасым")


def test_25_two_entries_that_agree_become_support_and_names_are_forgotten(
    session: Session, scene: Scene
) -> None:
    """Behaviour 25: entry, double entry, acceptance; the alphabet of a keyboard makes no difference."""
    sheet = scene.sheet()
    scene.enter(sheet, scene.first, [scene.line(name) for name in NAMES])
    assert (
        scene.enter(sheet, scene.second, [scene.line(name.replace("қ", "к")) for name in NAMES]) == "accepted"
    )

    assert (sheet.accepted, sheet.refused, sheet.lines) == (3, {}, {})
    assert sheet.name_order == pytest.approx(1.0)
    rows = session.scalars(select(Signature).where(Signature.sheet_id == sheet.id)).all()
    assert {(row.line, row.state, row.area_id) for row in rows} == {("paper", "valid", scene.village.id)}
    assert not any(name.encode() in row.support_key for row in rows for name in NAMES)


def test_25_entries_that_differ_wait_until_both_have_looked_again(scene: Scene) -> None:
    """Behaviour 25: double entry mismatch."""
    sheet = scene.sheet()
    scene.enter(sheet, scene.first, [scene.line("Әлия Серікова"), scene.line("Болат Омаров", 1971)])
    state = scene.enter(sheet, scene.second, [scene.line("Әлия Серікова"), scene.line("Болат Омаров", 1977)])

    assert state == "mismatch"
    assert sheets.differing(sheet) == [2]
    assert sheets.typed_by(scene.second, sheet)[1].birth_year == 1977
    assert sheets.typed_by(scene.third, sheet) == []
    with pytest.raises(RuleBroken, match="another-person"):
        scene.enter(sheet, scene.third, [scene.line("Әлия Серікова")])

    again = [scene.line("Әлия Серікова"), scene.line("Болат Омаров", 1977)]
    assert scene.enter(sheet, scene.first, again) == "accepted"
    assert sheet.accepted == 2


def test_the_second_entry_is_another_persons(scene: Scene) -> None:
    sheet = scene.sheet()
    scene.enter(sheet, scene.first, [scene.line("Әлия Серікова")])

    with pytest.raises(RuleBroken, match="another-person"):
        scene.enter(sheet, scene.first, [scene.line("Әлия Серікова")])
    with pytest.raises(NotAllowed):
        scene.enter(sheet, scene.clerk, [scene.line("Әлия Серікова")])


def test_lines_that_cannot_count_are_refused_with_their_reasons(session: Session, scene: Scene) -> None:
    scene.accept([scene.line("Әлия Серікова")], number=1)
    lines = [
        scene.line("Әлия Серікова"),
        scene.line("Жас Бала", 2015),
        scene.line("Қонақ Қонақов", inside=False),
        scene.line("Болат Омаров"),
        scene.line("БОЛАТ  Омаров"),
        SheetLine(),
        scene.line("Гүлнар Қасым"),
    ]
    sheet = scene.accept(lines, number=2)

    assert sheet.accepted == 2
    assert sheet.refused == {
        "counted-before": 1, "not-adult": 1, "not-resident": 1, "twice": 1, "unreadable": 1,
    }  # fmt: skip
    assert states(session, scene.petition) == {"valid": 3}


def test_a_sheet_that_cannot_be_read_is_rejected_and_forgotten(session: Session, scene: Scene) -> None:
    sheet = scene.sheet()
    scene.enter(sheet, scene.first, [scene.line("Әлия Серікова")])
    sheets.reject(session, scene.second, scene.petition, sheet, now=scene.now)

    assert (sheet.state, sheet.lines, sheet.refused) == ("rejected", {}, {"rejected": 1})
    assert states(session, scene.petition) == {}
    with pytest.raises(RuleBroken, match="another-person"):
        scene.enter(sheet, scene.second, [scene.line("Әлия Серікова")])


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        pytest.param(("Әлия Серікова", "Болат Омаров"), True, id="the same people in any order"),
        pytest.param(("Әлия Серікова",), False, id="one is missing on the paper"),
        pytest.param(("Әлия Серікова", "Болат Омаров", "Ержан"), False, id="one more"),
        pytest.param(("Әлия Серікова", "Ержан Оспан"), False, id="another name"),
    ],
)
def test_25_a_drawn_sheet_is_typed_once_more_by_somebody_else(
    session: Session, scene: Scene, typed: tuple[str, ...], good: bool
) -> None:
    """Behaviour 25: sampled check."""
    sheet = scene.accept([scene.line("Болат Омаров"), scene.line("Әлия Серікова")])
    sheet.recheck = True

    def look(by: Actor) -> bool:
        lines = [scene.line(name) for name in typed]
        return sheets.recheck(session, by, scene.petition, sheet, lines, pepper=PEPPER, now=scene.now)

    with pytest.raises(RuleBroken, match="another-person"):
        look(scene.first)
    assert look(scene.third) == good
    assert sheet.recheck_good == good
    assert states(session, scene.petition) == {"valid": 2}


def test_one_of_ten_sheets_is_drawn(scene: Scene) -> None:
    drawn = [scene.accept([scene.line(f"Ауыл тұрғыны {n}")], number=n).recheck for n in range(1, 11)]

    assert drawn.count(True) == 1


def test_sheets_are_taken_while_support_is_collected(session: Session, scene: Scene) -> None:
    sheet = scene.sheet()
    scene.petition.publication = Publication.CLOSED

    with pytest.raises(RuleBroken, match="sheets-closed"):
        scene.enter(sheet, scene.first, [scene.line("Әлия Серікова")])
    with pytest.raises(RuleBroken, match="sheets-closed"):
        sheets.register(session, scene.first, scene.petition, 5, BytesIO(b""), now=scene.now)


def test_a_number_is_registered_once(session: Session, scene: Scene) -> None:
    scene.sheet(7)

    with pytest.raises(RuleBroken, match="sheet-known"):
        sheets.register(session, scene.first, scene.petition, 7, BytesIO(b""), now=scene.now)


def test_lines_are_compared_by_place() -> None:
    assert different([("а",), ("б",)], [("а",), ("в",), ("г",)]) == [2, 3]
    assert different([], []) == []
    assert without_tail([SheetLine("а"), SheetLine(), SheetLine()]) == [SheetLine("а")]
