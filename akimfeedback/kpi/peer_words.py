"""What the okrugs of a peer group have in common, in words."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from akimfeedback.kpi.peers import DISTANCE_BANDS, POPULATION_BANDS
from akimfeedback.web.formats import number

_EDGES = {"under-500": (0, 500), "500-999": (500, 1000), "1000-1999": (1000, 2000),
          "2000-4999": (2000, 5000), "5000-up": (5000, 0)}  # fmt: skip
_DISTANCES = {
    ("near",): _l("less than 30 km from the centre of the district"),
    ("middle",): _l("30 to 100 km from the centre of the district"),
    ("far",): _l("more than 100 km from the centre of the district"),
    ("near", "middle"): _l("up to 100 km from the centre of the district"),
    ("middle", "far"): _l("30 km and more from the centre of the district"),
}


_KINDS = (
    " ауылдық округі", " ауылдық әкімдігі", " кенттік әкімдігі", " қалалық әкімдігі",
    " сельский округ", " сельская администрация", " поселковая администрация", " городская администрация",
    " rural okrug", " village okrug", " settlement okrug", " city okrug",
)  # fmt: skip


def short_name(name: str) -> str:
    """Return an okrug's name without the words of its kind, for drawings; the table beside has the whole."""
    return next((name.removesuffix(kind) for kind in _KINDS if name.endswith(kind)), name)


def group_words(name: str) -> str:
    """Return what a group is: how many residents, how far from the centre."""
    populations, _dot, distances = name.partition(".")
    bands = [band for band in POPULATION_BANDS if band in populations.split("+")]
    if not bands:
        return _("All okrugs that have joined: there are too few of them for groups.")
    people = _people([band for band in bands if band in _EDGES])
    cells = tuple(cell for cell in DISTANCE_BANDS[:-1] if cell in distances.split("+"))
    far = str(_DISTANCES[cells]) if cells in _DISTANCES else _("any distance from the centre of the district")
    return f"{people}; {far}"


def _people(bands: list[str]) -> str:
    if not bands:
        return _("Number of residents not known")
    low, high = _EDGES[bands[0]][0], _EDGES[bands[-1]][1]
    if not low:
        return _("Fewer than %(n)s residents", n=number(high)) if high else _("Any number of residents")
    if not high:
        return _("%(n)s residents and more", n=number(low))
    return _("From %(low)s to %(high)s residents", low=number(low), high=number(high - 1))
