"""Sentences of the signing pages from codes of refusals."""

from akimfeedback.accounts.labels import REFUSALS as CODE_REFUSALS
from akimfeedback.core.errors import TooMany
from akimfeedback.web.errors import wait_words, words_of


def refusal_words(code: str) -> str:
    """Return the words of a refusal."""
    return words_of(code) or words_of("petitions.not-possible-now")


def code_refused(refused: TooMany) -> str:
    """Return why no code can be sent now, and how long to wait."""
    wait = refused.details.get("wait", 0)
    return f"{CODE_REFUSALS[refused.code]} {wait_words(float(str(wait)))}"
