"""No state of an initiative changes without a line in the journal: read from the sources."""

import ast
from pathlib import Path

import akimfeedback.petitions

ROOT = Path(akimfeedback.petitions.__file__).parent
STATES = {"publication", "reply_state", "hearing_state"}
MOVERS = {"publish_as", "reply_as", "hear_as"}
WRITERS = {"note", "record", "write_act"}
THE_MOVERS_THEMSELVES = "acts.py"
SOURCES = sorted([*ROOT.glob("service/*.py"), ROOT / "personal.py"])


def called(function: ast.FunctionDef) -> set[str]:
    """Return the plain names of what a function calls."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {getattr(one, "id", getattr(one, "attr", "")) for one in calls}


def assigned(function: ast.FunctionDef) -> set[str]:
    """Return the attributes a function assigns."""
    nodes = (node for node in ast.walk(function) if isinstance(node, ast.Assign | ast.AugAssign))
    targets = [part for node in nodes for part in getattr(node, "targets", [getattr(node, "target", None)])]
    return {one.attr for target in targets for one in ast.walk(target) if isinstance(one, ast.Attribute)}


def silent(path: Path) -> tuple[set[str], int]:
    """Return functions that move a state without a way to the journal, and how many move one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    calls = {name: called(node) for name, node in functions.items()}
    writes = {name for name in functions if calls[name] & WRITERS}
    moves = {name for name, node in functions.items() if assigned(node) & STATES or calls[name] & MOVERS}
    while True:
        more = {name for name in functions if calls[name] & writes} - writes
        callers = {name: {one for one in functions if name in calls[one]} for name in moves}
        told = {name for name, by in callers.items() if by and by <= writes}
        if not (more | told) - writes:
            return moves - writes, len(moves)
        writes |= more | told


def test_every_verb_that_moves_a_state_writes_the_journal() -> None:
    found = {path.name: silent(path) for path in SOURCES if path.name != THE_MOVERS_THEMSELVES}
    assert {name: verbs for name, (verbs, _) in found.items() if verbs} == {}
    assert sum(many for _, many in found.values()) >= 15, "the reader of sources finds no verbs any more"


def test_states_are_moved_by_the_services_alone() -> None:
    others = set(ROOT.rglob("*.py")) - set(SOURCES)
    trees = {path.name: ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for path in others}
    functions = [(name, node) for name, tree in trees.items() for node in tree]
    moving = [
        f"{name}: {node.name}" for name, node in functions
        if isinstance(node, ast.FunctionDef) and (assigned(node) & STATES or called(node) & MOVERS)
    ]  # fmt: skip
    assert moving == []
