"""The main job without script, on the smallest screen, and with the keyboard alone."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e import main_job as job
from tests.e2e.main_job import Story
from tests.e2e.product import Product
from tests.e2e.reader import WIDER, Reader, reader

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("product")]
STORY = {
    "okrug": "993234000",
    "village": "бөгенсай",
    "akim": "+77000000003",
    "deputy": "+77000000034",
    "name": "Құралай Жүнісбай",
    "text": "Құдық жанындағы көпірдің тақтайы сынған, мал өте алмайды.",
    "found": "Көпірді бүгін көрдік: үш тақтай сынған.",
    "done": "Үш тақтай ауыстырылды, көпір қайта ашылды.",
}


def test_the_main_job_without_script(product: Product, chromium: Browser, photo: Path) -> None:
    faults: list[str] = []
    story = Story(product=product, photo=photo, resident=product.new_phone(), **STORY)
    more: dict[str, Any] = {"java_script_enabled": False}
    with reader(chromium, product.address, "kk", faults, **more) as resident:
        job.chooses_the_village(resident, story)
        job.writes(resident, story)
        job.files(resident, story)
        job.photo_is_clean(resident, story)
        with reader(chromium, product.address, "kk", faults, **more) as akim:
            job.akim_signs_in(akim, story)
            job.akim_answers(akim, story)
        job.resident_says_solved(resident, story)
    assert not faults, "\n".join(dict.fromkeys(faults))


PAGES = [
    "/",
    "/villages/choose",
    "/sign-in",
    "/write",
    "/check",
    "/official-route",
    "/about",
    "/okrugs/993230000",
    "/okrugs/993230000/requests",
    "/okrugs/993230000/promises",
    "/initiatives",
    "/initiatives/{closed}",
    "/initiatives/{closed}/numbers",
    "/initiatives/{open}/support",
    "/initiatives/new/title",
]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_double_text_at_320_does_not_scroll_sideways(
    product: Product, chromium: Browser, language: str
) -> None:
    faults: list[str] = []
    with reader(chromium, product.address, language, faults, width=320) as who:
        who.page.context.add_cookies([{"name": "home", "value": "993230100", "url": product.address}])
        found = {path: _doubled(who, path) for path in _pages(product)}
    assert {path: wider for path, wider in found.items() if wider > 0} == {}


def _pages(product: Product) -> list[str]:
    """Return the addresses; the first initiative of a state stands for all."""
    first = "SELECT publication, min(number) FROM petition GROUP BY publication"
    numbers = dict(product.ask(first))
    return [path.format_map(numbers) for path in PAGES]


def _doubled(who: Reader, path: str) -> int:
    who.page.goto(who.address + path)
    who.page.evaluate("document.styleSheets[0].insertRule('html{font-size:200% !important}', 0)")
    return int(who.page.evaluate(WIDER))


RING = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const box = (one.matches('.tile__input,.pill__input,.photo__input') && one.nextElementSibling) || one;
  const whole = one.matches('.case__link');  // its ring runs round the whole card
  const shown = whole ? getComputedStyle(one, '::after') : box === one ? style : getComputedStyle(box);
  const line = shown.outlineStyle !== 'none' && parseFloat(shown.outlineWidth) >= 2;
  const ring = line || shown.boxShadow !== 'none';
  return [one === document.body ? '' : one.outerHTML.slice(0, 120), ring];
}"""


@pytest.mark.parametrize("path", ["/", "/write", "/sign-in", "/okrugs/993230000"])
def test_every_stop_of_the_keyboard_shows_where_it_is(product: Product, chromium: Browser, path: str) -> None:
    faults: list[str] = []
    with reader(chromium, product.address, "kk", faults) as who:
        who.page.context.add_cookies([{"name": "home", "value": "993230100", "url": product.address}])
        who.page.goto(who.address + path)
        stops, unseen = set(), []
        for _step in range(60):
            who.page.keyboard.press("Tab")
            what, ring = who.page.evaluate(RING)
            if not what or what in stops:
                break
            stops.add(what)
            if not ring:
                unseen.append(what)
    assert len(stops) > 8
    assert unseen == []
