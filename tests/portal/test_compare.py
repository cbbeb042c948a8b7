"""Similar okrugs side by side, and a district as a grid of words."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.portal.okrug_page import running
from tests import make
from tests.kpi.published import GOOD, POOR, okrugs, publish, statements
from tests.pages import Page


@pytest.fixture
def six(app: Flask, session: Session) -> list[Territory]:
    """Give six okrugs that are alike, the second clearly poorer, with figures of one quarter."""
    units = okrugs(session, 6)
    publish(session, {unit: POOR if place == 1 else GOOD for place, unit in enumerate(units)})
    return units


def asked(units: list[Territory], *more: str) -> str:
    """Return the address of a comparison."""
    return "/compare?" + "&".join([*(f"okrug={unit.kato}" for unit in units), *more])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_two_okrugs_stand_side_by_side_in_every_language(
    page: Page, six: list[Territory], language: str
) -> None:
    page.get(asked(six[:2], f"lang={language}"))

    assert len(page.all("figure")) == 5
    assert {one.get("value") for one in page.all("input") if one.get("checked") is not None} == {
        six[0].kato, six[1].kato,
    }  # fmt: skip


def test_a_clear_difference_is_said_in_words_and_chance_is_not(page: Page, six: list[Territory]) -> None:
    page.get(asked(six[:2], "lang=en"))
    assert f"{six[0].name_en} is clearly higher than {six[1].name_en}" in page.text

    page.get(asked([six[0], six[2]], "lang=en"))
    assert "clearly higher" not in page.text
    assert "they cannot be told apart" in page.text


def test_rows_go_by_the_alphabet_whatever_the_order_asked(page: Page, six: list[Territory]) -> None:
    page.get(asked([six[2], six[0]], "lang=en"))

    heads = ["".join(head.itertext()) for head in page.all("th") if head.get("scope") == "row"]
    assert heads[:2] == [six[0].name_en, six[2].name_en]


def test_more_than_five_are_refused_with_the_form_kept(page: Page, six: list[Territory]) -> None:
    page.get(asked(six, "lang=en"), status=422)

    assert "At most five okrugs" in page.text
    assert sum(one.get("checked") is not None for one in page.all("input")) == 6
    assert page.all("figure") == []


def test_an_okrug_of_another_group_is_explained_and_not_drawn(
    page: Page, session: Session, six: list[Territory]
) -> None:
    other = okrugs(session, 1)
    publish(session, dict.fromkeys(other, GOOD), group="500-999.near")

    page.get(asked([six[0], *other], "lang=en"), status=422)

    assert f"{other[0].name_en} is not like {six[0].name_en}" in page.text
    assert page.all("figure") == []


def test_an_okrug_that_had_not_joined_is_named(page: Page, session: Session, six: list[Territory]) -> None:
    late = make.okrug_of(session, make.village(session, connected_from=None))
    session.commit()

    page.get(asked([six[0], late], "lang=en"), status=422)

    assert f"{late.name_en} has no figures in this period" in page.text


@pytest.mark.parametrize("path", ["/compare?okrug=111111111", "/compare?period=yesterday"])
def test_what_does_not_exist_is_not_found(app: Flask, page: Page, path: str) -> None:
    page.get(path, status=404)


def test_opinions_of_fewer_than_five_are_shown_nowhere(app: Flask, page: Page, session: Session) -> None:
    units = okrugs(session, 2)
    publish(session, {unit: GOOD | {"K3": (3, 4), "K4": (2, 4)} for unit in units}, raters=4)

    page.get(asked(units, "lang=en"))
    text = page.text
    table = page.client.get(asked(units).replace("/compare?", "/compare.csv?")).text

    assert "3 / 4" not in text.replace("\u00a0", " ")
    assert "too few answers of residents to show" in text
    kept = {
        (row["indicator"], row["k"], row["n"]) for row in csv.DictReader(io.StringIO(table.lstrip("\ufeff")))
    }
    assert ("K3", "", "") in kept
    assert ("K4", "", "") in kept
    assert ("K1", "46", "50") in kept


def test_places_come_on_request_only_and_as_a_range(page: Page, six: list[Territory]) -> None:
    page.get(asked(six[:2], "lang=en"))
    assert "probability between place" not in page.text

    page.get(asked(six[:2], "lang=en", "places=1"))
    assert f"{six[1].name_en}: with 90% probability between place 6 and place 6 of 6." in page.text


def test_without_an_okrug_one_is_searched_for(page: Page, six: list[Territory]) -> None:
    page.get("/compare", query={"q": six[0].name_kk})

    assert any(link.endswith(f"okrug={six[0].kato}") for link in page.links())


def test_the_statements_do_not_grow_with_the_okrugs(app: Flask, page: Page, six: list[Territory]) -> None:
    page.get("/about")
    few, many = statements(app, page, asked(six[:1])), statements(app, page, asked(six[:5]))

    assert few == many <= 8


def test_a_district_shows_words_and_links_and_who_has_not_joined(
    app: Flask, page: Page, session: Session
) -> None:
    district = make.district(session)
    units = okrugs(session, 7, district=district)
    silent = make.okrug_of(session, make.village(session, district_unit=district, connected_from=None))
    publish(session, {unit: POOR if place == 1 else GOOD for place, unit in enumerate(units[:6])})

    page.get(f"/districts/{district.kato}", query={"lang": "en"})

    tiles = [" ".join("".join(one.itertext()).split()) for one in page.all("li")
             if (one.get("class") or "").startswith("okrugs__tile")]  # fmt: skip
    assert len(tiles) == 8
    assert any(tile.startswith(units[1].name_en) and "Clearly below" in tile for tile in tiles)
    assert any(tile.startswith(units[6].name_en) and "Nothing published" in tile for tile in tiles)
    assert any(tile.startswith(silent.name_en) and "Has not joined" in tile for tile in tiles)
    assert f"/okrugs/{units[1].kato}" in page.links()
    assert statements(app, page, f"/districts/{district.kato}?period=2026-Q3") <= 8


def test_districts_are_listed_by_oblast(app: Flask, page: Page, session: Session) -> None:
    district = make.district(session)
    session.commit()

    page.get("/districts")

    assert f"/districts/{district.kato}" in page.links()


def test_a_village_is_no_district(app: Flask, page: Page, six: list[Territory]) -> None:
    page.get(f"/districts/{six[0].kato}", status=404)


def test_the_strip_of_a_running_quarter_tells_no_opinions_and_the_quarter_alone(
    app: Flask, session: Session
) -> None:
    unit = okrugs(session, 1)[0]
    live = publish(session, {unit: GOOD | {"K3": (30, 40)}}, version=0, state="preview")[unit.id]

    with app.test_request_context():
        told = running(live)

    assert [one.count.replace("\u00a0", "") for one in told] == ["46/50", "30/50", "9/10"]
    assert running(None) == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_drawing_of_a_comparison_is_a_file_that_says_it_is_an_adaptation(
    client: FlaskClient, six: list[Territory], language: str
) -> None:
    asked_for = asked(six[:2]).removeprefix("/compare")
    answer = client.get(f"/compare/K1.{language}.svg{asked_for}")
    words = {"kk": "ресми баға емес", "ru": "не официальная", "en": "not an official"}

    assert answer.mimetype == "image/svg+xml"
    assert words[language] in " ".join(answer.text.split())


def test_a_comparison_is_a_picture_too_and_the_page_leads_to_it(
    page: Page, client: FlaskClient, six: list[Territory]
) -> None:
    page.get(asked(six[:2], "lang=en"))
    files = [str(one.get("href")) for one in page.all("a") if ".png" in str(one.get("href"))]

    assert len(files) == 5
    assert client.get(files[0]).data.startswith(b"\x89PNG")


def test_no_picture_of_okrugs_that_are_not_compared(client: FlaskClient, six: list[Territory]) -> None:
    assert client.get("/compare/K1.en.png").status_code == 404
    assert client.get("/compare/K1.en.png" + asked(six).removeprefix("/compare")).status_code == 404


def test_every_count_of_a_comparison_leads_to_its_rows(page: Page, six: list[Territory]) -> None:
    page.get(asked(six[:2], "lang=en"))
    links = [str(one.get("href")) for one in page.all("a") if "/rows/" in str(one.get("href"))]

    assert len(links) == 10
    assert all("version=1" in one for one in links)
    assert page.get(links[0]).status_code == 200


def test_each_count_of_a_district_leads_to_its_rows(
    page: Page, session: Session, six: list[Territory]
) -> None:
    above = session.get_one(Territory, six[0].parent_id)
    page.get(f"/districts/{above.kato}")

    assert {f"/okrugs/{unit.kato}/figures/2026-Q3/rows/K1" for unit in six} <= set(page.links())
