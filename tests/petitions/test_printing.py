"""What is printed and shared of an initiative."""

import io
from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition, PetitionReply, ReplyPoint
from akimfeedback.petitions.rules import Publication
from akimfeedback.web.share_card import WIDE, fitted, lines_of
from tests import make


@pytest.fixture
def place(session: Session) -> Territory:
    return make.village(session)


@pytest.fixture
def petition(session: Session, place: Territory, now: datetime) -> Petition:
    row = make.petition(session, place=place, now=now)
    assert row.text
    row.text.translation = {"ru": {"title": "Детская площадка", "asks": ["Построить у школы"]}}
    session.commit()
    return row


def pdf(client: FlaskClient, path: str) -> PdfReader:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return PdfReader(io.BytesIO(answer.data))


def test_the_poster_speaks_both_languages_on_one_page(client: FlaskClient, petition: Petition) -> None:
    found = pdf(client, f"/initiatives/{petition.number}/poster.pdf")

    text = found.pages[0].extract_text()
    assert len(found.pages) == 1
    assert "Балалар алаңын салу" in text
    assert "Детская площадка" in text
    assert f"/p/{petition.link}" in text


def test_sheets_are_numbered_from_where_one_says(client: FlaskClient, petition: Petition) -> None:
    found = pdf(client, f"/initiatives/{petition.number}/sheet.pdf?from=7&sheets=2&lang=en")

    texts = [page.extract_text() for page in found.pages]
    assert len(texts) == 2
    assert "Sheet № 7" in texts[0]
    assert "Sheet № 8" in texts[1]
    assert "not an epetition.kz petition" in texts[0]
    assert all(word not in texts[0].lower() for word in ("signature", "petition №"))
    odd = pdf(client, f"/initiatives/{petition.number}/sheet.pdf?from=-3&sheets=x")
    assert len(odd.pages) == 1


def test_the_answer_prints_point_by_point_and_a_draft_does_not(
    client: FlaskClient, session: Session, petition: Petition
) -> None:
    """Behaviour 19 beside the page: what is published can be taken along."""
    on = date(2026, 9, 20)
    for position, published in ((1, on), (2, None)):
        petition.replies.append(
            PetitionReply(
                position=position, text="Биыл басталады", law="АППК 90-6", complain="Сот", language="kk",
                late=False, on=on, at=datetime(2026, 9, 20, 6, tzinfo=UTC), publish_by=on,
                published_on=published, outcome="partly",
                points=[ReplyPoint(position=1, ask="Алаң салу", outcome="satisfied", text="Салынады")],
            )
        )  # fmt: skip
    session.commit()

    text = pdf(client, f"/initiatives/{petition.number}/answer/1/pdf").pages[0].extract_text()

    assert "Салынады" in text
    assert "Биыл басталады" in text
    assert client.get(f"/initiatives/{petition.number}/answer/2/pdf").status_code == 404


@pytest.mark.parametrize("count", [0, 9, 73], ids=["nobody", "nine", "seventy-three"])
def test_the_shared_picture_is_small_and_keeps_the_floor(
    client: FlaskClient, session: Session, petition: Petition, count: int
) -> None:
    if petition.totals:
        petition.totals.counted = count
    session.commit()

    answer = client.get(f"/initiatives/{petition.number}/share.png?l=ru")

    with Image.open(io.BytesIO(answer.data)) as picture:
        assert picture.size == (1200, 630)
    assert len(answer.data) < 60_000


def test_nine_and_none_are_the_same_picture(
    client: FlaskClient, session: Session, petition: Petition
) -> None:
    pictures = []
    for count, query in ((0, "l=kk&a=0"), (9, "l=kk&a=9"), (10, "l=kk&a=10")):
        if petition.totals:
            petition.totals.counted = count
        session.commit()
        pictures.append(client.get(f"/initiatives/{petition.number}/share.png?{query}").data)

    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2]


def test_long_titles_fit_in_three_lines() -> None:
    width = WIDE - 144
    size, lines = fitted("Ауылымыздың көшелеріне жарық орнату туралы ұсыныс " * 6, width)

    assert len(lines) == 3
    assert all(len(lines_of(line, size, width)) == 1 for line in lines)
    assert lines_of("ө" * 300, 50, width)[-1].endswith("…")


@pytest.mark.parametrize("path", ["poster.pdf", "sheet.pdf", "share.png"])
def test_nothing_is_printed_of_what_was_rejected(
    client: FlaskClient, session: Session, petition: Petition, path: str
) -> None:
    petition.publication = Publication.REJECTED.value
    session.commit()

    assert client.get(f"/initiatives/{petition.number}/{path}").status_code == 404
