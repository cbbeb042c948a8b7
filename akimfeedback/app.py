"""Make the application; the only module that knows every package."""

import importlib

from flask import Flask

from akimfeedback.core import boot
from akimfeedback.core.settings import Settings

MODELS = (
    "akimfeedback.accounts.models",
    "akimfeedback.appeals.models",
    "akimfeedback.calendars.models",
    "akimfeedback.files.models",
    "akimfeedback.geography.models",
    "akimfeedback.journal.models",
    "akimfeedback.kpi.models",
    "akimfeedback.mandates.models",
    "akimfeedback.notifications.models",
    "akimfeedback.programmes.models",
    "akimfeedback.topics.models",
)
BLUEPRINTS = ("akimfeedback.web.health",)


def create_app(settings: Settings | None = None) -> Flask:
    """Return a ready application; without settings they are read from the environment."""
    settings = settings or boot.settings_or_exit()
    app = Flask("akimfeedback")
    boot.prepare(app, settings)
    for name in MODELS:
        importlib.import_module(name)
    for name in BLUEPRINTS:
        app.register_blueprint(importlib.import_module(name).bp)
    app.cli.add_command(importlib.import_module("akimfeedback.core.cli").database)
    return app
