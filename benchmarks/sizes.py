"""How much is made and how long is measured: a quick run, or `BENCH=full`."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Rows and seconds of a run."""

    okrugs: int
    cases_each: int
    inbox: int
    rounds: int
    seconds: float
    residents: int = 40
    connections: int = 6


QUICK = Sizes(okrugs=2400, cases_each=200, inbox=100_000, rounds=3, seconds=2.5)
FULL = Sizes(okrugs=2400, cases_each=2080, inbox=100_000, rounds=5, seconds=10)


def chosen() -> Sizes:
    """Return the sizes the environment asks for."""
    return FULL if os.environ.get("BENCH") == "full" else QUICK
