"""The floor: bare Flask views over the same server, pool and gunicorn settings as the product."""

import os
from pathlib import Path

from flask import Flask, Response
from sqlalchemy import text

from akimfeedback.core.boot import flask_config, settings_or_exit
from akimfeedback.core.db import db
from akimfeedback.core.db import init_app as init_database

app = Flask("floor")
app.config.update(flask_config(settings_or_exit()))
init_database(app)
PAGE = Path(os.environ["FLOOR_PAGE"]).read_bytes() if "FLOOR_PAGE" in os.environ else b""
INSERT = text("INSERT INTO floor (words, at) VALUES (:words, now())")


@app.post("/insert")
def insert() -> str:
    """Make one INSERT and one COMMIT."""
    with db.engine.begin() as connection:
        connection.execute(INSERT, {"words": "Мектеп жолындағы шам үш күннен бері жанбайды."})
    return "kept"


@app.get("/page")
def page() -> Response:
    """Return the same bytes as a page of the product."""
    return Response(PAGE, content_type="text/html; charset=utf-8", headers={"Content-Encoding": "br"})
