"""The method for everybody: cards, an example counted by the same code, every number, what changed."""

import csv
import io
import re
from math import prod

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.kpi.method import V1, Indicator, method_from
from akimfeedback.kpi.service import methods
from akimfeedback.portal import method_page
from akimfeedback.portal.method_page import EXAMPLE, SMALL
from tests.kpi.test_methods import NOW, Desk, make_desk
from tests.pages import Page


@pytest.fixture
def version(app: Flask, session: Session) -> str:
    """Give an approved second version with its comparison."""
    assert app
    desk: Desk = make_desk(session)
    found = desk.proposed()
    methods.approve(session, desk.administrator, found, "Келістік", now=NOW)
    session.commit()
    return found


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_card_answers_for_each_indicator(page: Page, language: str) -> None:
    page.get("/method", query={"lang": language})

    for one in V1.indicators:
        (card,) = page.all("section", id=one.code.lower())
        text = " ".join(card.itertext())
        for words in (one.question, one.formula, one.gaming):
            assert words[language] in text
        assert f"{one.weight * 100:.0f}" in text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_example_and_the_words_open_in_every_language(page: Page, language: str) -> None:
    page.get("/method/example", query={"lang": language})
    assert len(page.all("table")) == 2
    page.get("/method/words", query={"lang": language})
    page.get("/method/changes", query={"lang": language})


def test_the_example_is_counted_by_the_method_itself(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        found = method_page.example(V1, EXAMPLE)
        small = method_page.example(V1, SMALL)

    by_hand = prod(
        ((k + one.prior * one.m0) / (n + one.prior)) ** one.weight
        for one in V1.indicators
        for k, n in [EXAMPLE[one.code]]
    )
    assert (found.score, found.lacks) == (f"{100 * by_hand:.1f}", [])
    assert [row[1].replace("\u00a0", "") for row in found.rows] == [
        "33/40",
        "20/40",
        "12/18",
        "11/15",
        "9/12",
    ]
    assert small.score == ""
    assert [re.sub(r"\D+", " ", line).split()[-2:] for line in small.lacks] == [
        ["12", "30"],
        ["7", "10"],
        ["7", "10"],
    ]


def test_the_numbers_of_a_version_are_for_machines_too(page: Page) -> None:
    answer = page.client.get("/method/v1.json")

    found = answer.get_json()
    assert method_from(found) == V1
    assert found["valid_until"] is None
    assert found["formulas"]["raters_needed"] == 5
    assert "not an official" in found["note"]
    page.get("/method/v1", query={"lang": "en"})
    assert "Decree No. 954" in page.text
    assert page.client.get("/method/v9").status_code == 404


def test_a_version_shows_before_and_after_and_the_file_holds_it_all(page: Page, version: str) -> None:
    page.get(f"/method/{version}", query={"lang": "en"})
    assert f"/method/{version}/comparison" in page.links()
    for language in ("kk", "ru", "en"):
        page.get(f"/method/{version}/comparison", query={"lang": language})
    assert page.one("figure", id="pairs") is not None
    assert 'class="p-ring"' in page.html
    assert f"/method/{version}/comparison.csv" in page.links()

    rows = list(csv.DictReader(io.StringIO(page.client.get(f"/method/{version}/comparison.csv").text)))

    (row,) = rows
    assert row["quarter"] == "2026-Q3"
    assert float(row["score_before"]) != float(row["score_after"])
    for tail in ("comparison", "comparison.csv"):
        assert page.client.get(f"/method/v1/{tail}").status_code == 404


def test_the_change_log_says_what_changed_and_why(page: Page, version: str) -> None:
    page.get("/method/changes", query={"lang": "en"})

    newest = page.one("section", id=version)
    text = " ".join(newest.itertext())
    assert "K1 Answered in time. Weight: 30% → 25%." in text
    assert "What is solved matters more." in text
    assert page.client.get(f"/method/{version}.json").get_json()["valid_from"] == "2027-01-01"


def test_no_number_of_the_method_is_typed_into_its_words() -> None:
    def words(one: Indicator) -> str:
        return " ".join(text for part in (one.question, one.formula, one.gaming) for text in part.values())

    for one in V1.indicators:
        assert f"{one.weight * 100:.0f}" not in words(one)
