"""What the district board says, row by row."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from akimfeedback.kpi.scores import score1
from akimfeedback.oversight.queries import BoardRow
from akimfeedback.web.formats import day, number


def overdue_head() -> list[str]:
    """Return the heads of the overdue list."""
    return [_("Number"), _("Okrug"), _("Topic"), _("Place"), _("Was due"), _("Days late")]


def score_words(row: BoardRow) -> str:
    """Return the published score, or a dash; it stands last and decides nothing."""
    score = row.snapshot.figures["score"] if row.snapshot else None
    if not score:
        return "–"
    value, low, high = (number(float(score1(score[name])), 1) for name in ("value", "low", "high"))
    return f"{value} ({low}–{high})"


def stalled_words(row: BoardRow) -> str:
    """Return how many promises are stalled, of how many; a dash without a programme."""
    return f"{row.promises.stalled} / {row.promises.total}" if row.promises else "–"


def district(rows: Sequence[BoardRow]) -> dict[str, Any]:
    """Return sums and table of the board."""
    return {
        "rows": rows,
        "sums": {
            "overdue": sum(row.facts.overdue for row in rows),
            "silent": sum(row.facts.silent for row in rows),
            "reopened": sum(row.facts.reopened for row in rows),
            "stalled": sum(row.promises.stalled for row in rows if row.promises),
        },
        "score_words": score_words,
        "stalled_words": stalled_words,
        "joined": lambda row: day(row.connected_from) if row.connected_from else _("not joined"),
    }
