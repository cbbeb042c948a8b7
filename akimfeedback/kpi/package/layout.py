"""Names, columns and types of the tables of a package, with their words in three languages. Pure."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

TITLE: Mapping[str, str] = {
    "en": "Work with residents: figures of rural okrugs and the rows behind them",
    "kk": "Тұрғындармен жұмыс: ауылдық округтердің көрсеткіштері және олардың жолдары",
    "ru": "Работа с жителями: показатели сельских округов и строки за ними",
}
NOT_OFFICIAL: Mapping[str, str] = {
    "en": "An adaptation for rural okrugs, not official.",
    "kk": "Ауылдық округтерге бейімделген, ресми емес.",
    "ru": "Адаптация для сельских округов, не официальная оценка.",
}
LICENCE: Mapping[str, str] = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
_COLUMNS: Mapping[str, str] = {
    "okrugs": "okrug name_kk name_ru name_en district people distance_km group version state method calendar "
    "code data_time reason",
    "requests": "okrug period on_time prompt",
    "verdicts": "okrug period solved",
    "ratings": "okrug period satisfied",
    "duties": "okrug period duty k n",
    "raters": "okrug period raters",
    "groups": "data_time group okrugs",
    "rest": "data_time group indicator part k n",
    "rest_scores": "data_time group score",
    "figures": "okrug indicator k n share wilson_low wilson_high shrunk shrunk_low shrunk_high precision "
    "peers_mean weight effective_weight change change_low change_high change_word",
    "scores": "okrug score score_low score_high standing peer_median peers_scored",
    "beside": "okrug received answered reopened per_1000 wait_cases wait_median wait_p90 silence silence_due "
    "silence_rate silence_low silence_high",
    "outcomes": "okrug decision answers",
    "days": "okrug days requests",
    "topics": "okrug topic requests",
    "method": "version indicator zone weight prior m0 floor publish_from",
    "constants": "name value",
    "methods": "version valid_from reason_kk reason_ru reason_en",
    "withheld": "data_time group okrug indicator part why",
}
TABLES: Mapping[str, Sequence[str]] = {name: columns.split() for name, columns in _COLUMNS.items()}
_FLAGS = frozenset({"on_time", "prompt", "solved", "satisfied"})
_COUNTS = frozenset({
    "people", "distance_km", "k", "n", "okrugs", "peers_scored", "received", "answered", "reopened",
    "wait_cases", "wait_median", "wait_p90", "silence", "silence_due", "answers", "requests", "floor",
    "publish_from",
})  # fmt: skip
_NUMBERS = frozenset({
    "score", "score_low", "score_high", "peer_median", "share", "wilson_low", "wilson_high", "shrunk",
    "shrunk_low", "shrunk_high", "peers_mean", "weight", "effective_weight", "change", "change_low",
    "change_high", "per_1000", "silence_rate", "silence_low", "silence_high", "prior", "m0", "value",
})  # fmt: skip
_KEYS: Mapping[str, Sequence[str]] = {
    "okrugs": ("okrug",), "figures": ("okrug", "indicator"), "scores": ("okrug",), "beside": ("okrug",),
}  # fmt: skip


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


def table_title(table: str, language: str) -> str:
    """Return what a table holds."""
    title: str = _words()["tables"][table][language]
    return title


def column_title(column: str, language: str) -> str:
    """Return what a column means."""
    title: str = _words()["columns"][column][language]
    return title


def _field(table: str, column: str) -> dict[str, Any]:
    made: dict[str, Any] = {"name": column, "type": "string", "description": _said(column)}
    if column in _FLAGS:
        made |= {"type": "boolean", "trueValues": ["1"], "falseValues": ["0"]}
    elif column in _COUNTS or (table, column) == ("okrugs", "version"):
        made["type"] = "integer"
    elif column in _NUMBERS:
        made["type"] = "number"
    elif column == "data_time":
        made |= {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%fZ"}
    elif column == "valid_from":
        made["type"] = "date"
    return made


def _said(column: str) -> str:
    return " · ".join(column_title(column, language) for language in ("kk", "ru", "en"))


def schema(table: str) -> dict[str, Any]:
    """Return the Table Schema of a table."""
    made: dict[str, Any] = {
        "fields": [_field(table, column) for column in TABLES[table]],
        "missingValues": [""],
    }
    if table in _KEYS:
        made["primaryKey"] = list(_KEYS[table])
    if table not in ("okrugs", "withheld") and "okrug" in TABLES[table]:
        made["foreignKeys"] = [
            {"fields": ["okrug"], "reference": {"resource": "okrugs", "fields": ["okrug"]}}
        ]
    return made
