"""The main job from end to end in a real browser, in every language, on the real product."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.e2e import main_job as job
from tests.e2e.main_job import Story
from tests.e2e.product import Product
from tests.e2e.reader import Reader, reader

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("product")]

CAST = {
    "kk": {
        "okrug": "993230000",
        "village": "каражусан",
        "akim": "+77000000001",
        "deputy": "+77000000033",
        "name": "Гүлбану Сейтімбет",
        "text": "Мектеп жанындағы көше шамдары үш күннен бері жанбайды, балалар қараңғыда қайтады.",
        "found": "23 қарашада орнына бардық: екі шам күйіп кеткен, сымы бүтін.",
        "done": "Сол күні екі шамды да ауыстырдық, кешке жанып тұрғанын тексердік.",
    },
    "ru": {
        "okrug": "993236000",
        "village": "Кызылсагым",
        "akim": "+77000000004",
        "deputy": "+77000000034",
        "name": "Зинаида Прохорцева",
        "text": "У школы третий день не горят фонари, дети возвращаются в темноте.",
        "found": "23 ноября выехали на место: перегорели две лампы, провод цел.",
        "done": "В тот же день заменили обе лампы, вечером проверили, что горят.",
    },
}
LOOKS = [("kk", 360, "light"), ("ru", 360, "light")]
if os.environ.get("E2E") == "all":
    LOOKS += [
        (language, *look) for language in CAST for look in ((360, "dark"), (1280, "light"), (1280, "dark"))
    ]


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_the_main_job(
    product: Product, chromium: Browser, photo: Path, language: str, width: int, theme: str
) -> None:
    faults: list[str] = []
    story = Story(product=product, photo=photo, resident=product.new_phone(), **CAST[language])
    before = job.answered(story)

    def person() -> AbstractContextManager[Reader]:
        return reader(chromium, product.address, language, faults, width=width, theme=theme)

    with person() as resident, person() as akim:
        job.chooses_the_village(resident, story)
        job.writes(resident, story)
        assert resident.taps <= 6
        job.files(resident, story)
        job.photo_is_clean(resident, story)
        job.akim_signs_in(akim, story)
        job.akim_answers(akim, story)
        job.resident_says_solved(resident, story)
        with person() as moderator:
            job.moderator_publishes(moderator, story)
        with person() as anyone:
            job.anyone_reads(anyone, story)
            job.figures_move(anyone, story, before)
        promise = job.resident_follows_a_promise(resident, story)
        job.akim_updates_the_promise(akim, story, promise)
        job.akim_reports(akim, story)
        silent = job.files_again(resident, story)
        product.forward("+28d")
        job.higher_is_open(resident, silent)
        with person() as deputy:
            job.deputy_reads(deputy, story, silent)
    assert not faults, "\n".join(dict.fromkeys(faults))
