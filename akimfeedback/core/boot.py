"""The first steps of every process: settings, servers of the demo, logs, engine, Redis, storage."""

import atexit
import base64
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine

from akimfeedback.core import clock, schema
from akimfeedback.core.binaries import EmbeddedError
from akimfeedback.core.db import init_app as init_database
from akimfeedback.core.embedded import running, servers_for_command
from akimfeedback.core.keys import JOURNAL_KEY_BYTES
from akimfeedback.core.logging import configure_logging
from akimfeedback.core.redis import connect
from akimfeedback.core.requests_log import init_app as log_requests
from akimfeedback.core.settings import Settings, SettingsError, load_settings
from akimfeedback.core.storage import Storage


def settings_or_exit(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings, or end the process with one plain sentence.

    Outside production missing addresses are filled with the embedded servers of the var folder, started for
    the life of this process when none is running.
    """
    try:
        settings = load_settings(os.environ if environ is None else environ)
        return settings if settings.is_production else with_servers(with_secret(settings))
    except (SettingsError, EmbeddedError) as error:
        sys.exit(f"akimfeedback does not start: {error}")


def with_secret(settings: Settings) -> Settings:
    """Return the settings with the secrets of the var folder that the environment does not give."""
    own: dict[str, str] = {}
    if not settings.secrets.secret_key:
        own["secret_key"] = kept_secret(settings.var / "secret-key")
    if not settings.secrets.journal_key:
        own["journal_key"] = kept_secret(settings.var / "journal-key", journal_key)
    return settings.model_copy(update={"secrets": settings.secrets.model_copy(update=own)})


def journal_key() -> str:
    """Return a new key for the journal's heads, as the environment gives it."""
    return base64.b64encode(secrets.token_bytes(JOURNAL_KEY_BYTES)).decode("ascii")


def _session_key() -> str:
    return secrets.token_urlsafe(48)


def kept_secret(path: Path, make: Callable[[], str] = _session_key) -> str:
    """Return the secret of a file, made on the first call and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        whole.touch(mode=0o600)
        whole.write_text(make(), encoding="ascii")
        try:
            os.link(whole, path)
        except FileExistsError:
            pass
        finally:
            whole.unlink()
    return path.read_text(encoding="ascii").strip()


def with_servers(settings: Settings) -> Settings:
    """Return the settings with addresses; a process that had to start the servers stops them at its end.

    Their database gets the newest schema: a first command in a fresh clone works like any later one.
    """
    if settings.database_url and settings.redis_url:
        return settings
    stack, were_running = ExitStack(), running(settings.var)
    database_url, redis_url = stack.enter_context(servers_for_command(settings.var))
    atexit.register(stack.close)
    if not were_running:
        bring_up(database_url)
    return settings.model_copy(
        update={
            "database_url": settings.database_url or database_url,
            "redis_url": settings.redis_url or redis_url,
        }
    )


def bring_up(database_url: str) -> None:
    """Bring the schema of an embedded database to the newest revision."""
    engine = create_engine(database_url)
    try:
        schema.upgrade(engine)
    finally:
        engine.dispose()


def prepare(app: Flask, settings: Settings) -> None:
    """Give the application its settings, logs, engines, Redis and storage; nothing is connected yet."""
    configure_logging(settings)
    app.config.update(flask_config(settings))
    app.extensions["akimfeedback.settings"] = settings
    app.extensions["akimfeedback.redis"] = connect(settings)
    app.extensions["akimfeedback.storage"] = Storage(settings)
    if not settings.is_production:
        clock.follow_shift_file(settings.clock_file)
    init_database(app)
    app.ensure_sync = _plain  # type: ignore[method-assign, assignment]
    log_requests(app)


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a hook or a view as it is: none is asynchronous, and Flask asks that of each in each request."""
    return function


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return what Flask and its extensions read."""
    engines = {"default": engine_options(settings, settings.database_url)}
    if settings.database_replica_url:
        engines["replica"] = engine_options(settings, settings.database_replica_url)
    return {
        "SECRET_KEY": settings.secrets.secret_key,
        "SQLALCHEMY_ENGINES": engines,
        "MAX_CONTENT_LENGTH": settings.web.max_request_bytes,
        "MAX_FORM_MEMORY_SIZE": settings.web.max_form_bytes,
        "MAX_FORM_PARTS": 200,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.web.https,
        "PERMANENT_SESSION_LIFETIME": settings.web.session_days * 86_400,
        "PREFERRED_URL_SCHEME": "https" if settings.web.https else "http",
        "RATELIMIT_ENABLED": settings.limits.enabled,
        "RATELIMIT_STORAGE_URI": settings.limiter_url,
        "TESTING": settings.environment == "test",
    }


def for_jobs(settings: Settings) -> Settings:
    """Return the settings of a worker: few connections, statements that may take longer."""
    own = settings.database.model_copy(
        update={
            "application_name": "akimfeedback-worker",
            "statement_timeout_ms": settings.database.job_statement_timeout_ms,
            "pool_size": 1,
            "pool_overflow": 2,
        }
    )
    return settings.model_copy(update={"database": own})


def engine_options(settings: Settings, url: str) -> dict[str, Any]:
    """Return the engine of a process: a small pool, no statement for ever, a name the database shows."""
    wanted = settings.database
    limits = {
        "statement_timeout": wanted.statement_timeout_ms,
        "lock_timeout": wanted.lock_timeout_ms,
        "idle_in_transaction_session_timeout": wanted.idle_in_transaction_timeout_ms,
        "timezone": "UTC",
    }
    connect_args: dict[str, Any] = {
        "application_name": wanted.application_name,
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        "connect_timeout": 5,
    }
    if not wanted.prepared_statements:
        connect_args["prepare_threshold"] = None
    return {
        "url": url,
        "pool_size": wanted.pool_size,
        "max_overflow": wanted.pool_overflow,
        "pool_timeout": wanted.pool_timeout_s,
        "pool_pre_ping": True,
        "hide_parameters": True,
        "connect_args": connect_args,
    }
