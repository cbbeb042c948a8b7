"""A person with a browser: goes through pages, counts taps, looks at every page with the same strict eye."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright

from tests.e2e.words import english_of, words

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RUN_AXE = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations'],
  elementRef: false}).then(found =>
  found.violations.map(v => [v.id, v.nodes[0].html, v.nodes[0].failureSummary]))"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINES = """() => {
  const own = document.documentElement.lang, found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, parent = node.parentElement;
    const words = node.data.replace(/\\s+/g, ' ').trim();
    if (words && !parent.closest('script,style,template,textarea') && parent.closest('[lang]').lang === own)
      found.push(words);
  }
  return found;
}"""
_SEEN: dict[tuple[str, int, str], set[tuple[str, int]]] = {}
"""Pages that axe has read at a look, by address and number of elements: people meet the same pages."""
NAMES = re.compile("eGov Mobile|Creative Commons Attribution")  # what is called so in every language
ENGLISH = re.compile(r"\b[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}\b")


def chromium_path() -> str | None:
    """Return where the machine's Chromium is."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, names)), None)


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)


@dataclass
class Reader:
    """One person at one screen; every page passed is checked once in each state."""

    page: Page
    address: str
    language: str
    theme: str
    faults: list[str]
    script: bool = True
    taps: int = 0
    passed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    seen: set[tuple[str, int]] = field(default_factory=set)

    def words(self, msgid: str, **values: object) -> str:
        """Return a sentence in this person's language."""
        return words(self.language, msgid, **values)

    def go(self, path: str) -> None:
        """Open an address and look at the page."""
        answer = self.page.goto(path if path.startswith("http") else self.address + path)
        assert answer is None or answer.status < 400, f"{path}: {answer.status}\n{self.text()[:600]}"
        self.look()

    def tap(self, what: str | Locator, *, leads: bool = True) -> None:
        """Tap something; `leads` to another page, which is looked at."""
        target = self.page.locator(what) if isinstance(what, str) else what
        self.taps += 1
        if not leads:
            target.click()
            return
        with self.page.expect_navigation():
            target.click()
        self.look()

    def button(self, msgid: str, **values: object) -> Locator:
        """Return the button with these words."""
        return self.page.locator("main").get_by_role("button", name=self.words(msgid, **values), exact=True)

    def link(self, msgid: str, **values: object) -> Locator:
        """Return the link with these words."""
        return self.page.get_by_role("link", name=self.words(msgid, **values), exact=True).first

    def menu(self, msgid: str) -> Locator:
        """Return a word of the menu."""
        return self.page.locator(".menu").get_by_role("link", name=self.words(msgid), exact=True)

    def photo_taken(self) -> None:
        """Wait until the phone has made the photo small; without script there is nothing to wait for."""
        if self.script:
            self.page.wait_for_selector(".photo__list img")

    def text(self) -> str:
        """Return what can be read on the page."""
        return re.sub(r"\s+", " ", self.page.inner_text("body"))

    def sees(self, msgid: str, **values: object) -> None:
        """Fail when these words do not stand on the page."""
        wanted = re.sub(r"\s+", " ", self.words(msgid, **values))
        assert wanted in self.text(), f"«{wanted}» is not on {self.page.url}:\n{self.text()[:1500]}"

    def look(self) -> None:
        """Check the page in both themes: axe, width, heading, language, words, console; faults are kept."""
        page = self.page
        where = re.sub(r"^https?://[^/]+|\?.*|\d+", "", page.url)
        key = (where, page.evaluate("document.querySelectorAll('body *').length"))
        self.faults += [f"{page.url}: {fault}" for fault in self._faults(key in self.seen)]
        if self.script:
            self.seen.add(key)
        self.passed.append(where)

    def _faults(self, known: bool) -> Iterator[Any]:
        page = self.page
        if wider := max(0, page.evaluate(WIDER)):
            yield f"{wider} px too wide"
        if (headings := page.locator("h1").count()) != 1:
            yield f"{headings} h1"
        if page.locator("html").get_attribute("lang") != self.language:
            yield f"lang is {page.locator('html').get_attribute('lang')}"
        yield from self.said
        self.said.clear()
        if self.language != "en":
            yield from self._english()
        if not known and self.script:
            yield from self.axe()

    def _english(self) -> Iterator[str]:
        for line in self.page.evaluate(LINES):
            if line in english_of(self.language) or ENGLISH.search(NAMES.sub("", line)):
                yield f"English: {line[:120]}"

    def axe(self) -> Iterator[Any]:
        """Yield what axe finds in light and in dark."""
        self.page.evaluate(AXE)
        for theme in ("dark", "light") if self.theme == "light" else ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)
            for found in self.page.evaluate(RUN_AXE, TAGS):
                yield theme, *found


@contextmanager
def reader(
    browser: Browser,
    address: str,
    language: str,
    faults: list[str],
    *,
    width: int = 360,
    theme: str = "light",
    **more: Any,
) -> Iterator[Reader]:
    """Give a person with a browser of their own; what is wrong with a page goes to `faults`."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 640 if width < 600 else 800},
        color_scheme=theme,  # type: ignore[arg-type]
        locale={"kk": "kk-KZ", "ru": "ru-RU", "en": "en-GB"}[language],
        has_touch=width < 600,
        timezone_id="Asia/Almaty",
        reduced_motion="reduce",
        **more,
    )
    context.set_default_timeout(20_000)
    script = bool(more.get("java_script_enabled", True))
    seen = _SEEN.setdefault((language, width, theme), set())
    found = Reader(context.new_page(), address, language, theme, faults, script, seen=seen)
    found.page.on("pageerror", lambda error: found.said.append(f"script: {error}"))
    found.page.on(
        "console",
        lambda line: found.said.append(f"console: {line.text}") if line.type == "error" else None,
    )
    try:
        found.go(f"/?lang={language}")
        yield found
    except BaseException as fault:
        fault.add_note("\n".join([f"{language}: {found.page.url}", *faults, found.text()[:1000]]))
        raise
    finally:
        context.close()
