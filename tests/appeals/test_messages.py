"""Text messages keep to one segment in each language."""

import pytest
from flask import Flask

from akimfeedback.notifications import labels
from akimfeedback.notifications.rules import segments
from tests.house.source import PACKAGE

KINDS = sorted(path.stem for path in (PACKAGE / "appeals/templates/appeals/messages").glob("*.txt"))
LONGEST = {
    "number": "26-004217", "original": "26-004199", "due_on": "2026-11-28", "today": 12, "overdue": 34,
}  # fmt: skip
PATHS = {"answered": "/r/abcdefghijklmnop", "remind": "/r/abcdefghijklmnop", "morning": "/office/today"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_message_is_one_segment(app: Flask, kind: str, language: str) -> None:
    params = LONGEST | {"path": PATHS.get(kind, "/a/7kq4mnp8")}

    with app.test_request_context():
        text = labels.render(f"appeals.{kind}", params, language, host="auyl.kz")

    assert segments(text) == 1, text
    assert "auyl.kz" in text
