"""The open data package of the country in one quarter: write it, and check it in a process of its own."""

import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from akimfeedback.core.settings import ROOT
from akimfeedback.kpi.counted import Counted, board_of, pairs_of
from akimfeedback.kpi.figures import Board, Row, figures
from akimfeedback.kpi.method import PRODUCT_METHODS, V1
from akimfeedback.kpi.package.content import Content, OkrugPart
from akimfeedback.kpi.package.writer import write
from akimfeedback.kpi.periods import Period, parse
from benchmarks.sizes import Sizes
from benchmarks.table import Line, at_most, told

PERIOD = parse("2026-Q3")
MOMENT = datetime(2026, 10, 14, 6, tzinfo=UTC)
CASES_EACH = 52  # 125,000 in 2,400 okrugs, in each of the five quarters
GROUP_SIZE = 60


def measure(sizes: Sizes) -> list[Line]:
    """Return the lines of the package; both halves run in processes of their own, whose memory is read."""
    with tempfile.TemporaryDirectory(prefix="akf-package-") as folder:
        archive = Path(folder) / "v1.zip"
        made = _run([sys.executable, "-m", "benchmarks.package", str(archive), str(sizes.okrugs)])
        found = json.loads(made.splitlines()[-1])
        before, started = _children(), time.perf_counter()
        _run([sys.executable, "-m", "akimfeedback.kpi.verify", str(archive), "--quiet"])
        wall, spent = time.perf_counter() - started, _children() - before
    what = f"{sizes.okrugs:,} okrugs, {sizes.okrugs * CASES_EACH:,} cases a quarter"
    return [
        at_most(f"open data: check a package of {what}, processor", spent, 60, "s", 1),
        told("- by the clock", f"{wall:.1f} s"),
        at_most("open data: write it, processor", found["seconds"], 60, "s", 1),
        at_most("- resident memory of the writer", found["memory"], 600, "MB"),
        told("- size of the archive", f"{found['bytes'] / 1e6:.1f} MB"),
    ]


def _run(command: list[str]) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout[-1000:] + done.stderr[-1000:])
    return done.stdout


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _labels(period: Period) -> list[str]:
    return [str(one) for one in (period, *period.previous(3), period.year_before)]


def _spread(random: Random, keys: tuple[str, ...], count: int) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in random.choices(keys, k=count):
        found[key] = found.get(key, 0) + 1
    return found


def _counted(random: Random) -> Counted:
    """Return the rows of an okrug: some have hundreds of cases a quarter, most a few dozen."""
    size = random.expovariate(1 / CASES_EACH)
    found: Counted = {}
    for label in _labels(PERIOD):
        cases = round(size * random.uniform(0.8, 1.2))
        due = random.randint(0, 12)
        found[label] = {
            "requests": _spread(random, ("11", "11", "10", "10", "00"), cases),
            "answers": _spread(random, ("1s", "1s", "1-", "0n", "0-"), cases * 2 // 5),
            "duties": {"promise-updated": [random.randint(0, due), due]},
        }
    own = found[str(PERIOD)]
    own |= {
        "raters": pairs_of(own)["K4"][1],
        "raters_window": 40,
        "days": {"0-5": 20},
        "topics": {"ROAD": 20},
    }
    found["about"] = {"people": 1500, "distance_km": 40}
    return found


def made_up(okrugs: int) -> Content:
    """Return the content of a made-up country."""
    random = Random(1)
    kept = [_counted(random) for _place in range(okrugs)]
    rows = [_row(place, one) for place, one in enumerate(kept)]
    computed = figures(Board(str(PERIOD), V1, rows))
    boards = {MOMENT: board_of(PERIOD, computed, dict(enumerate(kept)))}
    parts = [_part(place, computed[place], one) for place, one in enumerate(kept)]
    return Content(PERIOD, 1, MOMENT, parts, boards, [V1], {"v1": PRODUCT_METHODS[0].reason})


def _row(place: int, one: Counted) -> Row:
    own, *before = (pairs_of(one[label]) for label in _labels(PERIOD))
    group, raters = f"group-{place // GROUP_SIZE}", one[str(PERIOD)]["raters"]
    return Row(place, _kato(place), group, own, before[:3], before[3], raters, 40)


def _kato(place: int) -> str:
    return f"{100_000_000 + place}"


def _part(place: int, found: dict[str, Any], one: Counted) -> OkrugPart:
    names = (f"Округ {place}", f"Округ {place}", f"Okrug {place}")
    return OkrugPart(
        _kato(place), names, "100000000", 1, "final", "v1", "2026-1", "0.1.0", MOMENT, None, found, one
    )


def run(target: Path, okrugs: int) -> dict[str, float]:
    """Write the package; return seconds of processor, megabytes and bytes."""
    content = made_up(okrugs)
    started = time.process_time()
    with target.open("wb") as file:
        write(content, file, "https://example.kz")
    return {
        "seconds": time.process_time() - started,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "bytes": target.stat().st_size,
    }


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), int(sys.argv[2]))))
