"""What the house tests read: the source tree as text and syntax."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "akimfeedback"


def modules() -> list[Path]:
    """Return every module of the product."""
    return sorted(PACKAGE.rglob("*.py"))


def templates() -> list[Path]:
    """Return every page and macro."""
    return sorted(path for path in PACKAGE.rglob("templates/**/*.html"))


def tree(path: Path) -> ast.Module:
    """Return the module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def short(path: Path) -> str:
    """Return the path as people write it."""
    return str(path.relative_to(ROOT))


def calls(module: ast.Module, names: frozenset[str]) -> Iterator[ast.Call]:
    """Yield the calls of functions or classes with one of the names."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name in names:
                yield node
