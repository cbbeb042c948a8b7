"""Figures as they are shown: rounded once, half up; opinions of fewer than five stay out. Pure."""

from typing import Any

from akimfeedback.kpi.disclosure import hides
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.rows_behind import raters_of
from akimfeedback.kpi.scores import score1, share4


def _share(value: float | None) -> float | None:
    return None if value is None else float(share4(value))


def published_figures(kato: str, snapshot: Snapshot, base_url: str = "") -> dict[str, Any]:
    """Return a snapshot in the shape of the open API: shares with 4 decimals, scores with one.

    `base_url` is put before the links to method, rows and package.
    """
    found, base = snapshot.figures, base_url.rstrip("/")
    score, median = found["score"], found["peer_median"]
    figures = f"{base}/okrugs/{kato}/figures/{snapshot.period}"
    is_quarter = snapshot.version > 0 and "-Q" in snapshot.period
    return {
        "okrug": kato,
        "period": snapshot.period,
        "version": snapshot.version,
        "method": snapshot.method,
        "calendar": snapshot.calendar,
        "code": snapshot.code,
        "state": snapshot.state,
        "adapted": True,
        "data_time": snapshot.data_time.isoformat(),
        "reason": snapshot.reason,
        "indicators": [_indicator(one, figures, snapshot) for one in found["indicators"]],
        "score": {name: float(score1(value)) for name, value in score.items()} if score else None,
        "standing": found["standing"],
        "peer_median": None if median is None else float(score1(median)),
        "peers_scored": found["peers_scored"],
        "group": found["group"],
        "definition": figures,
        "method_page": f"{base}/method",
        "package": f"{base}/open-data/{snapshot.period}" if is_quarter else None,
    }


def _indicator(one: dict[str, Any], figures: str, snapshot: Snapshot) -> dict[str, Any]:
    wilson, shrunk, changed = one["wilson"], one["shrunk"], one["change"]
    hidden = hides(one, raters_of(snapshot))
    if hidden or changed is None:
        change = None
    else:
        change = {name: _share(changed[name]) for name in ("difference", "low", "high")}
        change["word"] = changed["word"]
    return {
        "code": one["code"],
        "k": None if hidden else one["k"],
        "n": None if hidden else one["n"],
        "hidden": hidden,
        "raw": _share(one["raw"]),
        "wilson": {"low": _share(wilson[0]), "high": _share(wilson[1])} if wilson else None,
        "shrunk": dict(zip(("value", "low", "high"), map(_share, shrunk), strict=True)) if shrunk else None,
        "precision": one["precision"],
        "weight": one["weight"],
        "effective_weight": one["effective_weight"],
        "change": change,
        "rows": f"{figures}/rows/{one['code']}?version={snapshot.version}",
        "definition": f"{figures}#{one['code'].lower()}",
    }
