"""History of other systems: what is refused and why, nothing twice, a dry run that writes nothing."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.core.clock import KAZAKHSTAN
from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions import sources
from akimfeedback.petitions.models import Petition, PetitionTotal
from akimfeedback.petitions.sources import Kind
from akimfeedback.petitions.support_models import PetitionTally
from tests import make

HEAD = (
    "id,title,body,issues,signature_threshold,signature_count,signatures_needed,status,"
    "created_at,deadline_at,response_id,response_at,url\n"
)


def line(
    number: str = "a1", title: str = "A road", threshold: str = "100", count: str = "40", needed: str = "60"
) -> str:
    return (
        f"{number},{title},Why,,{threshold},{count},{needed},closed,"
        "2012-01-01T10:00:00Z,2012-02-01T10:00:00Z,,,https://example.org\n"
    )


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (line(title=" "), "no title"),
        (line(count="x"), "no number"),
        (line(count="-4", needed="104"), "below 0"),
        (line(threshold="0", needed="0"), "below 1"),
        (line(needed="61"), "threshold less the count"),
        (line() + line(), "already"),
        (line().replace("2012-01-01T10:00:00Z", "yesterday"), "no moment"),
        (line().replace("2012-02-01", "2011-02-01"), "before the beginning"),
    ],
    ids=["no title", "count a word", "below zero", "no threshold", "sum", "twice", "moment", "order"],
)
def test_a_row_that_contradicts_itself_is_refused_with_its_number(bad: str, words: str) -> None:
    read = sources.read(Kind.WE_THE_PEOPLE, (HEAD + bad).encode(), "x.csv", KAZAKHSTAN)

    assert len(read.refused) == 1
    assert words in read.refused[0].reason
    assert read.refused[0].row in {2, 3}


def test_a_file_of_another_kind_is_refused_whole() -> None:
    with pytest.raises(ValueError, match="lacks the columns"):
        sources.read(Kind.UKRAINE, b"a,b\n1,2\n", "x.csv", KAZAKHSTAN)


def test_a_rung_that_was_lost_again_is_not_reached() -> None:
    days = {date(2016, 1, 1): 12, date(2016, 1, 2): -4, date(2016, 1, 3): 3}
    needed = {Rung.ANSWER: 10, Rung.AGENDA: 12}

    reached = sources.reached_by(days, needed, KAZAKHSTAN)

    assert [(one.rung.value, one.at.date()) for one in reached] == [("answer", date(2016, 1, 3))]


def run(app: Flask, *words: object) -> str:
    result = app.test_cli_runner().invoke(args=["petitions", "import", *(str(word) for word in words)])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_is_dry_until_told_and_takes_each_number_once(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    kato = make.okrug_of(session, make.village(session)).kato
    make.topic(session)
    session.commit()
    file = tmp_path / "old.csv"
    file.write_text(HEAD + line() + line("a2", count="120", needed="0") + line("a3", needed="7"), "utf-8")

    dry = run(app, file, "--okrug", kato)
    assert session.scalar(select(func.count(Petition.id))) == 0
    first = run(app, file, "--okrug", kato, "--commit")
    file.write_text(HEAD + line(count="38", needed="62") + line("a2", count="120", needed="0"), "utf-8")
    second = run(app, file, "--okrug", kato, "--commit")

    assert "dry run" in dry
    assert "row 4: what is needed is not the threshold less the count" in dry
    assert "2 new, 0 changed, 0 unchanged, 1 rows refused, 160 supports" in first
    assert "0 new, 1 changed, 1 unchanged, 0 rows refused" in second
    assert session.scalar(select(func.sum(PetitionTally.n))) == 158
    assert session.scalar(select(func.sum(PetitionTotal.counted))) == 158
    one = session.scalars(select(Petition).where(Petition.outside_number == "a2")).one()
    assert (one.publication, one.answer_at, one.author_id) == ("closed", 100, None)
    assert one.closed_at == datetime(2012, 1, 1, 10, tzinfo=UTC), "the file knows nothing later"
