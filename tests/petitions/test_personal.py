"""My data: what a person learns of their own support, and what stays when they leave."""

from datetime import date, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.petitions import personal
from akimfeedback.petitions.keys import Keys, owner
from akimfeedback.petitions.models import Petition, PetitionFollower
from akimfeedback.petitions.rules import Line, Publication
from akimfeedback.petitions.support_models import PetitionKey, Signature
from tests import make


def support(session: Session, petition: Petition, user_id: int, pepper: bytes) -> Signature:
    keys = Keys(pepper, session.get_one(PetitionKey, petition.id).key)
    row = Signature(
        petition_id=petition.id, support_key=keys.support_key(owner(user_id)),
        source_key=keys.source_key(user_id), line=Line.PHONE.value, version_id=petition.version_id or 0,
        shown_name="Айгүл С.", on=date(2026, 9, 15),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_the_export_finds_own_support_by_trying_the_keys(app: Flask, session: Session, now: datetime) -> None:
    place, reader = make.village(session), make.person(session)
    mine = make.petition(session, place=place, now=now, author=reader, publication=Publication.OPEN)
    other = make.petition(session, place=place, now=now, title="Жол жөндеу")
    stranger = make.person(session)
    with app.app_context():
        support(session, other, reader.id, personal.pepper())
        support(session, mine, stranger.id, personal.pepper())

        given = personal.export(session, reader.id)

    number = f"{other.number[:2]}-{other.number[2:]}"
    assert [(one["number"], one["own"]) for one in given["supports"]] == [(number, True)]
    assert [one["texts"][0]["title"] for one in given["initiatives"]] == ["Балалар алаңын салу"]
    assert len(given["follows"]) == 1


def test_erasing_orphans_the_initiative_and_leaves_support_a_fact_without_a_person(
    app: Flask, session: Session, now: datetime
) -> None:
    place, reader = make.village(session), make.person(session)
    mine = make.petition(session, place=place, now=now, author=reader)
    draft = make.petition(session, place=place, now=now, author=reader, publication=Publication.DRAFT)
    other = make.petition(session, place=place, now=now, title="Жол жөндеу")
    with app.app_context():
        row = support(session, other, reader.id, personal.pepper())
        row.counted = True

        personal.erase(session, reader.id, now=now)
        session.flush()
        session.expire_all()

        assert (mine.author_id, mine.orphaned_on) == (None, date(2026, 9, 15))
        assert (draft.author_id, draft.publication) == (None, "dropped")
        assert [version.asks for version in draft.versions] == [[]]
        assert (row.state, row.counted, row.shown_name, row.source_key) == ("valid", True, None, None)
        assert session.scalars(select(PetitionFollower)).first() is not None, "other authors follow theirs"
        assert personal.export(session, reader.id)["follows"] == []
