"""The style guide in a real browser: axe finds nothing, nothing is too wide, nothing typed is lost."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from tests.e2e.reader import AXE, TAGS
from tests.web.conftest import make_app

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("product")]
LOOKS = [(360, "light", "kk"), (1280, "dark", "ru"), (320, "light", "en")]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """Give the address of the small app on a port of its own."""
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def faults(page: Page) -> list[Any]:
    """Return what axe finds wrong."""
    page.evaluate(AXE)
    run = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})"
    return [(found["id"], found["nodes"][0]["html"]) for found in page.evaluate(run, TAGS)["violations"]]


@pytest.mark.parametrize(("width", "theme", "language"), LOOKS)
@pytest.mark.parametrize("with_errors", [False, True], ids=["fresh", "with errors"])
def test_components_are_usable_by_all(
    site: str, chromium: Browser, width: int, theme: Any, language: str, *, with_errors: bool
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 740}, color_scheme=theme)
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{site}/styleguide?lang={language}")
    if with_errors:
        page.click("form.form .btn--primary")
        page.wait_for_selector(".summary")

    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert faults(page) == []
    assert wider == 0
    assert said == []
    context.close()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_double_text_on_the_smallest_screen_does_not_scroll_sideways(
    site: str, chromium: Browser, language: str
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/styleguide?lang={language}")
    page.evaluate("document.styleSheets[0].insertRule('html{font-size:200% !important}', 0)")

    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wider <= 0
    context.close()


def test_a_half_written_text_comes_back_after_the_tab_died(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/styleguide?lang=kk")
    page.fill("#text", "Көше шамы жанбайды")
    page.wait_for_selector(".saved:not(:empty)")
    page.close()

    again = context.new_page()
    again.goto(f"{site}/styleguide?lang=kk")
    assert again.input_value("#text") == "Көше шамы жанбайды"
    context.close()


def test_pages_work_without_script(site: str, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/styleguide?lang=kk")
    page.click("form.form .btn--primary")

    assert page.locator(".summary a").count() >= 1
    context.close()
