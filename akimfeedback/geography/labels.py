"""Words of territories."""

from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from akimfeedback.geography.models import Territory
from akimfeedback.geography.rules import Level
from akimfeedback.web.product import named

REFUSALS: dict[str, LazyString] = {
    "geography.edition-older": _l("A newer edition of the classifier was read already."),
    "geography.edition-empty": _l("More than half of the known units are missing from the file."),
    "geography.no-such-unit": _l("There is no such village or okrug."),
}
"""Refusals in words."""

STEPS: dict[int | None, LazyString] = {
    None: _l("Choose the oblast or city"),
    Level.OBLAST: _l("Choose the district or city"),
    Level.DISTRICT: _l("Choose the okrug"),
    Level.OKRUG: _l("Choose the village"),
}
"""What to do on each step of the choice, by the level of the unit whose parts are listed."""


def territory_name(territory: Territory) -> str:
    """Return the unit's name in the language of the page."""
    return named(territory)


def path_words(above: Sequence[Territory]) -> str:
    """Return the names of the units above, the nearest first, divided by commas."""
    return ", ".join(territory_name(unit) for unit in reversed(above))


def step_words(unit: Territory | None) -> LazyString:
    """Return what to do on the step that lists a unit's parts."""
    return STEPS.get(unit.level if unit else None, STEPS[Level.OKRUG])
