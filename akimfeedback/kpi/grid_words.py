"""Words and marks of the grid of okrugs."""

from flask_babel import lazy_gettext as _l

from akimfeedback.kpi.grid import Stand

STANDS = {
    Stand.ABOVE: _l("Clearly above similar okrugs"),
    Stand.ALIKE: _l("Cannot be told apart from similar okrugs"),
    Stand.BELOW: _l("Clearly below similar okrugs"),
    Stand.NO_PEERS: _l("Too few similar okrugs with a score"),
    Stand.FEW: _l("Too few cases yet"),
    Stand.NOTHING: _l("Nothing published for this period"),
    Stand.NOT_JOINED: _l("Has not joined yet"),
}
MARKS = {Stand.ABOVE: "▲", Stand.ALIKE: "=", Stand.BELOW: "▼"}
