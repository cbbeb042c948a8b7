"""The desk of methods: an assessor drafts and tries, another person decides, everybody reads."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.kpi import method_queries
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.periods import quarter_of
from akimfeedback.kpi.service.trying import go_on
from akimfeedback.mandates.actor import Actor
from tests.accounts.signing import sign_in
from tests.kpi.test_methods import Desk, make_desk
from tests.pages import Page

REASON = {
    "kk": "Мәселенің шешілуі маңыздырақ.",
    "ru": "Решение важнее.",
    "en": "What is solved matters more.",
}
WEIGHTS = {"K1": "25", "K2": "10", "K3": "30,0", "K4": "20", "K5": "15"}


@pytest.fixture
def desk(app: Flask, session: Session) -> Desk:
    """Give a district with a final quarter, an assessor and an administrator."""
    assert app
    return make_desk(session)


def numbers(**changed: str) -> dict[str, str]:
    """Return the form of numbers as a person fills it."""
    first = quarter_of(clock.today()).shifted(2).first_day.isoformat()
    form = {"valid_from": first, "K2_kept": "y", "K5_kept": "y"}
    for code, weight in WEIGHTS.items():
        least = {"K1": "30", "K3": "10", "K4": "10"}.get(code, "0")
        part = {"weight": weight, "prior": "20", "m0": "70", "floor": "10", "publish_from": least}
        form |= {f"{code}_{name}": value for name, value in part.items()}
    return form | changed


def enter(page: Page, session: Session, actor: Actor) -> None:
    """Sign somebody of the desk in."""
    assert actor.user is not None
    sign_in(page, session, actor.user, strong=True)


def drafted(page: Page, desk: Desk) -> str:
    """Make a draft with numbers and reason over the pages; return its version."""
    enter(page, desk.session, desk.assessor)
    page.get("/desk/methods")
    page.post("/desk/methods", {"based_on": "v1"})
    page.follow()
    version = page.h1.split()[-1]
    for tail, form in (("numbers", numbers()), ("reason", REASON)):
        page.get(f"/desk/methods/{version}/{tail}")
        page.post(f"/desk/methods/{version}/{tail}", form)
        page.follow()
    return version


def tried(page: Page, desk: Desk, version: str) -> None:
    """Press "try", see it under way, let the worker do it."""
    page.post(f"/desk/methods/{version}/trial", {})
    page.follow()
    assert page.one("progress", max="1").get("value") == "0"
    while go_on(desk.session, version, now=clock.now()):
        pass
    desk.session.commit()
    page.get(f"/desk/methods/{version}")


def test_a_draft_goes_from_the_assessor_to_the_administrator_to_everybody(page: Page, desk: Desk) -> None:
    version = drafted(page, desk)
    tried(page, desk, version)
    page.post(f"/desk/methods/{version}/propose", {})
    page.follow()
    enter(page, desk.session, desk.administrator)
    page.get(f"/desk/methods/{version}/decision")
    page.post(f"/desk/methods/{version}/decision", {"words": "Келістік", "decision": "approve"})
    page.follow()

    desk.session.expire_all()
    row = method_queries.method_row(desk.session, version)
    assert row is not None
    assert row.state == "approved"
    for language in ("kk", "ru", "en"):
        page.get(f"/method/{version}", query={"lang": language})
        assert REASON[language] in page.text
        assert "Келістік" in page.text
        page.get(f"/desk/methods/{version}", query={"lang": language})
    page.get("/method/changes", query={"lang": "en"})
    assert "K1 Answered in time. Weight: 30% → 25%." in page.text


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"K3_weight": "35"}, "105"),
        ({"K4_floor": "9"}, "K4: least cases for a share: write a number from 10 to 1000."),
        ({"K1_m0": "сексен"}, "K1: share assumed without similar okrugs, in percent: write a number"),
        ({"K1_publish_from": "10,5"}, "K1: least cases for a published score"),
    ],
    ids=["weights", "floor", "no number", "half a case"],
)
def test_a_wrong_number_is_named_and_nothing_typed_is_lost(
    page: Page, desk: Desk, changed: dict[str, str], words: str
) -> None:
    version = drafted(page, desk)
    page.get(f"/desk/methods/{version}/numbers", query={"lang": "en"})

    page.post(f"/desk/methods/{version}/numbers", numbers(**changed), status=422)

    assert words in page.text
    for name, typed in (changed | {"K5_weight": "15"}).items():
        assert page.one("input", name=name).get("value") == typed


def test_an_indicator_is_left_out_without_its_numbers(page: Page, desk: Desk) -> None:
    version = drafted(page, desk)
    form = numbers(K1_weight="35", K2_weight="", K2_prior="жоқ")
    del form["K2_kept"]
    page.get(f"/desk/methods/{version}/numbers")
    page.post(f"/desk/methods/{version}/numbers", form)

    desk.session.expire_all()
    row = desk.row(version)
    assert [one["code"] for one in row.definition["indicators"]] == ["K1", "K3", "K4", "K5"]


def test_what_may_not_be_is_said_on_the_page(page: Page, desk: Desk) -> None:
    version = drafted(page, desk)
    page.get(f"/desk/methods/{version}", query={"lang": "en"})

    page.post(f"/desk/methods/{version}/propose", {}, status=422)

    assert "Try this draft on past quarters first" in page.text


def test_the_words_of_an_indicator_are_changed(page: Page, desk: Desk) -> None:
    version = drafted(page, desk)
    path = f"/desk/methods/{version}/words/K1"
    page.get(path)
    parts = [f"{part}_{code}" for part in ("question", "formula", "gaming") for code in ("kk", "ru", "en")]
    page.post(path, {"tag": "context", **dict.fromkeys(parts, "Сөз"), "gaming_kk": ""}, status=422)
    page.post(path, {"tag": "context", **dict.fromkeys(parts, "Сөз")})

    desk.session.expire_all()
    first = desk.row(version).definition["indicators"][0]
    assert (first["tag"], first["question"]["ru"]) == ("context", "Сөз")
    page.get(f"/desk/methods/{version}/words/K7", status=404)


def test_a_draft_is_not_public(page: Page, desk: Desk) -> None:
    version = drafted(page, desk)
    tried(page, desk, version)

    for tail in ("", ".json", "/comparison", "/comparison.csv"):
        assert page.client.get(f"/method/{version}{tail}").status_code == 404
    page.get("/method/changes")
    assert f"/method/{version}" not in page.links()


def test_who_drafted_sees_no_way_to_approve(page: Page, desk: Desk) -> None:
    version = drafted(page, desk)
    tried(page, desk, version)
    page.post(f"/desk/methods/{version}/propose", {})
    page.get(f"/desk/methods/{version}/decision")
    assert 'value="approve"' not in page.html

    page.post(f"/desk/methods/{version}/decision", {"words": "Иә", "decision": "approve"}, status=422)

    desk.session.expire_all()
    assert desk.session.get_one(MethodRow, version).state == "proposed"


def test_pages_of_the_desk_open_in_every_language(page: Page, desk: Desk) -> None:
    version = drafted(page, desk)
    tails = ("", *(f"/{version}{tail}" for tail in ("", "/numbers", "/reason", "/words/K4", "/decision")))
    for language in ("kk", "ru", "en"):
        for tail in tails:
            page.get(f"/desk/methods{tail}", query={"lang": language})
    page.get("/desk/methods/v1")
