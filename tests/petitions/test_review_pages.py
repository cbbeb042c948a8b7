"""Pages of reviewing support and the public ledger."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.rules import SignalCode, printed
from akimfeedback.petitions.service import removing, signals
from akimfeedback.petitions.support_models import FraudSignal, Removal
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page
from tests.petitions.rows import DAY, states, supports

FACTS = (
    "n", "effective", "largest", "neighbours", "longest", "variation", "at_night", "share", "platform",
    "names", "order", "fast", "adults", "within_48", "paper", "withdrawn",
)  # fmt: skip


class Scene:
    """An initiative with 24 supports of one device, four held ones, a reviewer of each kind."""

    def __init__(self, session: Session, page: Page) -> None:
        now = clock.now()
        self.district = make.district(session)
        self.village = make.village(session, district_unit=self.district)
        self.okrug = make.okrug_of(session, self.village)
        self.petition: Petition = make.petition(session, place=self.village, now=now)
        minute = timedelta(minutes=1)
        supports(session, self.petition, 24, start=now - 90 * minute, step=minute, device_key=b"\x01" * 32)
        supports(
            session, self.petition, 4, start=now, step=timedelta(0), state="held", network_key=b"\x0a" * 32
        )
        signals.review(session, self.petition, platform_night=None, now=now)
        session.commit()
        self.session, self.page = session, page

    def enter(self, role: Role) -> Actor:
        unit = self.okrug if role in (Role.AKIM, Role.CLERK) else self.district
        actor = make.seat(self.session, unit=unit, role=role, on=clock.today())
        assert actor.user is not None
        sign_in(self.page, self.session, actor.user, strong=True)
        return actor

    @property
    def path(self) -> str:
        return f"/desk/support/{self.petition.number}"


@pytest.fixture
def scene(session: Session, page: Page) -> Scene:
    return Scene(session, page)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_review_shows_signals_in_plain_numbers_in_every_language(
    session: Session, page: Page, scene: Scene, language: str
) -> None:
    facts = dict.fromkeys(FACTS, 0.25)
    open_ones = set(session.scalars(select(FraudSignal.code)))
    session.add_all(
        FraudSignal(
            petition_id=scene.petition.id, code=code, rule_version="1", facts=facts, raised_at=clock.now()
        )
        for code in set(SignalCode) - open_ones
    )
    scene.enter(Role.MODERATOR)
    page.get("/desk/support", query={"lang": language})
    assert f"/desk/support/{scene.petition.number}" in page.links()
    page.get(scene.path)
    assert "24" in page.text
    assert "25%" in page.text, "shares are whole percent"
    assert printed(scene.petition.number) in page.h1
    for tail in ("/removals/new", "/sheets"):
        page.get(scene.path + tail)


def test_a_signal_is_judged_with_a_reason(session: Session, page: Page, scene: Scene) -> None:
    scene.enter(Role.MODERATOR)
    signal = session.scalars(select(FraudSignal).where(FraudSignal.code == "concentration")).one()
    path = f"{scene.path}/signals/{signal.id}"
    page.get(path)
    page.post(path, {"finding": "innocent", "why": ""}, status=422)
    page.post(path, {"finding": "innocent", "why": "Мектепте бір телефоннан"})
    session.expire_all()
    assert signal.finding == "innocent"
    assert states(session, scene.petition) == {"held": 4, "valid": 24}


def test_held_supports_are_released(session: Session, page: Page, scene: Scene) -> None:
    scene.enter(Role.ASSESSOR)
    page.get(scene.path)
    page.post(f"{scene.path}/held", {"network": (b"\x0a" * 32).hex()})
    session.expire_all()
    assert states(session, scene.petition) == {"valid": 28}


def test_a_large_removal_goes_through_two_people_and_stands_in_the_ledger(
    session: Session, page: Page, scene: Scene
) -> None:
    scene.enter(Role.MODERATOR)
    page.get(f"{scene.path}/removals/new", query={"device": (b"\x01" * 32).hex()})
    page.post(f"{scene.path}/removals/new", {"reason": "one-source", "words": "Бәрі"}, status=422)
    page.post(
        f"{scene.path}/removals/new",
        {
            "device": (b"\x01" * 32).hex(),
            "reason": "one-source",
            "words": "Бір телефоннан жиырма төрт қолдау",
        },
    )
    page.follow()
    removal = session.scalars(select(Removal)).one()
    path = f"{scene.path}/removals/{removal.id}"
    page.post(f"{path}/confirm", {"why": "Өзім"}, status=422)
    page.get(f"/initiatives/{scene.petition.number}/ledger")
    assert "Бір телефоннан" not in page.text

    scene.enter(Role.ASSESSOR)
    page.get(path)
    page.post(f"{path}/confirm", {"why": "Тексердім"})
    session.expire_all()
    removing.step(session, removal.id, now=clock.now())
    session.commit()
    page.get(path)
    for address in (f"/initiatives/{scene.petition.number}/ledger", "/initiatives/ledger"):
        page.get(address, query={"fresh": "1"})
        assert "Бір телефоннан жиырма төрт қолдау" in page.text
    table = page.client.get("/initiatives/ledger.csv").get_data(as_text=True)
    assert f"{removal.id},{scene.petition.number}," in table
    assert "Бір телефоннан" not in table

    page.get(path)
    page.post(f"{path}/undo", {"why": "Қате шешім болды"})
    session.expire_all()
    assert removal.state == "undoing"


def test_a_resident_objects_to_a_removal_and_a_senior_decides(
    session: Session, page: Page, scene: Scene
) -> None:
    removal = Removal(
        petition_id=scene.petition.id, reason="automated", rule_version="2026-1", filters={"held": True},
        state="done", found=4, done=4, created_at=clock.now(), started_at=clock.now(), words="Бағдарлама",
        effect={"before": 24, "after": 24, "lost": ["answer"], "lines": {"phone": 4}, "intents": 1},
    )  # fmt: skip
    session.add(removal)
    session.flush()
    resident = make.person(session)
    sign_in(page, session, resident)
    path = f"/initiatives/{scene.petition.number}/ledger/{removal.id}/objection"
    page.get(path)
    page.post(path, {"text": ""}, status=422)
    page.post(path, {"text": "Біз адамбыз"})
    page.get(path)
    page.post(path, {"text": "Тағы да"}, status=422)

    scene.enter(Role.ADMINISTRATOR)
    desk = f"{scene.path}/removals/{removal.id}"
    page.get("/desk/support")
    assert any("/objections/" in link for link in page.links())
    page.get(desk)
    (decide,) = [link for link in page.links() if "/objections/" in link]
    page.get(decide)
    page.post(decide, {"upheld": "yes", "words": "Рас, адамдар екен"})
    page.follow()
    session.expire_all()
    assert removal.state == "undoing"


def test_pressure_is_shown_past_the_office_alone(session: Session, page: Page, scene: Scene) -> None:
    now = clock.now()
    visit = now - timedelta(hours=30)
    session.add(
        PetitionDuty(
            petition_id=scene.petition.id, territory_id=scene.okrug.id, kind="site-visit", opened_on=DAY,
            due_on=DAY, event_at=visit,
        )
    )  # fmt: skip
    supports(
        session, scene.petition, 9, start=visit, step=timedelta(seconds=97), state="withdrawn",
        changed_at=visit + timedelta(hours=2),
    )  # fmt: skip
    signals.review(session, scene.petition, platform_night=None, now=now)
    session.commit()
    signal = session.scalars(select(FraudSignal).where(FraudSignal.code == "coercion")).one()
    address = f"/desk/support/pressure/{scene.petition.number}"

    for role, seen in (
        (Role.DEPUTY, 200), (Role.ASSESSOR, 200), (Role.AKIM, 403), (Role.CLERK, 403), (Role.SUPERIOR, 403),
        (Role.MODERATOR, 403), (Role.AUDITOR, 403),
    ):  # fmt: skip
        scene.enter(role)
        page.get(address, status=seen)
        page.get("/desk/support/pressure", status=seen)
    scene.enter(Role.MODERATOR)
    page.get(f"{scene.path}/signals/{signal.id}", status=404)
    scene.enter(Role.DEPUTY)
    page.get(f"{address}/{signal.id}")
    page.post(f"{address}/{signal.id}", {"finding": "true", "why": "Адамдар айтты"})
    page.follow()


def _lines(scene: Scene, *names: str) -> dict[str, str]:
    typed: dict[str, str] = {}
    for place, name in enumerate(names):
        typed |= {
            f"lines-{place}-name": name,
            f"lines-{place}-year": "1975",
            f"lines-{place}-place": str(scene.village.id),
        }
    return typed


JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0000b080001000101011100ffd9")


def test_25_a_sheet_is_registered_typed_twice_and_accepted(
    session: Session, page: Page, scene: Scene
) -> None:
    """Behaviour 25: paper sheets on their pages; the second person never sees the first one's lines."""
    scene.enter(Role.MODERATOR)
    page.get(f"{scene.path}/sheets")
    page.post(f"{scene.path}/sheets", {"number": "3"}, status=422)
    page.post(f"{scene.path}/sheets", {"number": "3", "photo": (BytesIO(JPEG), "sheet.jpg")})
    page.follow()
    sheet = f"{scene.path}/sheets/3"
    page.post(sheet, {}, status=422)
    page.post(sheet, _lines(scene, "Әлия Серікова", "Болат Омаров"))
    page.follow()

    scene.enter(Role.ASSESSOR)
    page.get(sheet)
    assert "Серікова" not in page.html
    page.post(sheet, _lines(scene, "Әлия Серікова", "Болат Омар"))
    page.follow()
    page.post(sheet, _lines(scene, "әлия  серикова", "Болат Омаров"))
    page.follow()
    assert "Омаров" not in page.html
    assert states(session, scene.petition) == {"held": 4, "valid": 26}


def test_the_office_sees_nothing_of_the_review(page: Page, scene: Scene) -> None:
    scene.enter(Role.CLERK)
    for tail in ("", "/sheets", "/removals/new"):
        page.get(scene.path + tail, status=403)
