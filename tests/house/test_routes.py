"""Every address is meant: it has an audience, a plain form, and does not vanish unnoticed."""

import re
from pathlib import Path

from flask import Flask

STORED = Path(__file__).with_name("routes.txt")
PART = r"<[a-z]+(\([^)]*\))?:[a-z_]+>"
PLAIN = re.compile(rf"^(/([a-z0-9.-]|{PART})+)*/?$")  # names of files hold typed parts: <period>.<lang>.pdf
FRAMEWORK = {"static"}


def routes(app: Flask) -> dict[str, str]:
    """Return endpoint by rule, without the framework's own."""
    return {rule.rule: rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint not in FRAMEWORK}


def test_every_view_says_whom_it_is_for(app: Flask) -> None:
    silent = [
        endpoint
        for endpoint in set(routes(app).values())
        if getattr(app.view_functions[endpoint], "audience", None) is None
    ]

    assert silent == []


def test_addresses_are_plain_and_their_parts_typed(app: Flask) -> None:
    odd = [rule for rule in routes(app) if not PLAIN.match(rule)]

    assert odd == []


def test_no_address_vanishes(app: Flask) -> None:
    stored = set(STORED.read_text(encoding="utf-8").split())

    gone = stored - set(routes(app))

    assert gone == set(), "people keep links: redirect the old address, then edit routes.txt"


def test_every_address_is_stored(app: Flask) -> None:
    stored = set(STORED.read_text(encoding="utf-8").split())

    assert set(routes(app)) - stored == set(), "add the new addresses to tests/house/routes.txt"
