"""Run everything and print the table: `python -m benchmarks [filing] [pages] [inbox] [petitions] …`.

`BENCH=full` takes larger sizes.
"""

import logging
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from akimfeedback.core.embedded import Servers
from benchmarks import (
    brief,
    figures,
    filing,
    inbox,
    journal,
    package,
    pages,
    petitions,
    servers,
    weight,
    world,
)
from benchmarks.sizes import Sizes, chosen
from benchmarks.table import FOOTNOTE, Line, printed

Section = Callable[[Servers, Sizes], list[Line]]


def main(wanted: list[str]) -> int:
    """Return 0 when every budget is kept."""
    started, sizes, lines = time.monotonic(), chosen(), []
    _say(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; making rows …")
    with servers.started() as own:
        os.environ.update(servers.environ(own))
        Path(os.environ["AKF_VAR"]).mkdir(parents=True, exist_ok=True)
        app = _app()
        world.make(app, sizes)
        sections: dict[str, Callable[[], list[Line]]] = {
            "figures": lambda: figures.measure(own, sizes),  # first: the pages show what it counts
            "filing": lambda: filing.measure(own, app, sizes),
            "pages": lambda: pages.measure(own, app, sizes),
            "inbox": lambda: inbox.measure(own, app, sizes),
            "weight": lambda: weight.measure(app),
            "petitions": lambda: petitions.measure(own, app, sizes),
            "journal": lambda: journal.measure(own, app),
            "brief": lambda: brief.measure(app),
            "package": lambda: package.measure(sizes),
        }
        for name, measure in sections.items():
            if name == "figures" or not wanted or name in wanted:
                _say(f"{name} … ({time.monotonic() - started:.0f} s)")
                lines += measure()
    print(printed(lines))
    print(FOOTNOTE)
    _say(f"{time.monotonic() - started:.0f} s in all")
    return 0 if all(line.ok is not False for line in lines) else 1


def _app() -> Flask:
    from akimfeedback.app import create_app  # noqa: PLC0415 - reads the environment set above

    made = create_app()
    logging.getLogger().setLevel(logging.WARNING)
    return made


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
