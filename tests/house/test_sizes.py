"""Nothing grows past what one head holds: over the limit means two ideas."""

import ast
from pathlib import Path

from tests.house.source import modules, short, templates, tree

MODULE_LINES = 400
TEMPLATE_LINES = 120
IMPORTS = 20


def longer_than(most: int, paths: list[Path]) -> dict[str, int]:
    """Return the files with more lines, and how many."""
    lines = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    return {name: count for name, count in lines.items() if count > most}


def own_imports(path: Path) -> int:
    """Return how many modules of the product a module leans on."""
    lines = [node for node in tree(path).body if isinstance(node, ast.ImportFrom)]
    return sum((node.module or "").startswith("akimfeedback") for node in lines)


def test_modules_are_of_readable_size() -> None:
    assert longer_than(MODULE_LINES, modules()) == {}


def test_templates_are_of_readable_size() -> None:
    assert longer_than(TEMPLATE_LINES, templates()) == {}


def test_modules_say_what_they_hold() -> None:
    assert [short(path) for path in modules() if not ast.get_docstring(tree(path))] == []


def test_modules_lean_on_few_of_our_own() -> None:
    leaning = {short(path): own_imports(path) for path in modules() if path.name != "app.py"}

    assert {name: count for name, count in leaning.items() if count > IMPORTS} == {}
