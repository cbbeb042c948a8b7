"""The lines of the table and how they are printed."""

from dataclasses import dataclass

FOOTNOTE = """
For scale, measured earlier on a machine of the same class (2 cores, 2 web processes), not in this run:
  Signalen 2.50     files  51 reports/s, 32 ms of processor, 45 queries; lists 50 in 627 ms p95, 263 queries
  django-helpdesk   files 188 tickets/s,  9 ms of processor each
"""


@dataclass(frozen=True)
class Line:
    """One measured thing; `ok` is None where there is no budget."""

    what: str
    floor: str
    ours: str
    ratio: str
    budget: str
    ok: bool | None

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the line as text."""
        return (
            self.what,
            self.floor,
            self.ours,
            self.ratio,
            self.budget,
            {None: "", True: "yes"}.get(self.ok, "NO"),
        )


HEAD = ("what", "floor", "ours", "ratio", "budget", "ok")


def at_least(what: str, floor: float, ours: float, budget: float, unit: str) -> Line:
    """Return a line whose ratio to the floor must be at least the budget."""
    ratio = ours / floor
    return Line(
        what,
        f"{floor:,.0f} {unit}",
        f"{ours:,.0f} {unit}",
        f"{ratio:.2f}",
        f"≥ {budget:.2f}",
        ratio >= budget,
    )


def at_most_times(what: str, floor: float, ours: float, budget: float, unit: str) -> Line:
    """Return a line whose ratio to the floor must be at most the budget."""
    ratio = ours / floor
    shown = f"{floor:,.2f} {unit}", f"{ours:,.2f} {unit}"
    return Line(what, *shown, f"{ratio:.2f}", f"≤ {budget:g} ×", ratio <= budget)


def at_most(what: str, ours: float, budget: float, unit: str, digits: int = 0) -> Line:
    """Return a line whose value must be at most the budget."""
    return Line(what, "", f"{ours:,.{digits}f} {unit}", "", f"≤ {budget:,g} {unit}", ours <= budget)


def told(what: str, ours: str, floor: str = "") -> Line:
    """Return a line without a budget."""
    return Line(what, floor, ours, "", "", None)


def printed(lines: list[Line]) -> str:
    """Return the table as Markdown, columns aligned."""
    rows = [HEAD, *(line.cells for line in lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    text = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)
