"""Phones as people type them, traps for machines, pages of a list."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from akimfeedback.web.fields import (
    Form,
    HoneypotField,
    IdempotencyField,
    OpenedAtField,
    PhoneField,
    read_phone,
)
from akimfeedback.web.paging import Page


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("8 701 123 45 67", "+77011234567"),
        ("+7 (701) 123-45-67", "+77011234567"),
        ("7011234567", "+77011234567"),
        ("77011234567", "+77011234567"),
        ("+7 916 123 45 67", None),
        ("123", None),
        ("", None),
        ("+1 202 555 0100", None),
    ],
)
def test_a_phone_is_read_as_people_type_it(typed: str, read: str | None) -> None:
    assert read_phone(typed) == read


@given(st.text())
def test_a_phone_is_read_or_refused_never_broken(typed: str) -> None:
    found = read_phone(typed)

    assert found is None or (found.startswith("+7") and len(found) == 12)


class SampleForm(Form):
    """The shared fields."""

    phone = PhoneField()
    website = HoneypotField()
    key = IdempotencyField()
    opened = OpenedAtField()


def sent(app: Flask, **values: str) -> SampleForm:
    """Return the form as it came back."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context("/open", method="POST", data=values):
        form = SampleForm(MultiDict(values))
        form.validate()
        return form


def test_a_wrong_phone_keeps_what_was_typed(small_app: Flask) -> None:
    form = sent(small_app, phone="12 34", key="k" * 20)

    assert form.phone.data == "12 34"
    assert form.phone.errors


def test_a_filled_trap_is_a_machine(small_app: Flask) -> None:
    assert sent(small_app, website="http://x", key="k" * 20).website.errors


def test_a_form_that_comes_back_at_once_is_a_machine(small_app: Flask) -> None:
    with small_app.test_request_context("/open"):
        opened = SampleForm(meta={"csrf": False}).opened._value()

    assert sent(small_app, opened=opened).opened.errors
    small_app.config["FORM_COOL_DOWN_SECONDS"] = 0
    assert not sent(small_app, opened=opened).opened.errors
    assert sent(small_app, opened=opened + "x").opened.errors


def test_each_opened_form_has_its_own_key_and_keeps_it(small_app: Flask) -> None:
    with small_app.test_request_context("/open"):
        one, other = SampleForm(meta={"csrf": False}), SampleForm(meta={"csrf": False})

    assert one.key.data != other.key.data
    assert sent(small_app, key=str(one.key.data)).key.data == one.key.data


@pytest.mark.parametrize(
    ("number", "total", "shown"),
    [
        (1, 20, [1]),
        (1, 60, [1, 2, 3]),
        (5, 200, [1, None, 4, 5, 6, None, 10]),
        (3, 200, [1, 2, 3, 4, None, 10]),
    ],
)
def test_pages_are_numbered_with_gaps(number: int, total: int, shown: list[int | None]) -> None:
    assert Page([], number, total).shown() == shown


def test_a_list_that_is_not_counted_knows_only_whether_there_is_more() -> None:
    assert Page([], 3, has_more=True).next_number == 4
    assert Page([], 3).next_number is None
