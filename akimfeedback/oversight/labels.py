"""Words of oversight."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "oversight.not-your-district": _l("This okrug is outside your district."),
    "oversight.no-such-entry": _l("There is no such entry."),
}
