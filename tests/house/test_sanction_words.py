"""No sentence of the product ties a score to dismissal or punishment."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from akimfeedback.core.settings import ROOT

STEMS = {
    "en": r"\b(dismiss|sack(ed|ing)\b|punish|penalt|fired\b|sanction|resign|disciplin)",
    "ru": r"(увол|наказ|взыскан|отставк|штраф|санкци|дисциплинарн|освобожд[её]н\w* от должности)",
    "kk": r"(жұмыстан шығ|жазала|жазаға|айыппұл|санкция|тәртіптік|қызметтен босат|отставка)",
}
# sentences that say the opposite, and the law on where a fine or a dismissal is appealed
ALLOWED = (
    "A fine is appealed to the body above or in court.",
    "By the alphabet. Facts first, the score last",
    "No number here leads to any sanction by itself.",
    "No score here leads to any sanction by itself.",
    "The quality of state services, official appeals, and people who never write.",
)


def _texts(message: Message) -> tuple[str, list[str]]:
    first = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
    said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return str(first), [str(one) for one in said if one]


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_no_sentence_ties_a_score_to_punishment(language: str) -> None:
    path: Path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    found = []
    for message in catalog:
        source, said = _texts(message)
        hit = re.search(STEMS["en"], source, re.IGNORECASE) or any(
            re.search(STEMS[language], one, re.IGNORECASE) for one in said
        )
        if hit and not source.startswith(ALLOWED):
            found.append(source)
    assert found == []
