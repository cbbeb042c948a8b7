"""Every code people can meet has words."""

import ast
from enum import StrEnum

import pytest

from akimfeedback.appeals import labels as appeal_labels
from akimfeedback.appeals.rules import Decision, Publicity, State, Verdict
from akimfeedback.programmes import labels as programme_labels
from akimfeedback.programmes.rules import Control, PromiseState
from akimfeedback.web.errors import REFUSALS as WORDS
from tests.house.source import calls, modules, short, tree

REFUSALS = frozenset({"RuleBroken", "NotAllowed", "NotFound", "TooMany"})


def raised_codes() -> dict[str, str]:
    """Return where each literal refusal code is raised first."""
    found: dict[str, str] = {}
    for path in modules():
        for call in calls(tree(path), REFUSALS):
            if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str):
                found.setdefault(call.args[0].value, short(path))
    return found


@pytest.mark.usefixtures("app")
def test_every_refusal_has_words() -> None:
    silent = {code: place for code, place in raised_codes().items() if code not in WORDS}

    assert silent == {}


@pytest.mark.parametrize(
    ("members", "words"),
    [
        (State, appeal_labels.STATES),
        (Decision, appeal_labels.DECISIONS),
        (Verdict, appeal_labels.VERDICTS),
        (Publicity, appeal_labels.PUBLICITY),
        (PromiseState, programme_labels.STATES),
        (Control, programme_labels.CONTROLS),
    ],
    ids=["state", "decision", "verdict", "publicity", "promise", "control"],
)
def test_every_state_has_a_label(members: type[StrEnum], words: dict[str, object]) -> None:
    assert [member for member in members if member not in words] == []
