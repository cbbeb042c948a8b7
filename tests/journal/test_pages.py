"""Pages of the journal: what everybody sees, what a receipt proves, what auditors see."""

import json
import subprocess
import sys
from base64 import b64decode
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.appeals.models import Appeal
from akimfeedback.core import clock
from akimfeedback.core.settings import Settings
from akimfeedback.desk.journal_check import check_and_tell
from akimfeedback.journal import verify
from akimfeedback.journal.jobs import seal_waiting
from akimfeedback.journal.sealing import seal
from akimfeedback.journal.service import erase, record
from akimfeedback.journal.signing import Signer, signer_of
from akimfeedback.mandates.rules import Role
from akimfeedback.notifications.models import Message
from akimfeedback.web.language import COOKIE
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page
from tests.servers import JOURNAL_KEY

VERIFIER = Path(verify.__file__)


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.extensions["akimfeedback.settings"]
    return found


@pytest.fixture
def signer(settings: Settings) -> Signer:
    found = signer_of(settings)
    assert found is not None
    return found


@pytest.fixture
def case(session: Session, now: datetime) -> Appeal:
    found = make.request(session, village=make.village(session), now=now)
    session.commit()
    return found


@pytest.fixture
def sealed(session: Session, case: Appeal, signer: Signer, now: datetime) -> Appeal:
    """Give a request in a log with two heads."""
    seal(session, signer, now=now, all_ids=True)
    record(session, "tests.done", "thing", 1, actor_id=None, at=now)
    seal(session, signer, now=now + timedelta(hours=1))
    session.commit()
    return case


def speak(page: Page, language: str) -> Page:
    """Return the browser, its language chosen."""
    page.client.set_cookie(COOKIE, language)
    return page


def run(*files: Path) -> tuple[int, str]:
    """Run the verifier as a stranger does: the file alone, isolated from the product."""
    told = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *map(str, files)], capture_output=True, text=True, check=False
    )
    return told.returncode, told.stdout


def fetched(client: FlaskClient, path: str, to: Path) -> Path:
    answer = client.get(path)
    assert answer.status_code == 200, path
    to.write_bytes(answer.data)
    return to


def test_what_is_fetched_from_the_pages_fits_and_what_is_tampered_with_does_not(
    client: FlaskClient, sealed: Appeal, tmp_path: Path
) -> None:
    heads = fetched(client, "/journal/heads.json", tmp_path / "heads.json")
    proof = fetched(client, f"/journal/proof/{sealed.link}.json", tmp_path / "proof.json")
    sizes = [head["size"] for head in json.loads(heads.read_text())["heads"]]
    one = fetched(client, f"/journal/heads/{sizes[0]}.json", tmp_path / "head.json")
    both = fetched(client, f"/journal/consistency/{sizes[1]}/{sizes[0]}.json", tmp_path / "both.json")

    code, told = run(heads, proof, one, both)
    assert code == 0, told
    assert told.count("fits") == 4

    spoiled = json.loads(proof.read_text())
    spoiled["record"]["data"]["due_on"] = "2027-01-01"
    (tmp_path / "record.json").write_text(json.dumps(spoiled))
    wrong = json.loads(proof.read_text())
    wrong["path"][0] = "00" * 32
    (tmp_path / "path.json").write_text(json.dumps(wrong))
    chain = json.loads(heads.read_text())
    chain["heads"][0]["root"] = "00" * 32
    (tmp_path / "chain.json").write_text(json.dumps(chain))
    begun = json.loads(both.read_text())
    begun["path"] = [*begun["path"][:-1], "00" * 32]
    (tmp_path / "begun.json").write_text(json.dumps(begun))

    code, told = run(*(tmp_path / name for name in ("record.json", "path.json", "chain.json", "begun.json")))
    assert code == 1
    assert "does not give the leaf" in told
    assert "does not lead from the leaf" in told
    assert "the signature does not fit" in told
    assert "does not begin with the log" in told


def test_a_record_shown_holds_no_account_and_no_text(
    client: FlaskClient, session: Session, sealed: Appeal
) -> None:
    told = client.get(f"/journal/proof/{sealed.link}.json").get_data(as_text=True)

    proof = json.loads(told)
    assert proof["record"]["data"]["rows"]["appeal"]["number"] == sealed.number
    assert proof["record"]["actor"] not in (None, str(sealed.author_id))
    salt = session.scalar(text("SELECT salt FROM journal_entry WHERE subject = 'appeal' LIMIT 1"))
    assert str(salt) not in told
    assert sealed.text not in told
    assert (sealed.author.phone if sealed.author else None) not in told.split('"')


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_proof_is_shown_step_by_step(page: Page, sealed: Appeal, language: str) -> None:
    speak(page, language).get(f"/journal/proof/{sealed.link}")

    proof = json.loads(page.client.get(f"/journal/proof/{sealed.link}.json").data)
    assert proof["leaf"] in page.text
    assert proof["head"]["root"] in page.text


def test_a_record_changed_by_hand_is_shown_on_the_proof_page(
    page: Page, session: Session, sealed: Appeal
) -> None:
    speak(page, "en").get(f"/journal/proof/{sealed.link}")
    assert "The proof fits" in page.text

    session.execute(
        text(
            "UPDATE journal_entry SET at = at - interval '1 day' "
            "WHERE act = 'appeals.filed' AND subject_id = :id"
        ),
        {"id": sealed.id},
    )
    session.commit()

    speak(page, "en").get(f"/journal/proof/{sealed.link}")
    assert "The proof does not fit" in page.text


def test_an_erased_record_is_said_to_be_erased(
    page: Page, session: Session, sealed: Appeal, now: datetime
) -> None:
    erase(session, "appeal", [sealed.id], now=now)
    session.commit()

    speak(page, "en").get(f"/journal/proof/{sealed.link}")

    assert "erased with its person" in page.text
    assert "The proof fits" in page.text


def test_a_request_not_sealed_yet_says_so_and_can_be_sealed_at_once(
    page: Page, session: Session, case: Appeal, app: Flask
) -> None:
    speak(page, "en").get(f"/journal/proof/{case.link}")
    assert "Not sealed yet" in page.text
    assert page.client.get(f"/journal/proof/{case.link}.json").status_code == 404

    page.post(f"/journal/proof/{case.link}/seal")
    with app.app_context():
        assert seal_waiting() >= 1
    speak(page, "en").get(f"/journal/proof/{case.link}")
    assert "The proof fits" in page.text


@pytest.mark.parametrize(
    "path",
    ["/journal/proof/aaaaaaaa", "/journal/proof/aaaaaaaa.json", "/journal/heads/999999999.json",
     "/journal/consistency/1/999999999.json", "/journal/heads/99999999999999999999.json"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_verifier_given_away_is_the_one_in_use(client: FlaskClient) -> None:
    answer = client.get("/journal/verify.py")

    assert answer.data == VERIFIER.read_bytes()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_receipt_leads_to_the_proof(page: Page, session: Session, case: Appeal) -> None:
    assert case.author is not None
    sign_in(page, session, case.author)

    page.get(f"/mine/{case.number}/receipt")

    assert f"/journal/proof/{case.link}" in [link.get("href") for link in page.all("a")]


@pytest.fixture
def spoiled(session: Session, sealed: Appeal, settings: Settings, now: datetime) -> tuple[Appeal, Message]:
    """Give a case whose row was changed by hand, after the nightly check, and what the auditor heard."""
    auditor = make.seat(session, unit=make.district(session), role=Role.AUDITOR, on=clock.today())
    session.execute(
        text("UPDATE appeal SET first_due_on = first_due_on + 9 WHERE id = :id"), {"id": sealed.id}
    )
    session.expire_all()
    check_and_tell(session, settings, now=clock.now())
    session.commit()
    told = session.scalars(
        select(Message).where(Message.kind == "desk.journal-misfit", Message.user_id == auditor.user_id)
    ).first()
    assert told is not None
    return sealed, told


def test_a_row_changed_by_hand_is_shown_to_everybody_and_named_to_auditors(
    page: Page, session: Session, spoiled: tuple[Appeal, Message]
) -> None:
    case, told = spoiled
    speak(page, "en").get("/journal")
    assert "1 record does not fit" in page.text
    assert told.params["n"] == 1

    page.get("/journal/auditor", status=302)
    sign_in(page, session, session.get_one(User, told.user_id), strong=True)
    speak(page, "en").get("/journal/auditor")
    assert f"appeal {case.id}: appeal first_due_on" in page.text
    (link,) = [one for one in page.all("a") if "subject=appeal" in (one.get("href") or "")]
    speak(page, "en").get(str(link.get("href")))
    assert "appeals.filed" in page.text


def test_the_public_page_says_when_all_fits(
    page: Page, session: Session, sealed: Appeal, settings: Settings
) -> None:
    assert sealed
    check_and_tell(session, settings, now=clock.now())
    session.commit()

    for language in ("kk", "ru", "en"):
        speak(page, language).get("/journal")
    assert "everything fits" in page.text
    assert "cannot be changed" not in page.text


def test_an_auditor_reads_acts_without_opinions(page: Page, session: Session, now: datetime) -> None:
    user = make.seat(session, unit=make.district(session), role=Role.AUDITOR, on=clock.today()).user
    assert user is not None
    entry = record(
        session, "appeals.judged", "appeal", 77, actor_id=3, at=now, verdict="solved", rating=1, step="x7",
        rows={"reply:1": {"rating": 1}},
    )  # fmt: skip
    session.commit()
    sign_in(page, session, user, strong=True)

    page.get("/journal/auditor/acts", query={"act": entry.id}, status=302)
    page.follow()

    assert "step: x7" in page.text
    assert "rating" not in page.text
    assert "solved" not in page.text


def test_everybody_reads_which_key_signs(page: Page) -> None:
    speak(page, "en").get("/journal")

    assert Signer(b64decode(JOURNAL_KEY)).public.text in page.text
