"""Choose my village: search or tree, one page without script, kept on the device."""

import pytest
from sqlalchemy.orm import Session

from tests.geography.units import COUNTRY, flat, load
from tests.pages import Page

MOST_BYTES = 12_000


@pytest.fixture(autouse=True)
def _country(session: Session) -> None:
    load(session)
    session.commit()


def buttons(page: Page) -> list[str]:
    return [button.get("value") or "" for button in page.all("button", name="place")]


def test_the_tree_leads_from_the_oblast_to_the_village(page: Page) -> None:
    page.get("/villages/choose?lang=ru")
    assert "Алматинская область" in page.text
    for kato in ("190000000", "194200000", "194230000"):
        link = next(link for link in page.links() if f"in={kato}" in link)
        page.get(link)
    assert buttons(page) == ["194230200", "194230100", "194230000"]


def test_the_choice_is_kept_and_leads_back(page: Page) -> None:
    page.get("/villages/choose?in=194230000&next=/somewhere")

    answer = page.post("/villages/choose", {"place": "194230200", "next": "/somewhere"})

    assert answer.location == "/somewhere"
    cookie = page.client.get_cookie("home")
    assert cookie is not None
    assert (cookie.value, cookie.http_only, cookie.same_site) == ("194230200", True, "Lax")


def test_the_choice_never_leads_to_another_site(page: Page) -> None:
    page.get("/villages/choose?in=194230000")

    assert page.post("/villages/choose", {"place": "194230200", "next": "//evil.example/"}).location == "/"


@pytest.mark.parametrize("place", ["", "190000000", "194200000", "123", "994230200", "x" * 500])
def test_what_is_no_home_is_refused_with_words(page: Page, place: str) -> None:
    page.get("/villages/choose")

    page.post("/villages/choose", {"place": place}, status=422)

    assert page.all("p", role="alert")
    assert page.client.get_cookie("home") is None


def test_a_name_that_occurs_twice_is_told_apart_by_its_path(page: Page) -> None:
    page.get("/villages/choose?lang=ru")
    page.get("/villages/choose?q=карасу")

    assert set(buttons(page)) == {"194230200", "196839100"}
    assert "Узынагашский сельский округ, Жамбылский район, Алматинская область" in page.text
    assert "Жамбылский сельский округ, Илийский район, Алматинская область" in page.text


def test_an_empty_search_result_says_what_to_do(page: Page) -> None:
    page.get("/villages/choose?q=<b>нетакого</b>&next=/somewhere")

    assert "<b>нетакого" in page.text
    assert any(link.endswith("/villages/choose?next=/somewhere") for link in page.links())


def test_an_okrug_may_be_chosen_as_a_whole_and_a_farm_of_a_person_is_not_shown(page: Page) -> None:
    page.get("/villages/choose?in=194237000")

    assert buttons(page) == ["194237100", "194237000"]
    assert "Сагиндиков" not in page.html


def test_an_unknown_unit_shows_the_oblasts(page: Page) -> None:
    page.get("/villages/choose?in=nonsense&page=99")

    assert any("in=190000000" in link for link in page.links())


def test_a_long_list_is_cut_into_light_pages(page: Page, session: Session) -> None:
    more = "\n".join(
        f"1942309{number:02},,settlement,2,с.Длинное название номер {number},Ұзын атаулы ауыл {number} а."
        for number in range(1, 99)
    )
    load(session, flat(COUNTRY, more=more))
    session.commit()

    page.get("/villages/choose?in=194230000&lang=kk")

    assert len(buttons(page)) == 41
    assert any("page=3" in link for link in page.links())
    squeezed = page.client.get("/villages/choose?in=194230000", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert len(squeezed.get_data()) <= MOST_BYTES
    search = page.client.get("/villages/choose?q=длинное", headers={"Accept-Encoding": "gzip"})
    assert len(search.get_data()) <= MOST_BYTES
