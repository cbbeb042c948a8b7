"""Charts draw the same bytes for the same numbers; files hold our font."""

import io
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from akimfeedback.web import charts, pdf, pictures
from akimfeedback.web.charts import Bar, Group, Point, Row, Tick

TICKS = [Tick(0, "0%"), Tick(0.5, "50%"), Tick(1, "100%")]
TOLD: Any = {"title": "Мерзімінде", "description": "Аққұдық 92"}
SHARE = st.floats(0, 1)


def dots() -> str:
    """Return the drawing of the golden test."""
    rows = [Row("Аққұдық", 0.92, 0.85, 0.96, "92 / 100", own=True), Row("Бесағаш <b>", None, label="–")]
    return charts.dot_rows("a", rows, ticks=TICKS, median=Tick(0.81, "81%"), norm=Tick(0.95, "95%"), **TOLD)


def test_the_same_numbers_give_the_same_bytes() -> None:
    golden = '<circle cx="267.6" cy="82" r="6" class="p-ring"/>'

    assert dots() == dots()
    assert golden in dots()


def test_a_drawing_is_named_described_and_safe() -> None:
    root = ET.fromstring(dots())

    assert root.get("role") == "img"
    assert [child.tag.rpartition("}")[2] for child in root][:2] == ["title", "desc"]
    assert "<b>" not in dots()


def test_gaps_stay_gaps() -> None:
    values = [0.5, 0.6, None, 0.7, 0.8]
    svg = charts.month_line("b", [Point(str(n), v) for n, v in enumerate(values)], ticks=TICKS, **TOLD)

    assert svg.count("<polyline") == 2


def test_a_new_definition_cuts_the_line() -> None:
    points = [Point(str(n), 0.5) for n in range(6)]
    svg = charts.month_line("b", points, ticks=TICKS, cut_before=3, **TOLD)

    assert svg.count("<polyline") == 2
    assert "p-dash" in svg


def test_one_square_per_promise() -> None:
    svg = charts.squares("s", [Group("Орындалды", 5, "full"), Group("Тоқтап тұр", 2, "pause")], **TOLD)

    assert svg.count('p-mark"') == 6
    assert svg.count("p-mark-ink") == 3
    assert "Орындалды: 5" in svg


@given(st.lists(st.one_of(st.none(), SHARE), min_size=1, max_size=24))
def test_no_point_leaves_the_picture(values: list[float | None]) -> None:
    svg = charts.month_line("b", [Point("x", v) for v in values], ticks=TICKS, **TOLD)
    height = float(re.findall(r'viewBox="0 0 300 ([0-9.]+)"', svg)[0])

    for pair in re.findall(r'points="([^"]+)"', svg):
        for spot in pair.split():
            x, y = map(float, spot.split(","))
            assert 0 <= x <= charts.WIDE
            assert 0 <= y <= height


def test_empty_input_still_draws() -> None:
    assert "<svg" in charts.bars("b", [], **TOLD)
    assert "<svg" in charts.day_strip("d", [], ticks=TICKS, **TOLD)
    assert charts.small_line([None, 0.5]) == ""


def test_a_picture_is_drawn_with_our_letters() -> None:
    with_letters = pictures.svg_to_png(charts.bars("b", [Bar("Аққұдық", 3, "3")], **TOLD), 600)
    without = pictures.svg_to_png(charts.bars("b", [Bar("", 3, "")], **TOLD), 600)

    image = Image.open(io.BytesIO(with_letters))
    assert image.width == 600
    assert with_letters != without


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_pdf_is_tagged_speaks_its_language_and_embeds_our_font(small_app: Flask, language: str) -> None:
    text = 'Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі #eval("x") $x$ *y*'
    values = {
        "title": "Аққұдық", "facts": [["Кезең", "2026"]], "heading": "Қысқаша",
        "figures": [["92", "мерзімінде", ""]],
        "chart": pdf.drawing_for_pdf(dots()), "alt": "92", "text": text,
        "code": pdf.link_code("https://example.kz/r/1"), "address": "https://example.kz/r/1",
    }  # fmt: skip
    with small_app.test_request_context(f"/open?lang={language}"):
        made = pdf.make_pdf("web/sample.typ", values)

    reader = PdfReader(io.BytesIO(made))
    root: Any = reader.trailer["/Root"]
    resources: Any = reader.pages[0]["/Resources"]
    fonts = {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    assert str(root["/Lang"]).startswith(language)
    assert root["/MarkInfo"]["/Marked"]
    assert fonts
    assert all("Golos" in font for font in fonts)
    assert "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі" in reader.pages[0].extract_text()
    assert '#eval("x")' in reader.pages[0].extract_text()
    assert len(made) < 60_000


def test_a_pdf_without_a_template_is_a_mistake(small_app: Flask) -> None:
    with small_app.test_request_context("/open"), pytest.raises(FileNotFoundError):
        pdf.make_pdf("web/nothing.typ", {})
