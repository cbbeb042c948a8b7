"""What every test may ask for: the application, a session that is rolled back, clients, moments."""

import importlib
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from unittest import mock

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from akimfeedback.core.db import db
from akimfeedback.core.settings import ROOT
from tests import servers
from tests.pages import Page
from tests.servers import Address, address_for, settings_for


def pytest_configure(config: pytest.Config) -> None:
    """Begin the run in its first process."""
    if not hasattr(config, "workerinput"):
        servers.begin_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End what the run started."""
    if not hasattr(config, "workerinput"):
        servers.end_run()


def models() -> list[str]:
    """Return the modules that hold tables, found on the disk."""
    found = ROOT.glob("akimfeedback/*/*models.py")
    return sorted(f"akimfeedback.{path.parent.name}.{path.stem}" for path in found)


@pytest.fixture(scope="session")
def address(worker_id: str) -> Address:
    """Return this process's own database and Redis number, started on first use."""
    return address_for(worker_id)


@pytest.fixture(scope="session")
def whole_app(address: Address) -> Iterator[Flask]:
    """Give the application of this process; tests use `app`."""
    from akimfeedback.app import create_app  # noqa: PLC0415 - tests of rules and services start without it

    app = create_app(settings_for(address))
    yield app
    with app.app_context():
        db.engine.dispose()
        app.extensions["akimfeedback.redis"].close()


def forget_other_apps(whole_app: Flask) -> None:
    """Drop the engines of applications a test made for itself: isolation would connect to each that lives."""
    for other in [known for known in db._app_state if known is not whole_app]:
        for engine in db._app_state.pop(other).engines.values():
            engine.dispose()


def forget_kept_pages(whole_app: Flask) -> None:
    """Drop the public pages an earlier test of this process left in memory and in Redis."""
    whole_app.extensions["akf.front"].clear()
    whole_app.extensions["akf.shelf"].clear()
    redis = whole_app.extensions["akimfeedback.redis"]
    for key in redis.scan_iter("page:*"):
        redis.delete(key)


@pytest.fixture
def app(whole_app: Flask) -> Iterator[Flask]:
    """Give the application; all that a test commits is rolled back after it.

    No application context is open: a request makes its own, so that nobody stays signed in by accident.
    """
    with ExitStack() as stack:
        with whole_app.app_context():
            forget_other_apps(whole_app)
            forget_kept_pages(whole_app)
            stack.enter_context(db.test_isolation())
            # bound to the engine, a session would commit the outer transaction
            connection = db.engine.connect()
            stack.enter_context(mock.patch.dict(db.sessionmaker.kw, {"bind": connection}))
        yield whole_app


@pytest.fixture(scope="session")
def engine(address: Address) -> Iterator[Engine]:
    """Give the engine of tests that need tables and no application."""
    for name in models():
        importlib.import_module(name)
    engine = create_engine(address.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(request: pytest.FixtureRequest) -> Iterator[Session]:
    """Give a session whose commits are rolled back after the test; pages of the same test see them."""
    if "app" in request.fixturenames:
        app: Flask = request.getfixturevalue("app")
        with app.app_context():
            maker = db.sessionmaker
        with maker() as own:
            yield own
        return
    engine: Engine = request.getfixturevalue("engine")
    with engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint") as own:
            yield own
        transaction.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a plain client; for pages people see take `page`."""
    return app.test_client()


@pytest.fixture
def page(app: Flask) -> Page:
    """Give the client that checks every page it fetches."""
    return Page(app)


@pytest.fixture
def now() -> datetime:
    """Return a Tuesday noon in Kazakhstan: a working day with working days around it."""
    return datetime(2026, 9, 15, 7, 0, tzinfo=UTC)
