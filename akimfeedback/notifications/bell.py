"""How many news wait for the reader, for templates of packages that stand below this one."""

from flask import Flask

from akimfeedback.core.db import db
from akimfeedback.mandates.session import me
from akimfeedback.notifications import queries


def news_count() -> int:
    """Return how many news the reader has not opened; one query, nothing for visitors."""
    user_id = me().user_id
    return queries.unread(db.session, user_id) if user_id else 0


def init_app(app: Flask) -> None:
    """Give the templates the counter."""
    app.jinja_env.globals["news_count"] = news_count
