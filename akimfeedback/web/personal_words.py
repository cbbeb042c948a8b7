"""Words for personal data found in a text before it becomes public."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from akimfeedback.core.privacy import Finding, find

FINDINGS: dict[str, LazyString] = {
    Finding.IIN: _l("a personal identification number"),
    Finding.PHONE: _l("a phone number"),
    Finding.EMAIL: _l("an e-mail address"),
    Finding.CARD: _l("a bank card number"),
    Finding.PLATE: _l("a car number"),
}


def personal_data(text: str) -> list[tuple[LazyString, str]]:
    """Return what looks like personal data in a text, its kind in words beside it, in order."""
    return [(FINDINGS[one.what], one.piece) for one in find(text)]
