"""The public list of corrected figures; what stands beside a score."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.kpi.context_models import ContextFact, ElectionPeriod
from akimfeedback.kpi.corrected import corrections, moved
from akimfeedback.kpi.models import Snapshot
from tests import make
from tests.conftest import forget_kept_pages
from tests.kpi.published import publish
from tests.pages import Page

AT = datetime(2026, 10, 20, 6, 0, tzinfo=UTC)


def version(
    session: Session,
    okrug: Territory,
    number: int,
    *,
    k1: int,
    k3: int,
    state: str,
    reason: str | None = None,
) -> None:
    def item(code: str, k: int, n: int) -> dict[str, Any]:
        return {"code": code, "k": k, "n": n, "own": [k, n], "precision": "normal"}

    figures = {
        "indicators": [item("K1", k1, 40), item("K3", k3, 12)],
        "score": {"value": 70.0 + number, "low": 60.0, "high": 80.0},
    }
    session.add(
        Snapshot(
            territory_id=okrug.id, period="2026-Q2", version=number, state=state, method="v1", calendar="c",
            code="0", input_hash=f"{number}", data_time=AT, computed_at=AT + timedelta(days=number),
            figures=figures, reason=reason, counted=None,
        )
    )  # fmt: skip
    session.flush()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_correction_stands_beside_what_was_before(page: Page, session: Session, language: str) -> None:
    okrug = make.okrug_of(session, make.village(session))
    version(session, okrug, 1, k1=30, k3=6, state="provisional")
    version(session, okrug, 2, k1=30, k3=6, state="final")
    version(session, okrug, 3, k1=33, k3=7, state="corrected", reason="Үш жауап кеш енгізілген")

    shown = page.get("/method/corrections", query={"lang": language}).text

    assert "30\u00a0/\u00a040" in shown
    assert "33\u00a0/\u00a040" in shown
    assert "Үш жауап кеш енгізілген" in shown
    assert "7\u00a0/\u00a012" not in shown, "a difference of opinions may be one person"


def test_corrections_are_read_with_the_version_before_them(session: Session) -> None:
    okrug = make.okrug_of(session, make.village(session))
    version(session, okrug, 1, k1=30, k3=6, state="final")
    version(session, okrug, 2, k1=33, k3=6, state="corrected", reason="a")
    version(session, okrug, 3, k1=34, k3=6, state="corrected", reason="b")

    found = corrections(session, territory_id=okrug.id, limit=10)

    assert [(one.now.version, one.then.version if one.then else None) for one in found] == [(3, 2), (2, 1)]
    assert [(change.code, change.then, change.now) for change in moved(found[0])] == [
        ("K1", (33, 40), (34, 40))
    ]


def test_without_corrections_the_page_says_so(page: Page, session: Session) -> None:
    assert corrections(session, limit=1) == []
    page.get("/method/corrections", query={"lang": "en"})


def test_facts_stand_beside_the_figures_and_praise_rests_in_a_campaign(
    app: Flask, page: Page, session: Session
) -> None:
    okrug = make.okrug_of(session, make.village(session))
    publish(session, {okrug: {"K1": (46, 50), "K2": (30, 50), "K3": (9, 12), "K4": (8, 12), "K5": (9, 10)}})
    today = clock.today()
    session.add(
        ContextFact(
            territory_id=okrug.id, code="posts", as_of=today, value=Decimal(7), source="Штат кестесі",
            entered_by_id=None, entered_at=AT,
        )
    )  # fmt: skip
    session.commit()
    before = page.get(f"/okrugs/{okrug.kato}", query={"lang": "en"}).text
    session.add(
        ElectionPeriod(
            territory_id=None, from_on=today, to_on=today, reason="Сайлау", entered_by_id=None,
            entered_at=AT, lifted_at=None,
        )
    )  # fmt: skip
    session.commit()
    forget_kept_pages(app)
    during = page.get(f"/okrugs/{okrug.kato}", query={"lang": "en"}).text

    def shared(text: str) -> str:
        return text.split("</head>", maxsplit=1)[0]

    assert "Posts in the office: 7" in before
    assert "46\u00a0/\u00a050" in shared(before)
    assert "46\u00a0/\u00a050" not in shared(during)
    assert "46\u00a0/\u00a050" in during, "the figures themselves stay"
