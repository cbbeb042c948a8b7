"""Made-up registers as packages, without a database: random okrugs, counted as the product counts them."""

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

from akimfeedback.kpi.counted import Counted, board_of, check, pairs_of
from akimfeedback.kpi.figures import Board, Row, figures
from akimfeedback.kpi.method import PRODUCT_METHODS, V1, Method
from akimfeedback.kpi.package.content import Content, OkrugPart
from akimfeedback.kpi.package.writer import write
from akimfeedback.kpi.periods import Period, parse
from akimfeedback.kpi.survival import rate_per_100

PERIOD = parse("2026-Q3")
MOMENT = datetime(2026, 10, 14, 6, 0, 0, 123, tzinfo=UTC)
HOME = "https://example.kz"
TOPICS = ("LIGHT", "ROAD", "WATER", "WASTE")
DAYS = ("0-5", "6-10", "11-15", "no-answer-yet")


def labels(period: Period = PERIOD) -> list[str]:
    """Return the quarter, the three before and the one a year ago."""
    return [str(one) for one in (period, *period.previous(3), period.year_before)]


def some(random: Random, keys: Sequence[str], count: int) -> dict[str, int]:
    """Return a count spread over keys at random, empty ones left out."""
    found: dict[str, int] = {}
    for key in random.choices(keys, k=count):
        found[key] = found.get(key, 0) + 1
    return found


def quarter(random: Random, requests: int, answers: int) -> dict[str, Any]:
    """Return the counts of flags of one quarter."""
    due = random.choice((0, 0, 3, 12))
    return {
        "requests": some(random, ("11", "10", "10", "00"), requests),
        "answers": some(random, ("1s", "1s", "1-", "0n", "0-", "0s"), answers),
        "duties": {"promise-updated": [random.randint(0, due), due]} if due else {},
    }


def counted(random: Random, cases: Sequence[int], *, people: int | None = 1500, few: bool = False) -> Counted:
    """Return the rows of an okrug from how many answers each of its five quarters has."""
    found: Counted = {
        label: quarter(random, 2 * count, count) for label, count in zip(labels(), cases, strict=True)
    }
    own = found[str(PERIOD)]
    rated = pairs_of(own)["K4"][1]
    together = sum(pairs_of(found[label])["K4"][1] for label in labels()[:4])
    own |= {
        "raters": min(rated, 3) if few else rated,
        "raters_window": min(together, 4) if few else together,
        "days": some(random, DAYS, 2 * cases[0]),
        "topics": some(random, TOPICS, 2 * cases[0]),
    }
    found["about"] = {"people": people, "distance_km": 40}
    return found


def content(
    registers: Sequence[tuple[str, Counted]],
    *,
    moment: datetime = MOMENT,
    hidden: Sequence[str] = (),
    method: Method = V1,
) -> Content:
    """Return the package of registers (group, rows); okrugs named in `hidden` are counted, not public."""
    rows = [_row(place, group, one) for place, (group, one) in enumerate(registers)]
    computed = figures(Board(str(PERIOD), method, rows))
    kept = {place: one for place, (_group, one) in enumerate(registers)}
    check(PERIOD, computed, kept)
    parts = [
        OkrugPart(
            kato=kato(place), names=(f"Ауыл {place}", f"Аул {place}", f"=Aul {place}"), district="119000000",
            version=1, state="provisional", method=method.version, calendar="2026-1", code="0.1.0",
            data_time=moment, reason=None, counted=kept[place],
            figures=one | {"beside": beside(place, kept[place])},
        )
        for place, one in computed.items() if kato(place) not in hidden
    ]  # fmt: skip
    return Content(
        PERIOD, 1, moment, sorted(parts, key=lambda one: one.kato),
        {moment: board_of(PERIOD, computed, kept)}, list({one.version: one for one in (V1, method)}.values()),
        {"v1": PRODUCT_METHODS[0].reason},
    )  # fmt: skip


def kato(place: int) -> str:
    """Return the code of a made-up okrug."""
    return f"1190{place:03d}00"


def _row(place: int, group: str, one: Counted) -> Row:
    pairs = {label: pairs_of(one[label]) for label in labels()}
    return Row(
        place, kato(place), group, pairs[labels()[0]], [pairs[label] for label in labels()[1:4]],
        pairs[labels()[4]], one[labels()[0]]["raters"], one[labels()[0]]["raters_window"],
    )  # fmt: skip


def beside(place: int, one: Counted) -> dict[str, Any]:
    """Return facts beside the block."""
    rate = rate_per_100(place % 3, 20)
    assert rate is not None
    return {
        "received": 30, "answered": 20, "reopened": 1, "per_1000": 1000 * 30 / one["about"]["people"],
        "outcomes": {"done": 12, "refused": 1},
        "waiting": {"cases": 30, "median": 7, "p90": 14},
        "silence": {"count": place % 3, "due": 20, "rate": rate[0], "low": rate[1].low, "high": rate[1].high},
    }  # fmt: skip


def written(made: Content) -> bytes:
    """Return the archive of a package."""
    target = BytesIO()
    write(made, target, HOME)
    return target.getvalue()


def unpacked(made: Content, folder: Path) -> Path:
    """Write a package into a folder."""
    with zipfile.ZipFile(BytesIO(written(made))) as archive:
        archive.extractall(folder)
    return folder


def random_registers(seed: int, *, okrugs: int = 24, most: int = 45) -> list[tuple[str, Counted]]:
    """Return registers of two groups: busy okrugs, quiet ones, and villages of 150 with 0 to 3 cases."""
    random, found = Random(seed), []
    for place in range(okrugs):
        shape = random.choice(("busy", "quiet", "village", "fading"))
        cases = {
            "busy": [random.randint(12, most) for _ in range(5)],
            "quiet": [random.randint(0, 14) for _ in range(5)],
            "village": [random.randint(0, 3) for _ in range(5)],
            "fading": [random.randint(0, 4), *(random.randint(5, most) for _ in range(4))],
        }[shape]
        people = 150 if shape == "village" else 1500
        found.append((f"group-{place % 2}", counted(random, cases, people=people, few=random.random() < 0.1)))
    return found


def without_rows(made: Content, place: int) -> Content:
    """Return a package in which one okrug's rows were not kept."""
    okrugs = [replace(one, counted=None) if one.kato == kato(place) else one for one in made.okrugs]
    return replace(made, okrugs=okrugs)
