"""The administrator's commands: plain lines, exit code 1 and nothing stored for a bad file."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from akimfeedback.geography.models import Population, Territory
from tests.geography.units import flat


def units(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Territory)) or 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "kato.csv"
    path.write_bytes(flat())
    return path


def run(app: Flask, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["geography", *map(str, arguments)])
    return result.exit_code, result.output


def test_an_edition_is_read_and_reported(app: Flask, session: Session, file: Path) -> None:
    code, said = run(app, "import-kato", file, "--as-of", "2026-07-17")

    assert code == 0, said
    assert "18 units read: 6 okrugs, 7 places" in said
    assert "2 without a direct parent" in said
    assert "new: 18" in said
    assert units(session) == 18


def test_a_dry_run_stores_nothing(app: Flask, session: Session, file: Path) -> None:
    code, said = run(app, "import-kato", file, "--dry-run")

    assert (code, units(session)) == (0, 0)
    assert "nothing was stored" in said


def test_a_bad_file_gives_its_lines_and_exit_code_one(app: Flask, session: Session, file: Path) -> None:
    file.write_bytes(flat("19000000,,oblast,0,Алматы,Алматы"))

    code, said = run(app, "import-kato", file)

    assert (code, units(session)) == (1, 0)
    assert "kato.csv: line 2, column kato: “19000000” is not a code of nine digits" in said
    assert "Traceback" not in said


def test_an_older_edition_is_refused_in_words(app: Flask, file: Path) -> None:
    run(app, "import-kato", file, "--as-of", "2026-07-17")
    file.write_bytes(flat(without="1942"))

    code, said = run(app, "import-kato", file, "--as-of", "2025-01-01")

    assert code == 1
    assert "an edition as of 2026-07-17 was read already" in said


def test_populations_are_read_and_reported(app: Flask, session: Session, file: Path, tmp_path: Path) -> None:
    run(app, "import-kato", file)
    table = tmp_path / "people.csv"
    table.write_text("kato,as_of,population,source\n194230000,2026-01-01,4200,Акимат\n", encoding="utf-8")

    assert run(app, "import-population", table) == (0, "1 figures: 1 new, 0 changed, 0 unchanged\n")
    assert session.scalar(select(Population.people)) == 4200

    table.write_text("kato,as_of,population,source\n194230000,yesterday,1,s\n", encoding="utf-8")
    code, said = run(app, "import-population", table)
    assert code == 1
    assert "people.csv: line 2, column as_of" in said


def test_topics_are_loaded_by_command(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["topics", "load"])

    assert result.exit_code == 0, result.output
    assert "unchanged" in result.output
