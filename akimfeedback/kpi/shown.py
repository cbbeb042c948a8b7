"""Figures as they are shown: rounded once, half up. Pure over a stored snapshot."""

from typing import Any

from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.scores import score1, share4


def _share(value: float | None) -> float | None:
    return None if value is None else float(share4(value))


def published_figures(kato: str, snapshot: Snapshot) -> dict[str, Any]:
    """Return a snapshot in the shape of the open API: shares with 4 decimals, scores with one."""
    score = snapshot.figures["score"]
    return {
        "okrug": kato,
        "period": snapshot.period,
        "method": snapshot.method,
        "state": snapshot.state,
        "adapted": True,
        "data_time": snapshot.data_time.isoformat(),
        "indicators": [_indicator(one) for one in snapshot.figures["indicators"]],
        "score": {name: float(score1(value)) for name, value in score.items()} if score else None,
    }


def _indicator(one: dict[str, Any]) -> dict[str, Any]:
    wilson, shrunk = one["wilson"], one["shrunk"]
    return {
        "code": one["code"],
        "k": one["k"],
        "n": one["n"],
        "raw": _share(one["raw"]),
        "wilson": {"low": _share(wilson[0]), "high": _share(wilson[1])} if wilson else None,
        "shrunk": dict(zip(("value", "low", "high"), map(_share, shrunk), strict=True)) if shrunk else None,
        "precision": one["precision"],
        "weight": one["weight"],
        "effective_weight": one["effective_weight"],
    }
