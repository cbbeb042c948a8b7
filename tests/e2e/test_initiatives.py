"""A local initiative from end to end in a real browser on the real product, and supporting without script."""

import os
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e import initiative_job as job
from tests.e2e.initiative_job import Tale
from tests.e2e.person import supported_by
from tests.e2e.product import Product
from tests.e2e.reader import Reader, reader

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("product")]
CAST: dict[str, dict[str, Any]] = {
    "kk": {
        "okrug": "993244000",  # counts are shown as they come
        "village": "993244100",
        "akim": "+77000000008",
        "name": "Тоғжан Әбдірайым",
        "title": "Орталық көшеге аялдама қалқасын орнату",
        "why": "Балалар мен қарттар автобусты жаңбыр мен боранда ашық жерде күтеді.",
        "asks": ("Аялдамаға жабық қалқа орнату", "Қалқаның ішіне орындық қою"),
        "done": "Қалқа мен орындық бір айда орнатылады, қаржы бар.",
        "backers": 5,
        "enough": 38,
    },
    "ru": {
        "okrug": "993248000",  # fewer than 500 people: yesterday's count; all three rungs
        "village": "993248100",
        "akim": "+77000000010",
        "deputy": "+77000000034",
        "name": "Клавдия Веретенникова",
        "title": "Пробурить ещё одну скважину у клуба",
        "why": "Летом в единственной колонке нет напора, вечером очередь стоит два часа.",
        "asks": ("Пробурить скважину у клуба", "Поставить разборную колонку с подогревом"),
        "done": "Скважину пробурят в следующем месяце, деньги выделены.",
        "backers": 3,
        "enough": 37,
    },
}
LOOKS: list[tuple[str, int, Any]] = [("kk", 360, "light"), ("ru", 360, "light")]
if os.environ.get("E2E") == "all":
    LOOKS += [
        (language, *look) for language in CAST for look in ((360, "dark"), (1280, "light"), (1280, "dark"))
    ]


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_an_initiative(product: Product, chromium: Browser, language: str, width: int, theme: str) -> None:
    faults: list[str] = []
    tale = Tale(product=product, resident=product.new_phone(), **CAST[language])

    def person() -> AbstractContextManager[Reader]:
        return reader(chromium, product.address, language, faults, width=width, theme=theme)

    with person() as author:
        job.starts(author, tale)
        backed = job.neighbours(tale, tale.backers - 1)
        with person() as neighbour:
            job.backs(neighbour, tale, product.new_phone())
        supported_by(backed, tale.link)
        with person() as moderator:
            job.moderator_publishes(moderator, tale)
        job.confirmed_lately_supports(author, tale)
        job.village_supports(tale, backed)
        with person() as akim, person() as anyone:
            job.akim_signs_in(akim, tale)
            job.anyone_looks_around(anyone, tale)
            if tale.deputy:
                job.midnight(tale)
            job.count_appears(author, tale)
            job.akim_answers(akim, tale)
        job.author_marks(author, tale)
    if tale.deputy:
        with person() as deputy:
            job.deputy_says(deputy, tale)
    with person() as anyone:
        job.anyone_reads(anyone, tale)
        job.machines_read(anyone, tale)
    assert not faults, "\n".join(dict.fromkeys(faults))


def test_supporting_and_taking_it_back_without_script(product: Product, chromium: Browser) -> None:
    faults: list[str] = []
    number = product.ask(
        """SELECT number FROM petition JOIN territory ON territory.id = petition.territory_id
        WHERE publication = 'open' AND kato = '993230000' ORDER BY number DESC LIMIT 1"""
    )[0][0]
    phone = product.new_phone()
    with reader(chromium, product.address, "kk", faults, java_script_enabled=False) as who:
        who.go("/initiatives")
        who.tap(who.page.locator(f"main a[href='/initiatives/{number}']").first)
        who.tap(who.link("I support this"))
        job.fills_the_sheet(who, "993230200", phone)
        job.types_the_code(who, product, phone)
        who.sees("Thank you: your support is received")
        who.tap(who.link("My support"))
        who.tap(who.button("Take my support back"))
        who.sees("Your support is taken back. The count changes within a minute.")
    assert not faults, "\n".join(dict.fromkeys(faults))
