"""Shapes of the open API; the OpenAPI document is made from them, answers are checked by them."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from akimfeedback.portal import initiative_schemas as initiatives
from akimfeedback.portal.shapes import Problem, Shape

Share = float


class Okrug(Shape):
    """A unit with an akim. `population` and `connected_from` are null while unknown or not joined."""

    kato: str = Field(pattern=r"^[0-9]{9}$")
    name_kk: str
    name_ru: str
    name_en: str
    district: str | None = Field(description="КАТО code of the district")
    population: int | None
    connected_from: date | None


class Okrugs(Shape):
    """All okrugs, or those of one district, by code."""

    okrugs: list[Okrug]


class Interval(Shape):
    """Wilson 95 % interval, shares 0..1."""

    low: Share
    high: Share


class Shrunk(Shape):
    """Share pulled towards similar okrugs with its 95 % interval."""

    value: Share
    low: Share
    high: Share


class Change(Shape):
    """Difference against the same quarter a year ago with Newcombe's 95 % interval, and its word."""

    difference: Share
    low: Share
    high: Share
    word: Literal["improved", "probably-improved", "no-clear-change", "probably-worsened", "worsened"]


class Indicator(Shape):
    """One indicator: k of n. `wilson` and `raw` are null when the figure is not shown (precision none)."""

    code: Literal["K1", "K2", "K3", "K4", "K5"]
    k: int | None = Field(description="null: fewer than five opinions")
    n: int | None = Field(description="null: fewer than five opinions")
    hidden: bool = Field(description="k and n are not told: fewer than five opinions, or of too few people")
    raw: Share | None
    wilson: Interval | None
    shrunk: Shrunk | None
    precision: Literal["normal", "few", "pooled", "none"]
    weight: float
    effective_weight: float | None
    change: Change | None
    rows: str = Field(description="page with the anonymised rows behind k and n")
    definition: str


class Score(Shape):
    """Score 0..100 with its 90 % interval."""

    value: float
    low: float
    high: float


class Kpi(Shape):
    """Published figures of one okrug in one period."""

    okrug: str = Field(pattern=r"^[0-9]{9}$")
    period: str
    version: int
    method: str
    calendar: str
    code: str = Field(description="version of the program")
    state: Literal["provisional", "final", "corrected"]
    adapted: Literal[True]
    data_time: datetime
    reason: str | None = Field(description="of a correction")
    indicators: list[Indicator]
    score: Score | None
    standing: Literal["clearly-above", "clearly-below", "cannot-be-told-apart"] | None
    peer_median: float | None
    peers_scored: int
    group: str
    definition: str = Field(description="page that says how each figure was counted")
    method_page: str
    package: str | None = Field(description="page of the quarter's data package; null for longer periods")


_SHAPES: tuple[type[Shape], ...] = (Okrugs, Kpi, Problem, *initiatives.SHAPES)


def _answer(description: str, shape: type[Shape]) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{shape.__name__}"}}},
    }


def _code(name: str, place: str, description: str, *, required: bool) -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": required,
        "description": description,
        "schema": {"type": "string", "pattern": "^[0-9]{9}$"},
    }


def document(base_url: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the open API."""
    components: dict[str, Any] = {}
    for shape in _SHAPES:
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}")
        components.update(schema.pop("$defs", {}))
        components[shape.__name__] = schema
    period = {
        "name": "period",
        "in": "query",
        "required": True,
        "description": "2026-07 | 2026-Q3 | 2026-H2 | 2026",
        "schema": {"type": "string", "pattern": "^20[0-9]{2}(-(0[1-9]|1[0-2])|-Q[1-4]|-H[12])?$"},
    }
    version = {
        "name": "version",
        "in": "query",
        "required": False,
        "description": "a published version; without it the newest",
        "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,2}$"},
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Work with residents: figures of rural okrugs",
            "version": "1",
            "description": "An adaptation of the state's method for rural okrugs; not official.",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/v1/okrugs": {
                "get": {
                    "operationId": "okrugs",
                    "summary": "Okrugs with population and joining day",
                    "parameters": [
                        _code("district", "query", "only okrugs of this district", required=False)
                    ],
                    "responses": {
                        "200": _answer("the okrugs", Okrugs),
                        "404": _answer("no such district", Problem),
                        "400": _answer("the question holds what nobody types", Problem),
                        "422": _answer("the code is not nine digits", Problem),
                        "429": _answer("too many questions, wait", Problem),
                    },
                }
            },
            "/api/v1/okrugs/{kato}/kpi": {
                "get": {
                    "operationId": "kpi",
                    "summary": "Published figures of an okrug in a period",
                    "parameters": [
                        _code("kato", "path", "code of the okrug", required=True),
                        period,
                        version,
                    ],
                    "responses": {
                        "200": _answer("the figures", Kpi),
                        "404": _answer("no such okrug, or not published", Problem),
                        "400": _answer("the question holds what nobody types", Problem),
                        "422": _answer("the period, the version or the code cannot be read", Problem),
                        "429": _answer("too many questions, wait", Problem),
                    },
                }
            },
            **initiatives.PATHS,
        },
        "components": {"schemas": components},
    }
