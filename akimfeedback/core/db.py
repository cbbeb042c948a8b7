"""The declarative base, its naming convention and the session of a request."""

from datetime import datetime
from inspect import iscoroutinefunction
from typing import Any, ClassVar

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables: text without length, moments with zone, dicts and lists as JSONB."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


db = SQLAlchemy()


def init_app(app: Flask) -> None:
    """Set up engines and the session of a request, without what closes async sessions after each.

    The product has none, and an event loop that closes nothing costs every request a millisecond.
    """
    db.init_app(app)
    app.teardown_appcontext_funcs[:] = [
        ends for ends in app.teardown_appcontext_funcs if not iscoroutinefunction(ends)
    ]


def one_of(column: str, values: type) -> str:
    """Return the SQL of a CHECK that a text column holds a member of a StrEnum."""
    allowed = ", ".join(f"'{member.value}'" for member in values)  # type: ignore[attr-defined]
    return f"{column} IN ({allowed})"
