"""The ground of the other tests: what one test writes, no other sees."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.core import schema
from akimfeedback.core.db import db
from akimfeedback.core.health import expected_head

TABLE = "CREATE TABLE left_over (n int)"


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_commits_is_gone_in_the_next(session: Session, turn: int) -> None:
    session.execute(text(TABLE))
    session.commit()

    assert session.execute(text("SELECT count(*) FROM left_over")).scalar() == 0, turn


def test_a_page_sees_what_the_test_committed(app: Flask, session: Session) -> None:
    session.execute(text(TABLE))
    session.commit()

    with app.app_context():
        assert db.session.execute(text("SELECT count(*) FROM left_over")).scalar() == 0


def test_the_template_is_at_the_head(app: Flask) -> None:
    with app.app_context():
        assert schema.current(db.engine) == expected_head()
