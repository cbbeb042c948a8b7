"""Pages beside the main job: everybody's, the desk's, the district's; in English on a wide dark screen."""

import os
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.main_job import sign_in
from tests.e2e.product import Product
from tests.e2e.reader import reader

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("product")]
OKRUG = "993230000"
OPEN = [
    "/villages/choose",
    "/about",
    "/personal-data",
    "/method",
    "/method/v1",
    "/open-data",
    "/check",
    "/consent",
    "/official-route",
    f"/okrugs/{OKRUG}",
    f"/okrugs/{OKRUG}/requests",
    f"/okrugs/{OKRUG}/promises",
    "/okrugs/993248000",
    "/initiatives",
    "/initiatives?tab=ended",
    "/initiatives/what-it-is",
    "/initiatives/moderation",
    "/initiatives/ledger",
    f"/initiatives/archive/{OKRUG}",
    f"/initiatives/new/title?okrug={OKRUG}",
    "/demo/outbox",
]
BY_ROLE = {
    "akim": ("+77000000001", ["/office/today", "/office/requests", "/office/promises", "/office/report",
             "/office/initiatives", "/office/numbers", "/office/not-in-the-register", "/profile",
             "/profile/sign-ins", "/profile/my-data", "/news"]),
    "superior": ("+77000000031", ["/district/", "/district/go-higher", f"/district/okrugs/{OKRUG}",
                 "/district/initiatives"]),
    "deputy": ("+77000000032", ["/district/", "/district/overdue", "/deputy/initiatives"]),
    "administrator": ("+77000000038", ["/desk", "/desk/offices", "/desk/accounts", "/desk/calendar",
             "/desk/topics", "/desk/initiatives", "/desk/support", "/desk/switches", "/desk/methods"]),
}  # fmt: skip
LOOKS: list[tuple[str, int, Any]] = [("en", 1280, "dark")]
if os.environ.get("E2E") == "all":
    LOOKS = [
        (code, width, theme)
        for code in ("kk", "ru", "en")
        for width in (360, 1280)
        for theme in ("light", "dark")
    ]


@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_open_pages(product: Product, chromium: Browser, language: str, width: int, theme: str) -> None:
    faults: list[str] = []
    with reader(chromium, product.address, language, faults, width=width, theme=theme) as who:
        for path in OPEN:
            who.go(path)
        who.go("/open-data")
        address = who.page.locator("h3 a[href*='/open-data/']").first.get_attribute("href")
        assert address is not None
        who.go(address)
        for code in ("K1", "K3", "K5", "beside"):
            who.go(f"/okrugs/{OKRUG}/figures/{address.rsplit('/', 1)[1]}/rows/{code}")
        who.go("/villages/choose?q=аккайынды")
        who.tap(who.page.locator(".choose button").first)
        who.go("/write")
    assert not faults, "\n".join(dict.fromkeys(faults))


@pytest.mark.parametrize("role", BY_ROLE)
@pytest.mark.parametrize(("language", "width", "theme"), LOOKS)
def test_pages_of_a_role(
    product: Product, chromium: Browser, role: str, language: str, width: int, theme: str
) -> None:
    faults: list[str] = []
    phone, paths = BY_ROLE[role]
    with reader(chromium, product.address, language, faults, width=width, theme=theme) as who:
        who.go("/sign-in")
        sign_in(who, product, phone)
        if role == "administrator":
            who.page.fill("#code", product.factor("administrator"))
            who.tap(who.button("Continue"))
        for path in paths:
            who.go(path)
    assert not faults, "\n".join(dict.fromkeys(faults))
