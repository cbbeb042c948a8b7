"""Migrations see every table, and the stored head is the head."""

import importlib

import pytest
from flask import Flask

from akimfeedback.app import MODELS
from akimfeedback.core.db import Base
from tests.house.source import PACKAGE, ROOT


@pytest.mark.usefixtures("app")
def test_every_models_module_is_loaded_by_the_app(app: Flask) -> None:
    found = {f"akimfeedback.{path.parent.name}.{path.stem}" for path in PACKAGE.glob("*/*models.py")}

    assert found == set(MODELS)


def test_every_table_belongs_to_a_loaded_module() -> None:
    owners = {mapper.class_.__module__ for mapper in Base.registry.mappers}

    assert owners <= set(MODELS)
    assert all(importlib.import_module(name) for name in MODELS)


def test_the_stored_head_is_the_newest_migration() -> None:
    newest = max(path.stem.split("_")[0] for path in (ROOT / "migrations" / "versions").glob("0*.py"))
    stored = (ROOT / "migrations" / "current-head").read_text(encoding="ascii").strip()

    assert stored.split("_")[0] == newest
