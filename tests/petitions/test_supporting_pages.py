"""The way to support as people walk it: sheet, code, thanks; refusals; another adult; withdrawing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core import clock
from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition, PetitionFollower
from akimfeedback.petitions.rules import Publication, Switch
from akimfeedback.petitions.support_models import KillSwitch, Signature, SupportIntent
from tests import make
from tests.accounts.signing import sent_code, sign_in
from tests.pages import Page

PHONE = "+77015550011"


@pytest.fixture
def village(app: object, session: Session) -> Territory:
    """Return a village whose office has joined."""
    return make.village(session)


@pytest.fixture
def petition(session: Session, village: Territory) -> Petition:
    """Return an open initiative of the village."""
    found = make.petition(session, place=village, now=clock.now())
    session.commit()
    return found


def path(petition: Petition, rest: str = "/support") -> str:
    """Return an address of the initiative."""
    return f"/initiatives/{petition.number}{rest}"


def sheet(village: Territory, **other: str) -> dict[str, str]:
    """Return a sheet filled in well."""
    said = {"place": village.kato, "birth_year": "1970", "phone": PHONE, "agree": "y"}
    return {**said, **other}


def walk(page: Page, session: Session, petition: Petition, village: Territory, **other: str) -> None:
    """Go the whole way with a code."""
    page.get(path(petition))
    page.post(path(petition), sheet(village, **other))
    page.follow()
    page.post(path(petition, "/support/code"), {"code": sent_code(session)})
    page.follow()


def rows(session: Session, petition: Petition) -> list[Signature]:
    """Return what was written."""
    session.expire_all()
    return list(session.scalars(select(Signature).where(Signature.petition_id == petition.id)))


def test_a_visitor_supports_with_sheet_and_code(
    page: Page, session: Session, petition: Petition, village: Territory
) -> None:
    """Three taps: the button, the sheet, the code; then an account with consent, and one row."""
    walk(page, session, petition, village, follow="y")
    (row,) = rows(session, petition)
    assert (row.line, row.state, row.area_id, row.counted) == ("phone", "valid", village.id, False)
    user = session.scalar(select(User).where(User.phone == PHONE))
    assert user is not None
    assert (user.home_id, user.birth_year) == (village.id, 1970)
    assert session.get(PetitionFollower, (petition.id, user.id)) is not None
    intent = session.scalars(select(SupportIntent)).one()
    assert (intent.phone, intent.confirmed_at is not None) == (None, True)
