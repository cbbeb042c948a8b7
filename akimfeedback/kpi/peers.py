"""Peer groups: okrugs of like population and like distance, merged until each group is big enough. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALLEST_GROUP = 15
POPULATION_EDGES = (500, 1000, 2000, 5000)
DISTANCE_EDGES = (30.0, 100.0)  # up to 30 km is near, 30 to 100 middle, over 100 far

POPULATION_BANDS = ("under-500", "500-999", "1000-1999", "2000-4999", "5000-up", "people-unknown")
DISTANCE_BANDS = ("near", "middle", "far", "distance-unknown")
_PEOPLE_UNKNOWN = len(POPULATION_BANDS) - 1
_DISTANCE_UNKNOWN = len(DISTANCE_BANDS) - 1


@dataclass(frozen=True)
class Okrug:
    """What is known of an okrug on the first day of the year; None when unknown."""

    kato: str
    population: int | None
    distance_km: float | None


@dataclass(frozen=True)
class PeerGroup:
    """A group: names of the bands it joins (none when all okrugs are one group), and its okrugs."""

    populations: tuple[str, ...]
    distances: tuple[str, ...]
    okrugs: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the stable name, for example 1000-1999+2000-4999.near."""
        if not self.populations:
            return "all"
        return "+".join(self.populations) + "." + "+".join(self.distances)


def population_band(population: int | None) -> int:
    """Return the place of a population in POPULATION_BANDS."""
    return _PEOPLE_UNKNOWN if population is None else bisect_right(POPULATION_EDGES, population)


def distance_band(distance_km: float | None) -> int:
    """Return the place of a distance in DISTANCE_BANDS: exactly 30 and exactly 100 km are middle."""
    if distance_km is None:
        return _DISTANCE_UNKNOWN
    return int(distance_km >= DISTANCE_EDGES[0]) + int(distance_km > DISTANCE_EDGES[1])


def peer_groups(okrugs: Iterable[Okrug]) -> tuple[PeerGroup, ...]:
    """Return the groups; each okrug is in exactly one, each group has at least 15 (or it is the only one).

    Bands of population under 15 join the next band up (the last known one the band below), a band that
    is unknown only when nothing else is left. Inside a joined band, distances under 15 join the nearest
    distance, of two the smaller, unknown last. The order of the input does not matter.
    """
    known = sorted(okrugs, key=lambda okrug: okrug.kato)
    if len(known) < SMALLEST_GROUP:
        return (PeerGroup((), (), tuple(okrug.kato for okrug in known)),) if known else ()
    by_population = _sorted_into(
        known, len(POPULATION_BANDS), lambda okrug: population_band(okrug.population)
    )
    found: list[PeerGroup] = []
    for bands in _joined_upward(by_population):
        members = [okrug for band in bands for okrug in by_population[band]]
        by_distance = _sorted_into(
            members, len(DISTANCE_BANDS), lambda okrug: distance_band(okrug.distance_km)
        )
        for cells in _joined_nearest(by_distance):
            katos = sorted(okrug.kato for cell in cells for okrug in by_distance[cell])
            found.append(_group(bands, cells, katos))
    return tuple(found)


def group_of(groups: Iterable[PeerGroup]) -> dict[str, str]:
    """Return the group name of each okrug."""
    return {kato: group.name for group in groups for kato in group.okrugs}


def _group(bands: list[int], cells: list[int], katos: list[str]) -> PeerGroup:
    return PeerGroup(
        tuple(POPULATION_BANDS[band] for band in bands),
        tuple(DISTANCE_BANDS[cell] for cell in cells),
        tuple(katos),
    )


def _sorted_into(
    okrugs: Sequence[Okrug], bands: int, band_of: Callable[[Okrug], int]
) -> Mapping[int, list[Okrug]]:
    """Return the okrugs of each band that has any, bands in order."""
    found = ((band, [okrug for okrug in okrugs if band_of(okrug) == band]) for band in range(bands))
    return {band: members for band, members in found if members}


def _joined_upward(by_population: Mapping[int, Sequence[Okrug]]) -> list[list[int]]:
    """Return population bands joined until each join has enough okrugs."""
    joined: list[list[int]] = []
    waiting: list[int] = []
    for band in by_population:
        if band == _PEOPLE_UNKNOWN:
            break
        waiting.append(band)
        if _size(waiting, by_population) >= SMALLEST_GROUP:
            joined.append(waiting)
            waiting = []
    return _with_leftover(joined, waiting, by_population)


def _with_leftover(
    joined: list[list[int]], leftover: list[int], by_population: Mapping[int, Sequence[Okrug]]
) -> list[list[int]]:
    """Return the joins with the bands left at the top joined downward, and the unknown band last."""
    if leftover and joined:
        joined[-1] = joined[-1] + leftover
    elif leftover:
        joined = [leftover]
    if _PEOPLE_UNKNOWN in by_population:
        joined.append([_PEOPLE_UNKNOWN])
    short = [place for place, bands in enumerate(joined) if _size(bands, by_population) < SMALLEST_GROUP]
    if short and len(joined) > 1:
        joined[-2:] = [joined[-2] + joined[-1]]
    return joined


def _joined_nearest(by_distance: Mapping[int, Sequence[Okrug]]) -> list[list[int]]:
    """Return distance cells joined with their nearest neighbours until each join has enough okrugs."""
    cells = [[cell] for cell in by_distance]
    while len(cells) > 1:
        short = [place for place, cell in enumerate(cells) if _size(cell, by_distance) < SMALLEST_GROUP]
        if not short:
            break
        first = short[0]
        left = min(first, _neighbour(cells, first, by_distance))
        cells[left : left + 2] = [cells[left] + cells[left + 1]]
    return cells


def _neighbour(cells: list[list[int]], place: int, by_distance: Mapping[int, Sequence[Okrug]]) -> int:
    """Return the place of the cell to join: the smaller neighbour, the nearer of equals, unknown last."""
    beside = [near for near in (place - 1, place + 1) if 0 <= near < len(cells)]
    return min(
        beside, key=lambda near: (_DISTANCE_UNKNOWN in cells[near], _size(cells[near], by_distance), near)
    )


def _size(bands: Iterable[int], members: Mapping[int, Sequence[Okrug]]) -> int:
    return sum(len(members[band]) for band in bands)
