"""Initiatives stay under the akim of their day."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.models import PetitionReply
from akimfeedback.petitions.queries import archive
from akimfeedback.petitions.rules import Publication
from tests import make
from tests.pages import Page


def test_a_change_of_akim_moves_nothing(page: Page, session: Session, now: datetime) -> None:
    """Behaviour 21: the archive at the end of a term."""
    place = make.village(session)
    okrug = make.okrug_of(session, place)
    first = make.petition(session, place=place, now=now, title="Бірінші", publication=Publication.CLOSED)
    history = make.petition(session, place=place, now=now, title="Old one", publication=Publication.CLOSED)
    history.outside_source, history.outside_number = "we-the-people", "a1"
    make.petition(session, place=place, now=now, publication=Publication.BACKING, title="Жасырын")
    later = datetime(2026, 11, 2, 7, tzinfo=now.tzinfo)
    second = make.petition(session, place=place, now=later, title="Екінші")
    first.replies.append(
        PetitionReply(
            position=1, outcome="partly", text="Иә", law="", complain="", language="kk", at=now,
            on=date(2026, 9, 20), late=True, publish_by=date(2026, 9, 21), published_on=date(2026, 9, 21),
        )
    )  # fmt: skip
    first.reply_state = "answered"
    old = make.mandate(
        session, unit=okrug, role=Role.AKIM, starts_on=date(2024, 1, 1), ends_on=date(2026, 10, 31)
    )
    new = make.mandate(session, unit=okrug, role=Role.AKIM, starts_on=date(2026, 11, 1))
    old.holder, new.holder = "А. Бірінші", "Б. Екінші"
    session.commit()

    found = archive.terms(session, okrug.id)
    text = page.get(f"/initiatives/archive/{okrug.kato}?lang=kk").text

    assert [term.akim for term in found] == [new, old, None]
    assert [[one.id for one in term.petitions] for term in found] == [[second.id], [first.id], [history.id]]
    assert (found[1].answered, found[1].late, found[1].outcomes()) == (1, 1, {"partly": 1})
    assert "Жасырын" not in text
    for words in ("А. Бірінші", "Екінші", "we-the-people"):
        assert words in text


def test_an_unknown_unit_has_no_archive(page: Page) -> None:
    page.get("/initiatives/archive/000000000", status=404)
