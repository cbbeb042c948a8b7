"""One matter, one initiative: its author lets it go on in another one."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.errors import NotAllowed
from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.rules import Publication, ReplyState
from akimfeedback.petitions.service import joining, merging
from akimfeedback.petitions.support_models import Signature
from tests import make
from tests.accounts.signing import sign_in
from tests.pages import Page
from tests.petitions.support import crowd, refused


@pytest.fixture
def other(session: Session, village: Territory, now: datetime) -> Petition:
    return make.petition(session, place=village, now=now, title="Үлкен алаң салу")


def test_it_goes_on_in_another_and_no_support_moves(
    session: Session, petition: Petition, other: Petition, now: datetime
) -> None:
    crowd(session, petition, now, 12)
    joining.follow(session, make.person(session), petition, now=now)

    merging.supersede(session, make.actor(session, petition.author), petition, other.number, now=now)

    assert (petition.publication, petition.superseded_by_id) == (Publication.SUPERSEDED, other.id)
    assert petition.scrub_on is not None
    assert session.scalar(select(func.count()).where(Signature.petition_id == other.id)) == 0
    assert petition.totals
    assert petition.totals.counted == 12


def test_only_its_author_and_only_into_an_open_one_of_the_same_akim(
    session: Session, petition: Petition, other: Petition, now: datetime
) -> None:
    author = make.actor(session, petition.author)
    abroad = make.petition(session, place=make.village(session), now=now)
    closed = make.petition(session, place=petition.territory, now=now, publication=Publication.CLOSED)
    stranger = make.actor(session, make.person(session))
    with pytest.raises(NotAllowed):
        merging.supersede(session, stranger, petition, other.number, now=now)
    for number in (petition.number, abroad.number, closed.number, "0000000"):
        with refused("petitions.other-not-open"):
            merging.supersede(session, author, petition, number, now=now)
    petition.reply_state = ReplyState.AWAITING
    with refused("petitions.answer-is-owed"):
        merging.supersede(session, author, petition, other.number, now=now)
    assert petition.publication == Publication.OPEN


def test_the_pages_lead_from_one_to_the_other(
    page: Page, session: Session, app: object, village: Territory
) -> None:
    mine = make.petition(session, place=village, now=clock.now(), title="Алаң")
    other = make.petition(session, place=village, now=clock.now(), title="Үлкен алаң")
    session.commit()
    assert mine.author
    sign_in(page, session, mine.author)
    address = f"/initiatives/{mine.number}/manage/goes-on"
    page.get(f"/initiatives/{mine.number}/manage")
    assert address in page.links()
    page.get(address)
    page.post(address, {"number": "26-99999"}, status=422)
    page.get(address)
    page.post(address, {"number": f"{other.number[:2]}-{other.number[2:]}"})
    page.follow()

    page.get(f"/initiatives/{mine.number}")
    assert f"/initiatives/{other.number}" in page.links()
