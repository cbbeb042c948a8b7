"""Nothing grows past what one head holds: over the limit means two ideas."""

import ast
from pathlib import Path

import pytest

from tests.house.source import modules, short, templates, tree

MODULE_LINES = 400
TEMPLATE_LINES = 120
IMPORTS = 20
VIEW_LINES = 40


@pytest.mark.parametrize("path", modules(), ids=short)
def test_module_is_of_readable_size(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES


@pytest.mark.parametrize("path", modules(), ids=short)
def test_module_says_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(tree(path)), "a module opens with one or two lines on what it holds"


@pytest.mark.parametrize("path", [path for path in modules() if path.name != "app.py"], ids=short)
def test_module_leans_on_few_of_our_own(path: Path) -> None:
    lines = [node for node in tree(path).body if isinstance(node, ast.ImportFrom)]

    own = [node for node in lines if (node.module or "").startswith("akimfeedback")]

    assert len(own) <= IMPORTS


@pytest.mark.parametrize("path", templates(), ids=short)
def test_template_is_of_readable_size(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TEMPLATE_LINES
