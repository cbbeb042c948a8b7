"""The register of rules and the code cite the same numbers; the glossary has words for every day off."""

import re
from pathlib import Path

from akimfeedback.law.official_days import HOLIDAY_KEYS, UNNAMED_HOLIDAY
from akimfeedback.law.request_terms import TERMS
from akimfeedback.law.workdays import Why

ROOT = Path(__file__).resolve().parents[2]
CITED = re.compile(r"\bL-\d\d\b")


def register_ids() -> list[str]:
    """Return the numbers of the register's lines."""
    register = (ROOT / "docs" / "law.md").read_text(encoding="utf-8")
    return re.findall(r"^\| (L-\d\d) \|", register, re.MULTILINE)


def test_the_register_has_each_number_once() -> None:
    found = register_ids()

    assert found
    assert sorted(set(found)) == found


def test_code_and_register_cite_the_same_numbers() -> None:
    cited: set[str] = set()
    for path in (ROOT / "akimfeedback").rglob("*.py"):
        cited.update(CITED.findall(path.read_text(encoding="utf-8")))

    assert cited == set(register_ids())


def test_each_term_stands_in_the_register_with_its_value() -> None:
    lines = (ROOT / "docs" / "law.md").read_text(encoding="utf-8").splitlines()
    for term in TERMS:
        line = next(line for line in lines if line.startswith(f"| {term.id} |"))
        assert f" {term.value} {term.unit.value.replace('-', ' ')}" in line
        assert term.article in line


def test_the_glossary_has_words_for_each_day_off() -> None:
    words = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for key in (*HOLIDAY_KEYS.values(), UNNAMED_HOLIDAY, *(why.value for why in Why)):
        assert f"| {key} |" in words
