"""Somebody with a browser without script: pages, forms, cookies over real HTTP. Fast enough for a crowd."""

import re
import secrets
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from tests.e2e.product import Product


class From(HTTPAdapter):
    """Requests that come from an address of one's own on the loopback network."""

    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__()

    def init_poolmanager(self, *positional: Any, **named: Any) -> None:
        """Bind each connection to the address."""
        super().init_poolmanager(*positional, **named, source_address=(self.address, 0))


class Person:
    """One browser."""

    def __init__(self, product: Product, home: str) -> None:
        self.product = product
        self.http = requests.Session()
        self.http.headers["Accept-Language"] = "kk"
        self.http.headers["Accept"] = "text/html"
        self.http.headers["Sec-Fetch-Site"] = "same-origin"
        self.http.cookies.set("home", home)
        self.page = ""

    def get(self, path: str, status: int = 200) -> requests.Response:
        """Open a page."""
        return self._kept(self.http.get(self.product.address + path, timeout=60), status)

    def post(self, path: str, status: int = 200, **fields: str) -> requests.Response:
        """Send a form with the token of the last page."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page)
        form = fields | ({"csrf_token": token[1]} if token else {})
        return self._kept(self.http.post(self.product.address + path, data=form, timeout=60), status)

    def _kept(self, answer: requests.Response, status: int) -> requests.Response:
        self.page = answer.text
        assert answer.status_code == status, f"{answer.url}: {answer.status_code}\n{plain(self.page)[:800]}"
        return answer

    def code_of(self, phone: str, before: int = 0) -> str:
        """Wait for the message and return its code."""
        found = re.search(r"\b\d{5}\b", self.product.message(phone, "accounts.code", after=before)["text"])
        assert found, "no code in the message"
        return found[0]


class Household(Person):
    """One phone with the adults who use it, behind a network of its own."""

    def __init__(self, product: Product, home: str) -> None:
        super().__init__(product, home)
        self.home, self.phone = home, product.new_phone()
        part = (str(1 + secrets.randbelow(250)) for _ in range(3))
        self.http.mount("http://", From("127." + ".".join(part)))

    def asks(self, path: str) -> None:
        """Open the initiative, press the button and fill the sheet; a code is sent."""
        self.get(path)
        sheet = re.search(r'href="(/initiatives/\d+/support[^"]*)"', self.page)
        assert sheet, plain(self.page)[:800]
        self.sheet = sheet[1]
        self.get(self.sheet)
        answer = self.post(self.sheet, place=self.home, birth_year="1980", phone=self.phone, agree="y")
        assert "/support/code" in answer.url, plain(self.page)[:800]

    def confirms(self) -> None:
        """Type the code; the support is written."""
        answer = self.post(self.sheet.replace("/support", "/support/code"), code=self.code_of(self.phone))
        assert "/support/done" in answer.url, plain(self.page)[:800]

    def others(self, number: str, count: int) -> None:
        """Let that many more adults of the phone support."""
        path = f"/initiatives/{number}/support/shared"
        self.get(path)
        for name in ("Айгүл Серік", "Болат Серік", "Сәуле Серік")[:count]:
            self.post(path, name=name, relation="sibling", birth_year="1985", agree="y")
            self.get(path)


def supported_by(households: list[Household], path: str) -> None:
    """Let the owners of the phones support; the codes leave in one go."""
    for one in households:
        one.asks(path)
    for one in households:
        one.confirms()


def plain(page: str) -> str:
    """Return the words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", page, flags=re.S))
