"""The yearly cycle and corrections through the pages of everybody who has a part in them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.kpi import jobs
from akimfeedback.kpi.correction_models import Correction
from akimfeedback.kpi.year_models import YearCycle
from akimfeedback.mandates.actor import Actor
from tests.accounts.signing import sign_in
from tests.kpi.year import District
from tests.pages import Page, words

LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def district(app: Flask, session: Session) -> District:
    """Give a district whose year is final."""
    found = District(session)
    found.freeze()
    session.commit()
    return found


class People:
    """One browser each."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session = app, session
        self.pages: dict[int, Page] = {}

    def of(self, actor: Actor) -> Page:
        assert actor.user is not None
        if actor.user.id not in self.pages:
            self.pages[actor.user.id] = Page(self.app)
            sign_in(self.pages[actor.user.id], self.session, actor.user, strong=True)
        return self.pages[actor.user.id]


@pytest.fixture
def people(app: Flask, session: Session) -> People:
    """Give browsers of people."""
    return People(app, session)


def in_every_language(page: Page, path: str) -> None:
    for code in LANGUAGES:
        page.get(path, query={"lang": code})


def test_a_year_goes_from_the_first_conclusion_to_the_public_decision(
    session: Session, district: District, people: People
) -> None:
    assessor, superior, akim = (
        people.of(one) for one in (district.assessor, district.superior, district.akim)
    )
    in_every_language(assessor, "/desk/years")
    assessor.post("/desk/years", {"year": f"{district.unit.kato}:2026"})
    cycle = session.scalars(select(YearCycle)).one()
    home, kato = f"/desk/years/{cycle.id}", district.okrugs[0].kato
    for okrug in district.okrugs:
        in_every_language(assessor, f"{home}/okrugs/{okrug.kato}")
        prefilled = words(assessor.one("textarea", name="words"))
        assessor.post(f"{home}/okrugs/{okrug.kato}", {"words": prefilled})
    assessor.get(home)
    assessor.post(
        f"{home}/sitting",
        {"on": clock.today().isoformat(), "words": "Аудан әкімінің орынбасары, екі депутат"},
    )
    in_every_language(superior, home)
    superior.post(f"{home}/approve", {})

    in_every_language(akim, "/office/years/2026")
    akim.post("/office/years/2026", {"indicator": "K1", "words": "Екі жауап уақытында берілген"})
    session.expire_all()
    superior.get(home)
    contest_page = next(link for link in superior.links() if "/contests/" in link)
    in_every_language(superior, contest_page)
    superior.post(contest_page, {"outcome": "rejected", "words": "Тіркеу кітабында жоқ", "quarter": ""})
    cycle.contest_ends_on = clock.today() - timedelta(days=1)
    session.commit()
    superior.get(home)
    superior.post(f"{home}/decide", {})

    akim.get("/office/numbers")
    assert "/office/years/2026" in akim.links()
    akim.get("/office/years/2026")
    assert f"/okrugs/{kato}/years/2026" in akim.links()
    _everybody_reads_it(Page(people.app), kato)


def _everybody_reads_it(public: Page, kato: str) -> None:
    in_every_language(public, f"/okrugs/{kato}/years/2026")
    assert "Тіркеу кітабында жоқ" in public.text
    assert "12 / 12" in public.text.replace("\N{NO-BREAK SPACE}", " ")
    public.get(f"/okrugs/{kato}")
    assert f"/okrugs/{kato}/years/2026" in public.links()
    public.get(f"/okrugs/{kato}/years/2026")
    assert f"/okrugs/{kato}/figures/2026/rows/K1?version=1" in public.links()


def test_a_year_is_not_public_before_the_decision(district: District, people: People) -> None:
    Page(people.app).get(f"/okrugs/{district.okrugs[0].kato}/years/2026", status=404)
    people.of(district.akim).get("/office/years/2026", status=404)


def test_a_correction_goes_from_one_person_to_another_and_makes_versions(
    app: Flask, session: Session, district: District, people: People
) -> None:
    district.spoil()
    session.commit()
    assessor, administrator = people.of(district.assessor), people.of(district.administrator)
    in_every_language(assessor, "/desk/figures/new")
    assessor.post("/desk/figures/new", {"period": "2026-Q3", "reason": ""}, status=422)
    assessor.post("/desk/figures/new", {"period": "2026-Q3", "reason": "Күні қате жазылған"})
    row = session.scalars(select(Correction)).one()
    one = f"/desk/figures/{row.id}"
    in_every_language(assessor, one)
    assert "11 / 12" in assessor.text.replace("\N{NO-BREAK SPACE}", " ")
    assessor.post(f"{one}/confirm", {}, status=403)
    in_every_language(administrator, one)
    administrator.post(f"{one}/confirm", {})
    with app.app_context():
        assert jobs.make_corrections() == 2
        assert jobs.make_corrections() == 0
    in_every_language(administrator, "/desk/figures")

    assert district.versions("2026-Q3") == [(1, "final"), (2, "corrected")]
    public = Page(people.app)
    public.get(f"/okrugs/{district.okrugs[0].kato}/figures/2026-Q3")
    assert "Күні қате жазылған" in public.text
