"""The brief, the workbook, the drawings as files and the picture of a shared okrug."""

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.context_models import ContextFact, ElectionPeriod
from akimfeedback.kpi.models import OfficeReply, Snapshot
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.mandates.models import DeputyOkrug, Mandate
from akimfeedback.mandates.rules import Role
from akimfeedback.portal import brief
from akimfeedback.portal.brief import Subject
from tests import make
from tests.accounts.signing import sign_in
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load
from tests.pages import Page

Q3 = parse("2026-Q3")
FINAL = at("2026-10-30")
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def okrug(session: Session) -> Territory:
    """Give an okrug with an akim and twelve requests due in the quarter, eleven of them answered in time."""
    unit = make.okrug_of(session, make.village(session))
    make.mandate(session, unit=unit, role=Role.AKIM)
    make.topic(session)
    load(session, unit, [*lines(11), *lines(1, answered="2026-08-20", prefix="L")], now=at("2026-10-13"))
    freeze(session, Q3, now=FINAL)
    return unit


@pytest.fixture
def snapshot(session: Session, okrug: Territory) -> Snapshot:
    """Give the okrug's frozen figures."""
    found = kpi.published(session, okrug.id, "2026-Q3")
    assert found is not None
    return found


def changed(session: Session, snapshot: Snapshot, **figures: Any) -> Snapshot:
    """Add a corrected version with some figures put in place of the counted ones."""
    row = Snapshot(
        territory_id=snapshot.territory_id, period=snapshot.period, version=snapshot.version + 1,
        state="corrected", method=snapshot.method, calendar=snapshot.calendar, code=snapshot.code,
        input_hash=snapshot.input_hash, data_time=snapshot.data_time, computed_at=snapshot.computed_at,
        figures={**snapshot.figures, **figures}, reason="Жазба түзетілді", counted=snapshot.counted,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def address(okrug: Territory, ending: str = "pdf", language: str = "kk", folder: str = "brief") -> str:
    return f"/okrugs/{okrug.kato}/{folder}/2026-Q3.{language}.{ending}"


def pages_of(content: bytes) -> list[str]:
    """Return the words of each page with plain single spaces."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


def fonts_of(content: bytes) -> Iterator[str]:
    """Yield the names of all fonts, also of those inside drawings."""
    for page in PdfReader(io.BytesIO(content)).pages:
        yield from _fonts(page["/Resources"])


def _fonts(resources: Any) -> Iterator[str]:
    for font in resources.get_object().get("/Font", {}).values():
        yield str(font.get_object()["/BaseFont"])
    for inner in resources.get_object().get("/XObject", {}).values():
        if "/Resources" in inner.get_object():
            yield from _fonts(inner.get_object()["/Resources"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_brief_has_two_pages_with_the_numbers_of_the_page(
    page: Page, okrug: Territory, snapshot: Snapshot, language: str
) -> None:
    content = page.client.get(address(okrug, language=language)).data
    page.get(f"/okrugs/{okrug.kato}?period=2026-Q3&lang={language}")

    said = pages_of(content)
    assert len(said) == 2
    for one in snapshot.figures["indicators"][:4]:
        count = f"{one['k']} / {one['n']}"
        assert count in said[0]
    assert "11 / 12" in said[0]
    assert "11 / 12" in page.text.replace("\u00a0", " ")
    assert f"/okrugs/{okrug.kato}?period=2026-Q3" in said[1]
    assert snapshot.input_hash[:16] in said[1]


def test_a_brief_says_in_each_language_that_it_is_not_official(client: FlaskClient, okrug: Territory) -> None:
    words = {"kk": "ресми баға емес", "ru": "не официальная", "en": "not an official"}

    for language, said in words.items():
        assert all(said in one for one in pages_of(client.get(address(okrug, language=language)).data))


def test_a_brief_is_tagged_and_carries_its_own_letters(client: FlaskClient, okrug: Territory) -> None:
    content = client.get(address(okrug)).data

    root: Any = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "kk"
    assert all("Golos" in name for name in fonts_of(content))
    assert len(content) < 150_000


LONG = "Ұзақатаулыбалықшыларкөлініңжағасындағы"
WIDE_REPLY = ("Әкім жауабы: " + "жолды жөндедік, суды тарттық. " * 60)[:1500]


@pytest.mark.parametrize(
    ("reply", "language"),
    [(WIDE_REPLY, "kk"), (WIDE_REPLY, "ru"), (WIDE_REPLY, "en"), ("ж" * 1500, "kk"), ("ө\n" * 750, "ru")],
    ids=["words kk", "words ru", "words en", "one word", "many lines"],
)
def test_the_longest_values_stay_on_two_pages(
    app: Flask, session: Session, okrug: Territory, snapshot: Snapshot, reply: str, language: str
) -> None:
    okrug.name_kk = okrug.name_ru = okrug.name_en = f"{LONG} {LONG} ауылдық округі"
    for code in ("", "K1", "K2", "K3", "K4", "K5"):
        session.add(OfficeReply(
            territory_id=okrug.id, period="2026-Q3", indicator=code, text=reply, language="kk", at=FINAL
        ))  # fmt: skip
    for code, value in (("posts", 12), ("vacancies", 3), ("budget", 98_765_432)):
        session.add(ContextFact(
            territory_id=okrug.id, code=code, as_of=date(2026, 1, 1), value=Decimal(value), source="С",
            entered_at=FINAL,
        ))  # fmt: skip
    beside = snapshot.figures["beside"]
    outcomes = dict.fromkeys(("done", "done-in-part", "explained", "refused", "noted", "forwarded"), 99_999)
    many = [{**one, "k": 99_998, "n": 99_999, "precision": "pooled", "wilson": [0.991, 0.999],
             "change": {"word": "probably-worsened", "difference": -0.5, "low": -0.9, "high": 0.1}}
            for one in snapshot.figures["indicators"]]  # fmt: skip
    row = changed(session, snapshot, indicators=many, beside={**beside, "outcomes": outcomes})
    row.reason = "Түзету себебі " * 30

    with app.test_request_context(f"/?lang={language}"):
        about = Subject(okrug, row, newest=True, today=date(2026, 11, 23))
        said = pages_of(brief.pdf_of(brief.values(session, about)))

    assert len(said) == 2
    assert reply.rsplit(maxsplit=1)[-1][-1] in said[1]
    assert "99 998 / 99 999" in said[0].replace(",", " ")
    assert row.input_hash[:16] in said[1]


def few(snapshot: Snapshot, code: str, k: int, n: int) -> list[dict[str, Any]]:
    """Return the indicators with one of them of few cases."""
    hidden = {"k": k, "n": n, "own": [k, n], "raw": None, "wilson": None, "precision": "none", "change": None}
    return [{**one, **hidden} if one["code"] == code else one for one in snapshot.figures["indicators"]]


def test_opinions_of_fewer_than_five_are_in_no_file(
    client: FlaskClient, session: Session, okrug: Territory, snapshot: Snapshot
) -> None:
    answers = {**snapshot.figures["beside"]["answers"], "asked": 11, "gave": 3, "solved": 2, "silent": 8}
    changed(
        session, snapshot, indicators=few(snapshot, "K3", 2, 3), score=None,
        score_lacks=[["K3", 3, 10]], beside={**snapshot.figures["beside"], "answers": answers},
    )  # fmt: skip

    said = " ".join(pages_of(client.get(address(okrug, language="en")).data))
    rows = list(book_of(client, okrug)["Indicators"].values)

    assert "fewer than 5" in said
    assert "2 / 3" not in said
    assert "3 counted" not in said
    assert [row[5:7] for row in rows if row[3] == "K3"] == [("[c]", "[c]")]


def test_acts_of_the_office_are_told_at_any_count(
    client: FlaskClient, session: Session, okrug: Territory, snapshot: Snapshot
) -> None:
    changed(session, snapshot, indicators=few(snapshot, "K1", 1, 2))

    assert "1 / 2" in pages_of(client.get(address(okrug)).data)[0]


def test_every_version_has_its_brief_and_an_old_one_says_so(
    client: FlaskClient, session: Session, okrug: Territory, snapshot: Snapshot
) -> None:
    changed(session, snapshot, indicators=few(snapshot, "K1", 1, 2))

    old = pages_of(client.get(address(okrug, language="en") + "?version=1").data)[0]
    new = pages_of(client.get(address(okrug, language="en")).data)[0]

    assert "11 / 12" in old
    assert "newer version" in old
    assert "Жазба түзетілді" in new
    assert "newer version" not in new


@pytest.mark.parametrize(
    "path",
    [
        "brief/2026-Q4.kk.pdf", "brief/2026-Q3.kk.pdf?version=9", "brief/2026-Q3.kk.pdf?version=0",
        "brief/2026-Q3.kk.pdf?version=x", "brief/2026-Q9.kk.pdf", "brief/2026-Q3.de.pdf",
        "brief/2026-Q4.kk.xlsx", "charts/nothing/2026-Q3.kk.png", "charts/shares/2026-Q3.kk.gif",
    ],
)  # fmt: skip
def test_what_is_not_published_has_no_file(client: FlaskClient, okrug: Territory, path: str) -> None:
    assert client.get(f"/okrugs/{okrug.kato}/{path}").status_code == 404


def test_both_akims_of_a_quarter_are_named_with_their_days(
    client: FlaskClient, session: Session, okrug: Territory
) -> None:
    first = session.query(Mandate).filter_by(territory_id=okrug.id, role=Role.AKIM).one()
    first.ends_on, first.holder = date(2026, 8, 10), "Бірінші Әкім"
    second = make.mandate(session, unit=okrug, role=Role.AKIM, starts_on=date(2026, 8, 11))
    second.holder = "Екінші Әкім"
    session.flush()

    said = pages_of(client.get(address(okrug, language="en")).data)[0]

    assert "Бірінші Әкім, to 10.08.2026" in said
    assert "Екінші Әкім, since 11.08.2026" in said


def test_the_same_values_are_drawn_once(app: Flask, session: Session, okrug: Territory) -> None:
    with app.test_request_context("/?lang=kk"):
        about = brief.subject(session, okrug, "2026-Q3", None, date(2026, 11, 23))
        assert about is not None
        found = brief.values(session, about)
        first = brief.pdf_of(found)
        key = brief.key_of(found)
        app.extensions["akimfeedback.redis"].set(key, b"%PDF kept")

        assert first.startswith(b"%PDF-")
        assert brief.pdf_of(found) == b"%PDF kept"
        app.extensions["akimfeedback.redis"].delete(key)


def book_of(client: FlaskClient, okrug: Territory, language: str = "en") -> Any:
    content = client.get(address(okrug, "xlsx", language)).data
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_holds_one_whole_table_a_sheet(
    client: FlaskClient, okrug: Territory, language: str
) -> None:
    book = book_of(client, okrug, language)

    for sheet in book.worksheets[2:]:
        (table,) = sheet.tables.values()
        assert table.ref == sheet.dimensions
        assert sheet.freeze_panes == "A2"
        assert all(cell.value not in (None, "") for row in sheet.iter_rows() for cell in row)
    assert all(not sheet.merged_cells.ranges for sheet in book.worksheets)


def test_a_workbook_holds_the_figures_as_numbers(
    client: FlaskClient, okrug: Territory, snapshot: Snapshot
) -> None:
    rows = {row[3]: row for row in book_of(client, okrug)["Indicators"].values}

    for one in snapshot.figures["indicators"][:3]:
        assert rows[one["code"]][5:7] == (one["k"], one["n"])
    assert rows["K1"][7] == pytest.approx(snapshot.figures["indicators"][0]["raw"], abs=1e-12)


def test_no_cell_is_a_formula(client: FlaskClient, session: Session, okrug: Territory) -> None:
    okrug.name_en = '=HYPERLINK("http://example.kz","x")'
    session.flush()

    cells = [cell for sheet in book_of(client, okrug).worksheets for row in sheet.iter_rows() for cell in row]

    assert okrug.name_en in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}


def share(client: FlaskClient, okrug: Territory, language: str = "kk") -> bytes:
    answer = client.get(f"/okrugs/{okrug.kato}/share.{language}.png?fresh={next(_fresh)}")
    assert answer.status_code == 200
    content: bytes = answer.data
    return content


_fresh = iter(range(1_000_000))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shared_okrug_has_a_picture_in_its_language(
    client: FlaskClient, okrug: Territory, language: str
) -> None:
    content = share(client, okrug, language)

    assert Image.open(io.BytesIO(content)).size == (1200, 630)
    assert len(content) <= 60_000


def test_nine_requests_and_none_are_the_same_picture(
    client: FlaskClient, session: Session, okrug: Territory, snapshot: Snapshot
) -> None:
    with_number = share(client, okrug)
    changed(session, snapshot, indicators=few(snapshot, "K1", 9, 9))
    nine = share(client, okrug)
    session.query(Snapshot).filter_by(territory_id=okrug.id).delete()
    session.flush()

    assert nine == share(client, okrug)
    assert nine != with_number


def test_the_picture_says_no_number_in_a_campaign(
    client: FlaskClient, session: Session, okrug: Territory
) -> None:
    before = share(client, okrug)
    today = clock.today()
    session.add(ElectionPeriod(
        territory_id=None, from_on=today, to_on=today, reason="Сайлау", entered_at=FINAL
    ))  # fmt: skip
    session.flush()

    assert share(client, okrug) != before


def test_the_okrug_page_names_its_picture_and_files(page: Page, okrug: Territory) -> None:
    page.get(f"/okrugs/{okrug.kato}")

    pictures = page.all("meta", property="og:image")
    assert [one.get("content") for one in pictures] == [
        f"http://localhost/okrugs/{okrug.kato}/share.kk.png?period=2026-Q3"
    ]
    assert page.all("meta", property="og:image:alt")
    assert {address(okrug), address(okrug, "xlsx")} <= set(page.links())


@pytest.mark.parametrize("name", ["shares", "outcomes"])
def test_a_drawing_is_a_file_with_its_source(client: FlaskClient, okrug: Territory, name: str) -> None:
    png = client.get(address(okrug, "png", "en", f"charts/{name}"))
    svg = client.get(address(okrug, "svg", "en", f"charts/{name}")).get_data(as_text=True)

    assert Image.open(io.BytesIO(png.data)).width == 1200
    assert "An adaptation, not an official assessment." in svg
    assert f"/okrugs/{okrug.kato}?period=2026-Q3" in svg


def test_a_drawing_file_is_safe_whatever_the_name(
    client: FlaskClient, session: Session, okrug: Territory
) -> None:
    okrug.name_en = "<script>alert(1)</script>"
    session.flush()

    assert "<script>" not in client.get(address(okrug, "svg", "en", "charts/shares")).get_data(as_text=True)


def test_topics_of_fewer_than_five_are_one_line(
    client: FlaskClient, session: Session, okrug: Territory, snapshot: Snapshot
) -> None:
    kept = {"LIGHT": 9, "WATER": 4, "SNOW": 3}
    for code in kept:
        make.topic(session, code=code)
    changed(session, snapshot).counted = {"2026-Q3": {"topics": kept, "duties": {"promise-updated": [1, 2]}}}
    session.flush()

    said = pages_of(client.get(address(okrug, language="en")).data)[1]
    rows = list(book_of(client, okrug)["Topics"].values)[1:]

    assert rows == [("Street lighting", 9), ("Other topics together", 7)]
    assert "Other topics together 7" in said
    assert ": 1 / 2" in said


@pytest.fixture
def deputy(session: Session, okrug: Territory) -> User:
    """Give a deputy of the district who looks after the okrug."""
    seat = make.mandate(session, unit=session.get_one(Territory, okrug.parent_id), role=Role.DEPUTY)
    session.add(DeputyOkrug(mandate_id=seat.id, territory_id=okrug.id))
    session.flush()
    assert seat.user is not None
    return seat.user


def test_a_deputy_gets_own_okrugs_in_one_workbook(
    page: Page, session: Session, okrug: Territory, deputy: User
) -> None:
    other = make.okrug_of(session, make.village(session, district_unit=okrug.parent))
    load(session, other, lines(3, prefix="O"), now=at("2026-10-13"))
    sign_in(page, session, deputy, strong=True)

    content = page.client.get("/district/figures/2026-Q3.en.xlsx").data
    page.get("/district/figures")

    sheet = openpyxl.load_workbook(io.BytesIO(content))["Score"]
    assert [row[0] for row in sheet.values][1:] == [okrug.kato]
    assert "/district/figures/2026-Q3.kk.xlsx" in page.links()


def test_a_district_without_figures_has_a_workbook_that_says_so(
    page: Page, session: Session, deputy: User
) -> None:
    sign_in(page, session, deputy, strong=True)

    content = page.client.get("/district/figures/2025-Q1.en.xlsx").data

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {cell.value for cell in book["Score"][2]} == {"[x]"}


def test_the_workbook_of_a_district_is_for_who_watches_it(client: FlaskClient, okrug: Territory) -> None:
    assert client.get("/district/figures/2026-Q3.en.xlsx").status_code in {302, 403}


@given(st.text(max_size=200))
def test_no_word_of_a_reply_is_too_long_to_break(text: str) -> None:
    longest = max((len(word) for word in re.split(r"[\s\u200b]", brief.fitting(text))), default=0)

    assert longest <= brief.LONG_WORD
    assert len(brief.fitting(text).splitlines()) <= brief.MOST_LINES
