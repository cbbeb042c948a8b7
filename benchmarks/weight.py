"""Bytes and requests of a first visit and of the page after it, as they go over the wire."""

import re

from flask import Flask

from benchmarks.table import Line, at_most

ASKED_FOR = re.compile(r'(?:<script[^>]*\ssrc|<link[^>]*\shref|<img[^>]*\ssrc)="(/[^"]+)"')
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
PAGES = {
    "home": "/",
    "write": "/write?in=900001100",
    "okrug": "/okrugs/900001000",
    "choose village": "/villages/choose",
}


def measure(app: Flask) -> list[Line]:
    """Return the lines of the pages people come to first."""
    lines = []
    for name, path in PAGES.items():
        whole, first, requests = first_visit(app, path)
        lines += [
            at_most(f"first visit: {name}", whole / 1000, 50, "KB", 1),
            at_most("- requests", requests, 8, ""),
            at_most("- before the first paint", first / 1000, 14, "KB", 1),
            at_most(
                "- the same as the next page", _fetch(app, path, "seen=1; lang=kk")[0] / 1000, 12, "KB", 1
            ),
        ]
    return lines


def first_visit(app: Flask, path: str) -> tuple[int, int, int]:
    """Return bytes in all, bytes before the first paint, and requests."""
    first, html = _fetch(app, path, "lang=kk")
    others = [one for one in dict.fromkeys(ASKED_FOR.findall(html)) if not one.startswith("//")]
    return first + sum(_fetch(app, one, "lang=kk")[0] for one in others), first, 1 + len(others)


def _fetch(app: Flask, path: str, cookie: str) -> tuple[int, str]:
    """Return the length of head and body over the wire, and the page's source."""
    client = app.test_client(use_cookies=False)
    answer = client.get(path, headers={**BROWSER, "Cookie": cookie})
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    head = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
    plain = client.get(path, headers={"Cookie": cookie})
    html = plain.get_data(as_text=True) if plain.mimetype == "text/html" else ""
    return len(answer.get_data()) + head, html
