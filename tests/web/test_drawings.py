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
from akimfeedback.web.charts import Bar, Curve, Group, Limits, Point, Row, Spot, Step, Tick, Tile
from akimfeedback.web.charts.grid import wrapped
from akimfeedback.web.samples import drawings

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


def test_limits_are_dashed_and_named() -> None:
    points = [Point(str(n), 0.8) for n in range(12)]
    limits = Limits([(0.7, 0.9)] * 11 + [None], 0.8, "орташа 80%")
    svg = charts.month_line("l", points, ticks=TICKS, norm=limits, **TOLD)

    assert svg.count('class="p-dash"') == 2
    assert "орташа 80%" in svg


def test_the_funnel_fills_the_own_dot_alone() -> None:
    spots = [Spot(20, 0.7), Spot(50, 0.9, own=True, label="Аққұдық"), Spot(80, 0.8)]
    curves = [
        Curve([(10, 0.4, 1), (80, 0.7, 0.95)], "99,8%"),
        Curve([(10, 0.6, 1), (80, 0.75, 0.9)], "95%", True),
    ]
    cases = [Tick(0, "0"), Tick(80, "80")]
    drawn = charts.funnel("f", spots, curves, ticks=TICKS, cases=cases, target=Tick(0.8, "80%"), **TOLD)

    assert (drawn.count("p-ring"), drawn.count("p-peer")) == (1, 2)
    assert drawn == charts.funnel(
        "f", spots[::-1], curves, ticks=TICKS, cases=cases, target=Tick(0.8, "80%"), **TOLD
    )


def test_steps_hang_where_the_one_before_ended() -> None:
    steps = [
        Step("a", 50, "50", change=False),
        Step("b", 10, "+10"),
        Step("c", -5, "−5"),
        Step("d", 55, "55", False),
    ]
    svg = charts.waterfall("w", steps, **TOLD)

    assert (svg.count('class="p-1"'), svg.count('class="p-fall"'), svg.count('class="p-5"')) == (1, 1, 2)
    links = re.findall(r'<line x1="([0-9.]+)"[^>]*p-link', svg)
    fall = re.findall(r'<rect x="([0-9.]+)"[^>]*width="([0-9.]+)"[^>]*p-fall', svg)[0]
    assert float(fall[0]) + float(fall[1]) == pytest.approx(float(links[1]), abs=0.2)


def test_stairs_of_those_who_wait_begin_with_everybody() -> None:
    days = [Tick(0, "0"), Tick(30, "30")]
    svg = charts.waiting_line("s", [(5, 0.5), (15, 0.1)], ticks=TICKS, days=days, term=Tick(15, "15"), **TOLD)

    assert 'd="M52 24H' in svg
    assert svg.count("V") == 2


def test_tiles_carry_words_and_a_mark_not_a_colour() -> None:
    tiles = [
        Tile("Аққұдық", "жоғары", "above", own=True),
        Tile("Бесағаш", "төмен", "below"),
        Tile("Талды", "–"),
    ]
    svg = charts.tile_grid("t", tiles, **TOLD)
    placed = charts.tile_grid("t", [Tile("Аққұдық", "–", at=(3, 1))], **TOLD)

    assert svg.count('class="p-tile"') == 2
    assert svg.count('class="p-tile-own"') == 1
    assert svg.count('class="p-5"') == 2
    assert "жоғары" in svg
    assert 'viewBox="0 0 300 170"' in placed


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("Аққұдық", ["Аққұдық"]),
        ("Қызыл жар ауылдық округі", ["Қызыл жар", "ауылдық…"]),
        ("Ұзынсөзденқұралған", ["Ұзынсөзде…"]),
        ("", []),
    ],
)
def test_long_names_break_at_a_space_or_are_cut(words: str, lines: list[str]) -> None:
    assert wrapped(words, 10) == lines


@pytest.mark.parametrize("key", ["limits", "funnel", "waterfall", "waiting", "tiles"])
def test_the_style_guide_shows_each_drawing_whole(small_app: Flask, key: str) -> None:
    with small_app.test_request_context("/open?lang=kk"):
        drawn = drawings(lambda share: f"{share:.0%}")[key]

    width, height = map(float, re.findall(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', drawn)[0])
    root = ET.fromstring(drawn)
    assert width <= 340
    for mark in root.iter():
        for name, most in (("cx", width), ("x", width), ("cy", height), ("y", height)):
            assert -2 <= float(mark.get(name, "0")) <= most


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
