"""Words of the calendar."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, LazyString] = {
    "calendars.no-source": _l("Write which act moves the day: its kind, date and number."),
    "calendars.too-far": _l("Only days of this year and two years before and after it can be moved."),
    "calendars.not-moved": _l("This day was not moved."),
}
"""Refusals in words."""
