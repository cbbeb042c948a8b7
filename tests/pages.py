"""A client that reads every page strictly, the way a careful person would.

    page.get("/okrugs/990000001/", status=200)
    page.post("/requests/new", {"text": "…"}, status=303)
    page.h1, page.text, page.one("form"), page.all("a")

Fails for: a page without exactly one h1, a title that does not begin with it, a missing language, repeated
ids, inputs without a label, forms without an action or method, inline styles, handlers and scripts without
a nonce, classes of a light page whose rules it leaves out, and **changes left uncommitted by a view**.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from akimfeedback.core.db import db
from akimfeedback.web.assets import NOT_ON_SCREEN, build, joined_css

LANGUAGES = {"kk", "ru", "en"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
MARKUP_ERRORS_ALLOWED = {"expected-doctype-but-got-start-tag"}
CSRF_NAME = "csrf_token"
_CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
ERROR_PREFIX = re.compile(r"^(Error|Қате|Ошибка): ")  # the title of a page with errors says so first


class Page:
    """One browser: cookies stay between calls; `host` and `language` may be set per call."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.response: TestResponse | None = None
        self.root: Element | None = None

    def get(
        self, path: str, *, status: int = 200, query: Mapping[str, Any] | None = None, **more: Any
    ) -> TestResponse:
        """Fetch a page and check it; fails when the status is another one."""
        return self._ask("GET", path, status, query_string=query, **more)

    def post(
        self, path: str, form: Mapping[str, Any] | None = None, *, status: int = 302, **more: Any
    ) -> TestResponse:
        """Send a form (the CSRF token of the last page is added) and check the answer."""
        fields = dict(form or {})
        token = self.csrf_token()
        if token and CSRF_NAME not in fields:
            fields[CSRF_NAME] = token
        return self._ask("POST", path, status, data=fields, **more)

    def follow(self, *, status: int = 200) -> TestResponse:
        """Go where the last answer redirected to."""
        assert self.response is not None, "nothing was fetched yet"
        assert self.response.location, "the last answer does not redirect"
        return self.get(self.response.location, status=status)

    def csrf_token(self) -> str | None:
        """Return the token of the last page with a form, None when it had none."""
        for field in self.all("input"):
            if field.get("name") == CSRF_NAME:
                return field.get("value")
        return None

    @property
    def h1(self) -> str:
        """The page's heading."""
        return words(self.one("h1"))

    @property
    def text(self) -> str:
        """All words of the page's body, with single spaces."""
        return words(self.one("body"))

    @property
    def html(self) -> str:
        """The source of the last answer."""
        assert self.response is not None, "nothing was fetched yet"
        return self.response.get_data(as_text=True)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Return the elements of a tag whose attributes equal the given (`class_` for class, `_` for `-`)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        if self.root is None:
            return []
        return [
            element
            for element in self.root.iter(tag)
            if all(_has(element, name, value) for name, value in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """Return the only such element; fails when there are none or several."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag}> {attributes} instead of one"
        return found[0]

    def links(self) -> list[str]:
        """Return where the page's links lead."""
        return [link.get("href") or "" for link in self.all("a")]

    def _ask(self, method: str, path: str, status: int, **more: Any) -> TestResponse:
        with no_changes_left(self.app) as left:
            self.response = response = self.client.open(path, method=method, **more)
            response.get_data()
        assert not left, f"{method} {path} left changes uncommitted: {', '.join(sorted(left))}"
        where = f"{method} {path}"
        found = response.status_code
        assert found == status or {found, status} == {302, 303}, (
            f"{where}: {found}, not {status}\n{_hint(response)}"
        )
        if response.mimetype == "text/html" and response.status_code not in range(300, 400):
            self.root = check_page(response.get_data(as_text=True), where)
        return response


@contextmanager
def no_changes_left(app: Flask) -> Iterator[set[str]]:
    """Collect the names of rows that a request's session changed without a commit.

    Listens to flushes and commits: looking at `session.new` and `dirty` alone misses rows already flushed.
    """
    changed: dict[Session, set[str]] = {}
    left: set[str] = set()

    def flushed(session: Session, _context: Any) -> None:
        changed.setdefault(session, set()).update(_pending(session))

    def settled(session: Session) -> None:
        if not session.in_nested_transaction():
            changed.pop(session, None)

    def ends(_error: BaseException | None) -> None:
        changed.setdefault(db.session, set()).update(_pending(db.session))

    app.teardown_appcontext_funcs.append(ends)
    listeners = (("after_flush", flushed), ("after_commit", settled), ("after_rollback", settled))
    for name, listener in listeners:
        event.listen(Session, name, listener)
    try:
        with app.app_context():  # one of its own, so that nobody stays signed in from the call before
            yield left
    finally:
        app.teardown_appcontext_funcs.remove(ends)
        for name, listener in listeners:
            event.remove(Session, name, listener)
        left.update(*changed.values())


def _pending(session: Session) -> set[str]:
    rows = [*session.new, *(row for row in session.dirty if session.is_modified(row)), *session.deleted]
    return {type(row).__name__ for row in rows}


def check_page(source: str, where: str) -> Element:
    """Return the parsed page; fails with everything that is wrong with it."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root: Element = parser.parse(source)
    faults = [
        f"markup: {code} {details} at line {place[0]}"
        for place, code, details in parser.errors
        if code not in MARKUP_ERRORS_ALLOWED
    ]
    for fault in (_head_faults, _id_faults, _label_faults, _form_faults, _inline_faults, _missing_styles):
        faults += fault(root)
    assert not faults, f"{where}:\n  " + "\n  ".join(faults)
    return root


def _has(element: Element, name: str, value: str) -> bool:
    """Return whether an attribute equals the value or holds it as one of its words."""
    held = element.get(name) or ""
    return value == held or value in held.split()


def words(element: Element) -> str:
    """Return the text of an element with single spaces."""
    return re.sub(r"\s+", " ", "".join(_texts(element))).strip()


def _texts(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style", "template"):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _head_faults(root: Element) -> Iterator[str]:
    headings = list(root.iter("h1"))
    titles = list(root.iter("title"))
    page_titles = [title for title in titles if title in list(root.find("head") or [])]
    if len(headings) != 1:
        yield f"{len(headings)} h1 instead of one"
    elif not page_titles or not ERROR_PREFIX.sub("", words(page_titles[0])).startswith(words(headings[0])):
        title = words(page_titles[0]) if page_titles else ""
        yield f"the title {title!r} does not begin with the h1 {words(headings[0])!r}"
    if root.get("lang") not in LANGUAGES:
        yield f"lang is {root.get('lang')!r}"


def _id_faults(root: Element) -> Iterator[str]:
    for name, times in Counter(found for element in root.iter() if (found := element.get("id"))).items():
        if times > 1:
            yield f"id {name!r} stands {times} times"


def _label_faults(root: Element) -> Iterator[str]:
    named = {label.get("for") for label in root.iter("label")}
    inside = {field for label in root.iter("label") for field in label.iter()}
    for tag in ("input", "select", "textarea"):
        for field in root.iter(tag):
            if field.get("type") in UNLABELLED or field in inside or field.get("id") in named - {None}:
                continue
            if not (field.get("aria-label") or field.get("aria-labelledby")):
                yield f"<{tag} name={field.get('name')!r}> has no label"


def _form_faults(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        if (form.get("method") or "").lower() not in ("get", "post", "dialog"):
            yield f"a form to {form.get('action')!r} names no method"
        has_token = any(field.get("name") == CSRF_NAME for field in form.iter("input"))
        if (form.get("method") or "").lower() == "get" and has_token:
            yield f"a GET form to {form.get('action')!r} puts the CSRF token into the address"


def _inline_faults(root: Element) -> Iterator[str]:
    for element in root.iter():
        tag: object = element.tag  # a function for comments
        if not isinstance(tag, str):
            continue
        if element.get("style") is not None:
            yield f"inline style on <{element.tag}>"
        handlers = [name for name in element.attrib if name.startswith("on")]
        if handlers:
            yield f"inline handler {handlers[0]} on <{element.tag}>"
        if element.tag in ("script", "style") and not element.get("src") and not _is_known(element):
            yield f"inline <{element.tag}> without a nonce"


def _missing_styles(root: Element) -> Iterator[str]:
    """Yield the classes of a light page whose rules only stand in the sheets it leaves out."""
    if not any(element.text == build().light_css for element in root.iter("style")):
        return
    left_out = set(_CLASS.findall(joined_css(without=NOT_ON_SCREEN))) - set(_CLASS.findall(build().light_css))
    used = {name for element in root.iter() for name in (element.get("class") or "").split()}
    for name in sorted(used & left_out):
        yield f"class {name!r} has no style on a light page"


def _is_known(element: Element) -> bool:
    """Let data blocks, blocks with a nonce and the first visit's style, whose hash the policy holds, pass."""
    if element.tag == "style" and element.text in (build().inline_css, build().light_css):
        return True
    return bool(element.get("nonce")) or element.get("type") in ("application/json", "application/ld+json")


def _hint(response: TestResponse) -> str:
    if response.location:
        return f"to {response.location}"
    return re.sub(r"<[^>]+>|\s+", " ", response.get_data(as_text=True))[:600]
