"""Words of territories."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, LazyString] = {
    "geography.edition-older": _l("A newer edition of the classifier was read already."),
    "geography.edition-empty": _l("More than half of the known units are missing from the file."),
    "geography.no-such-unit": _l("There is no such village or okrug."),
}
"""Refusals in words."""
