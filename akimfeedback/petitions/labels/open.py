"""Words of what leaves the platform."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "petitions.odd-portal-link": _l(
        "Copy the whole address of the petition: it begins with https://epetition.kz/"
    ),
    "petitions.odd-portal-count": _l("Check the number and the day: the day is not in the future."),
}
