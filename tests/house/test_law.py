"""Rules and the register of law speak of each other."""

import re

from tests.house.source import ROOT, modules

CITED = re.compile(r"\bL-\d\d\b")
REGISTER = ROOT / "docs" / "law.md"


def test_every_cited_law_stands_in_the_register_and_is_used() -> None:
    register = set(CITED.findall(REGISTER.read_text(encoding="utf-8")))
    cited = {law for path in modules() for law in CITED.findall(path.read_text(encoding="utf-8"))}

    assert cited - register == set(), "cited in code, absent from docs/law.md"
    assert register - cited == set(), "in docs/law.md, used nowhere"
