"""The figures from end to end in a real browser on the real product: read, questioned, answered, audited."""

import os
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e import figures_job as job
from tests.e2e.figures_job import Matter
from tests.e2e.product import Product
from tests.e2e.reader import Reader, reader

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("product")]
CAST: dict[str, Any] = {
    "okrug": "993236000",
    "akim": "+77000000004",
    "deputy": "+77000000034",
}
SAID: dict[str, dict[str, Any]] = {
    "kk": {"village": "қызылсағым", "words": "Маманымыз ауырып қалды, жауаптарды соңғы күні бердік."},
    "ru": {"village": "Кызылсагым", "words": "Специалист болел, поэтому отвечали в последний день."},
    "en": {"village": "қызылсағым", "words": "Our clerk was ill, so we answered on the last day."},
}
LOOKS = [("kk", 360, "light")]
if os.environ.get("E2E") == "all":
    LOOKS = [(code, width, theme) for code in SAID for width in (360, 1280) for theme in ("light", "dark")]


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_the_figures(
    product: Product, chromium: Browser, tmp_path: Path, language: str, width: int, theme: str
) -> None:
    faults: list[str] = []
    matter = Matter(product=product, folder=tmp_path, **CAST, **SAID[language])

    def person() -> AbstractContextManager[Reader]:
        return reader(chromium, product.address, language, faults, width=width, theme=theme)

    with person() as resident:
        job.opens_the_okrug(resident, matter)
        job.asks_how_it_was_counted(resident, matter)
        job.rows_are_as_many(resident, matter)
        job.compares(resident, matter)
        job.reads_the_district(resident, matter)
        job.reads_the_method(resident, matter)
        job.counts_it_again(resident, matter)
        job.prints_the_brief(resident, matter)
        job.reads_the_journal(resident, matter)
        job.proves_the_request(resident, matter)
    with person() as akim:
        job.lists_behind_own_numbers(akim, matter)
        job.explains_a_signal(akim, matter)
    with person() as assessor:
        version = job.drafts_a_method(assessor, matter)
        job.finds(assessor, matter)
    with person() as administrator:
        job.drops_the_method(administrator, matter, version)
    with person() as deputy:
        job.deputy_watches(deputy, matter)
    with person() as auditor:
        job.auditor_catches_a_change(auditor, matter)
    period = job.in_time_for_a_reply(product)
    with person() as akim:
        job.replies_to_one_indicator(akim, matter, period)
    assert not faults, "\n".join(dict.fromkeys(faults))
