"""Sentences of the signing pages from codes of refusals."""

from akimfeedback.accounts.labels import REFUSALS as CODE_REFUSALS
from akimfeedback.core.errors import TooMany
from akimfeedback.petitions.labels import states, support
from akimfeedback.web.errors import wait_words


def refusal_words(code: str) -> str:
    """Return the words of a refusal of this package."""
    return str(
        {**states.REFUSALS, **support.REFUSALS}.get(code, states.REFUSALS["petitions.not-possible-now"])
    )


def code_refused(refused: TooMany) -> str:
    """Return why no code can be sent now, and how long to wait."""
    wait = refused.details.get("wait", 0)
    return f"{CODE_REFUSALS[refused.code]} {wait_words(float(str(wait)))}"
