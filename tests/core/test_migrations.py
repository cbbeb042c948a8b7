"""Migrations: up, down and up again; the same tables as the models; numbered; one at a time."""

import importlib
import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, NullPool, create_engine, inspect, text

from akimfeedback.core import schema
from akimfeedback.core.health import expected_head
from akimfeedback.core.settings import ROOT
from tests.conftest import models
from tests.servers import another_database
from tools.migration import slug_of

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("[0-9]*_*.py"))


@pytest.fixture
def empty() -> Iterator[Engine]:
    """Give an empty database; the models are known."""
    for name in models():
        importlib.import_module(name)
    with another_database("migrated", template="template1") as url:
        yield create_engine(url, poolclass=NullPool)


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_down_and_up_again_reach_the_models(empty: Engine) -> None:
    schema.upgrade(empty)
    there = tables(empty)
    schema.downgrade(empty, "base")
    gone = tables(empty)
    schema.upgrade(empty)

    assert there
    assert gone == set()
    assert tables(empty) == there
    assert schema.current(empty) == expected_head()
    assert schema.differences(empty) == []


def test_files_are_numbered_without_gaps_and_follow_one_another() -> None:
    numbers = [int(path.stem.split("_")[0]) for path in VERSIONS]

    assert numbers == list(range(1, len(numbers) + 1))
    for path, previous in zip(VERSIONS[1:], VERSIONS, strict=False):
        assert f'down_revision = "{previous.stem}"' in path.read_text(encoding="utf-8"), path.name


def test_two_machines_may_migrate_at_once(empty: Engine) -> None:
    url = empty.url.render_as_string(hide_password=False)
    code = (
        "from sqlalchemy import NullPool, create_engine; from akimfeedback.core import schema;"
        f"schema.upgrade(create_engine({url!r}, poolclass=NullPool))"
    )
    both = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(2)]

    assert [process.wait() for process in both] == [0, 0]
    assert schema.current(empty) == expected_head()


def test_a_difference_between_models_and_schema_is_seen(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.execute(text("ALTER TABLE journal_entry ADD COLUMN forgotten int"))

    assert any("forgotten" in line for line in schema.differences(empty))


def test_slug() -> None:
    assert slug_of("Add petition threshold, with a very long explanation of why") == (
        "add_petition_threshold_with_a_very_long"
    )
