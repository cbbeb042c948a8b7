"""A package of figures under another method recomputes by the numbers it carries, not by the product's."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from akimfeedback.kpi import verify
from akimfeedback.kpi.method import V1, Method
from tests.kpi.packages import content, random_registers, unpacked


def later(*codes: str, floor: int = 10, prior: float = 20.0) -> Method:
    """Return a later version of some indicators with other floors and another pull."""
    whole = sum(one.weight for one in V1.indicators if one.code in codes)
    chosen = [
        replace(
            one,
            weight=one.weight / whole,
            floor=floor,
            prior=prior,
            publish_from=max(one.publish_from, floor) if one.publish_from else 0,
        )
        for one in V1.indicators
        if one.code in codes
    ]
    return replace(V1, version="v2", valid_from=date(2026, 7, 1), indicators=tuple(chosen))


METHODS = {
    "without K2 and K5": later("K1", "K3", "K4"),
    "floors of fifteen": later("K1", "K2", "K3", "K4", "K5", floor=15),
    "a stronger pull": later("K1", "K2", "K3", "K4", "K5", prior=40.0),
}


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
def test_figures_of_a_later_method_recompute(method: Method, tmp_path: Path) -> None:
    folder = unpacked(content(random_registers(5), method=method), tmp_path)

    report = verify.check(folder)

    assert report.differences == []
    assert report.same
    with (folder / "figures.csv").open(encoding="utf-8", newline="") as table:
        codes = {line["indicator"] for line in csv.DictReader(table)}
    assert codes == set(method.weights)
