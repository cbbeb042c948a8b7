"""What browsers never send: each address of initiatives answers with a small page, and never with a fault."""

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import Publication
from akimfeedback.petitions.support_models import SupportIntent
from tests import make
from tests.pages import Page

OURS = re.compile(r"^/(api/v1/)?(initiatives|p)\b|^/(office|deputy|desk|district)/(initiatives|support)\b")
FAULTS = {"%00": "a zero byte", "%ff%fe": "bytes of no alphabet", "%ed%a0%80": "half a letter"}


@pytest.fixture
def petition(session: Session, app: object) -> Petition:
    """Return an open initiative of a village."""
    place: Territory = make.village(session)
    found = make.petition(session, place=place, now=clock.now())
    session.commit()
    return found


def addresses(page: Page, petition: Petition, *, strange: str = "") -> list[str]:
    """Return every readable address of initiatives, its first part that may vary filled with `strange`."""
    found = []
    for rule in page.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not OURS.match(rule.rule):
            continue
        path = re.sub(r"<[^>]*int:[^>]+>", "1", rule.rule)
        if strange:
            path = re.sub(r"<[^>]+>", strange, path, count=1)
        path = re.sub(r"<[^>]*(number|link)>", petition.number, path)
        found.append(re.sub(r"<[^>]+>", "x", path))
    return sorted(set(found))


@pytest.mark.parametrize("strange", FAULTS, ids=FAULTS.values())
def test_strange_bytes_in_an_address_are_no_page(page: Page, petition: Petition, strange: str) -> None:
    varied = [path for path in addresses(page, petition, strange=strange) if strange in path]
    assert len(varied) > 20
    answered = {path: page.client.get(path).status_code for path in varied}
    assert {path: status for path, status in answered.items() if status not in (302, 404, 422)} == {}


@pytest.mark.parametrize("strange", FAULTS, ids=FAULTS.values())
def test_strange_bytes_in_a_question_break_nothing(page: Page, petition: Petition, strange: str) -> None:
    asked = [f"{path}?q={strange}&okrug={strange}&tab={strange}&page={strange}&link={strange}&l={strange}"
             for path in addresses(page, petition)]  # fmt: skip
    answered = {path: page.client.get(path).status_code for path in asked}
    assert {path: status for path, status in answered.items() if status >= 500} == {}


@pytest.mark.parametrize(
    ("typed", "status"), [("%00", 400), ("%ff%fe", 422), ("%ed%a0%80", 422)], ids=FAULTS.values()
)
def test_strange_bytes_in_a_form_sign_nothing(
    page: Page, session: Session, petition: Petition, typed: str, status: int
) -> None:
    page.get(f"/initiatives/{petition.number}/support")
    token = page.one("input", name="csrf_token").get("value")
    answer = page.client.post(
        f"/initiatives/{petition.number}/support",
        data=f"csrf_token={token}&agree=y&birth_year=1970&phone=87015550011&place={typed}&shown_name={typed}",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == status
    assert session.scalar(select(func.count()).select_from(SupportIntent)) == 0


@pytest.mark.parametrize(
    "number", ["0", "abcdefg", "9999999", "99999999999999999999", "2600001;drop", "２６００００１", "-1"]
)
def test_an_impossible_number_is_no_page(page: Page, petition: Petition, number: str) -> None:
    for rest in ("", "/support", "/count.json", "/ledger", "/history.csv", "/poster.pdf", "/manage"):
        assert page.client.get(f"/initiatives/{number}{rest}").status_code in (302, 404), rest


@pytest.mark.parametrize("wanted", ["text/nonsense", "application/x-php", "image/webp", ";;;", "*/*;q=0"])
def test_a_page_is_what_its_address_says_whatever_is_asked_for(
    page: Page, petition: Petition, wanted: str
) -> None:
    """One address, one kind of answer: nothing to negotiate, nothing to confuse a cache with."""
    for rest, kind in (("", "text/html"), ("/count.json", "application/json"), ("/history.csv", "text/csv")):
        answer = page.client.get(f"/initiatives/{petition.number}{rest}", headers={"Accept": wanted})
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("suffix", [".php", ".json", ".xml", "/count.xml", "/history.json", "/news.rss"])
def test_an_unknown_format_is_no_page(page: Page, petition: Petition, suffix: str) -> None:
    assert page.client.get(f"/initiatives/{petition.number}{suffix}").status_code == 404


def test_who_may_keep_an_answer_stands_in_it(page: Page, petition: Petition) -> None:
    """Only the count and files that are the same for everybody may stay in caches on the way."""
    kept = {
        path: page.client.get(path).headers.get("Cache-Control", "") for path in addresses(page, petition)
    }
    public = {path for path, said in kept.items() if "public" in said}
    assert all(re.search(r"/api/|count\.json|\.(csv|atom|png|pdf|zip)$|/pdf$", path) for path in public), (
        public
    )
    assert all("private" in said or "no-store" in said for path, said in kept.items() if path not in public)


@pytest.mark.parametrize(
    ("state", "indexed"),
    [
        (Publication.OPEN, True), (Publication.CLOSED, True), (Publication.WITHDRAWN, True),
        (Publication.REJECTED, False), (Publication.HIDDEN, False),
    ],
)  # fmt: skip
def test_search_engines_keep_only_what_is_public(
    page: Page, session: Session, petition: Petition, state: Publication, indexed: bool
) -> None:
    petition.publication = state
    session.commit()
    page.get(f"/initiatives/{petition.number}", status=410 if state is Publication.HIDDEN else 200)
    assert ('<meta name="robots" content="noindex">' not in page.html) is indexed
    assert ('rel="canonical"' in page.html) is indexed


def test_before_publication_no_engine_keeps_the_page(
    page: Page, session: Session, petition: Petition
) -> None:
    petition.publication = Publication.BACKING
    session.commit()
    page.get(f"/p/{petition.link}")
    assert '<meta name="robots" content="noindex">' in page.html
    assert 'rel="canonical"' not in page.html
