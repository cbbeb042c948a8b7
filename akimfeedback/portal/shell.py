"""What every page of the product may ask for: names by language, the menu of the reader's role."""

from collections.abc import Callable
from typing import Any

from flask import Flask, url_for
from flask_login import current_user

from akimfeedback.appeals.labels import DECISIONS
from akimfeedback.files.service import url as photo_url
from akimfeedback.mandates.rules import OFFICE_ROLES, Role
from akimfeedback.mandates.session import me
from akimfeedback.portal.okrug_page import period_words
from akimfeedback.web.product import named

OVERSIGHT_ROLES = frozenset({Role.DEPUTY, Role.SUPERIOR, Role.ASSESSOR})
DESK_ROLES = frozenset({Role.ADMINISTRATOR, Role.MODERATOR, Role.AUDITOR})


def executor_words(topic: object) -> str:
    """Return who usually does what a topic asks for."""
    return named(topic, "executor")


def menu_of() -> str:
    """Return whose menu the reader gets: resident, office, oversight or desk."""
    if not current_user.is_authenticated:
        return "resident"
    roles = me().roles
    menus: tuple[tuple[frozenset[Role], str], ...] = (
        (OFFICE_ROLES, "office"),
        (OVERSIGHT_ROLES, "oversight"),
        (DESK_ROLES, "desk"),
    )
    return next((name for held, name in menus if roles & held), "resident")


def _held_roles() -> frozenset[str]:
    return frozenset(me().roles) if current_user.is_authenticated else frozenset()


def start_page() -> str:
    """Return the address a reader starts from, by the highest role held today."""
    starts = {"office": "appeals_office.today", "oversight": "oversight.district", "desk": "desk.index"}
    endpoint = starts.get(menu_of())
    return url_for(endpoint) if endpoint else url_for("portal.home")


def init_app(app: Flask) -> None:
    """Give the templates these words."""
    words: dict[str, Callable[..., Any]] = {
        "name_of": named,
        "office_name": named,
        "topic_words": named,
        "executor_words": executor_words,
        "photo_url": photo_url,
        "start_page": start_page,
    }
    app.jinja_env.globals.update(words)
    app.jinja_env.filters["period_name"] = period_words
    app.jinja_env.filters["decision"] = DECISIONS.__getitem__
    app.context_processor(lambda: {"menu_of": menu_of(), "held_roles": _held_roles()})
