"""What the page of comparison says: a section per indicator, the okrugs by the alphabet, no ranking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from akimfeedback.core.folding import kazakh_key
from akimfeedback.geography.models import Territory
from akimfeedback.kpi import comparing
from akimfeedback.kpi.comparing import Difference, Seen
from akimfeedback.kpi.labels import NAMES, PRECISIONS, QUESTIONS
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.peer_words import short_name
from akimfeedback.kpi.scores import percent0
from akimfeedback.portal.okrug_page import Drawing, period_words
from akimfeedback.web import charts
from akimfeedback.web.formats import percent, share_of
from akimfeedback.web.product import named

CODES = ("K1", "K2", "K3", "K4", "K5")
CSV_HEAD = (
    "okrug", "name_kk", "name_ru", "name_en", "period", "state", "version", "method", "adapted", "indicator",
    "k", "n", "share", "low", "high", "precision", "data_time",
)  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """An okrug and its public figures of the period, None without any."""

    unit: Territory
    snapshot: Snapshot | None


@dataclass(frozen=True)
class Section:
    """One indicator of all okrugs chosen."""

    code: str
    name: str
    question: str
    drawing: Drawing
    sentences: list[str]


def by_alphabet(units: Sequence[Territory]) -> list[Territory]:
    """Return units by the Kazakh alphabet."""
    return sorted(units, key=lambda unit: (kazakh_key(unit.name_kk), unit.kato))


def sections(compared: Sequence[Compared], period: str) -> list[Section]:
    """Return a section per indicator that the period's figures have."""
    known = [one.snapshot.figures["indicators"] for one in compared if one.snapshot]
    codes = {part["code"] for parts in known for part in parts}
    return [_section(code, compared, period) for code in CODES if code in codes]


def shown(compared: Sequence[Compared], code: str) -> dict[str, Seen]:
    """Return what may be shown of an indicator, by the okrug's code."""
    return {one.unit.kato: comparing.seen(_stored(one, code)) if one.snapshot else comparing.NOTHING
            for one in compared}  # fmt: skip


def _stored(one: Compared, code: str) -> Mapping[str, Any]:
    parts = one.snapshot.figures["indicators"] if one.snapshot else []
    nothing: dict[str, Any] = {"code": code, "k": 0, "n": 0, "wilson": None, "precision": "none"}
    return next((part for part in parts if part["code"] == code), nothing)


def _section(code: str, compared: Sequence[Compared], period: str) -> Section:
    found, names = shown(compared, code), {one.unit.kato: named(one.unit) for one in compared}
    apart = comparing.differences(found)
    rows = [_dot(short_name(names[one.unit.kato]), found[one.unit.kato]) for one in compared]
    title = _title(code, found, apart)
    description = " ".join(f"{row[0]}: {row[1]}, {row[2]}." for row in _table(compared, found))
    svg = charts.dot_rows(
        f"compare-{code.lower()}", rows, title=title, description=description,
        ticks=charts.share_ticks(percent),
    )  # fmt: skip
    subtitle = _(
        "Dot: plain share; line: where the true share probably lies (%(level)s). %(period)s.",
        level=percent(0.95),
        period=period_words(period),
    )
    head = [_("Okrug"), _("Counted"), _("Likely range"), _("Remark")]
    drawing = Drawing(title, subtitle, str(svg), head, _table(compared, found))
    return Section(code, str(NAMES[code]), str(QUESTIONS[code]), drawing, _sentences(apart, names))


def _title(code: str, found: Mapping[str, Seen], apart: Sequence[Difference]) -> str:
    """Return the finding."""
    with_share = sum(one.share is not None for one in found.values())
    if len(found) < 2 or not with_share:
        return str(NAMES[code])
    if with_share < 2:
        return _("%(name)s: too few to compare", name=NAMES[code])
    if not apart:
        return _("%(name)s: they cannot be told apart", name=NAMES[code])
    words = ngettext("%(n)s clear difference", "%(n)s clear differences", len(apart), n=len(apart))
    return f"{NAMES[code]}: {words}"


def _sentences(apart: Sequence[Difference], names: Mapping[str, str]) -> list[str]:
    return [
        _(
            "%(higher)s is clearly higher than %(lower)s: by %(low)s to %(high)s percentage points.",
            higher=names[one.higher],
            lower=names[one.lower],
            low=percent0(one.low),
            high=percent0(one.high),
        )
        for one in apart
    ]


def _dot(name: str, one: Seen) -> charts.Row:
    if one.share is None or one.ranged is None:
        return charts.Row(name, None, label=_("too few"))
    return charts.Row(name, one.share, one.ranged.low, one.ranged.high, label=percent(one.share), own=True)


def _table(compared: Sequence[Compared], found: Mapping[str, Seen]) -> list[list[str]]:
    return [
        [named(one.unit), *_cells(found[one.unit.kato]), _remark(one, found[one.unit.kato])]
        for one in compared
    ]


def _cells(one: Seen) -> list[str]:
    counted = share_of(one.counts.k, one.counts.n) if one.counts and one.counts.n else "–"
    return [counted, f"{percent0(one.ranged.low)}–{percent(one.ranged.high)}" if one.ranged else "–"]


def _remark(one: Compared, what: Seen) -> str:
    if one.snapshot is None:
        return _("nothing is published for this period")
    if what.counts is None:
        return _("too few answers of residents to show")
    if what.pooled:
        return str(PRECISIONS["pooled"])
    if what.ranged is None:
        return str(PRECISIONS["none"]) if what.counts.n else _("nothing was due")
    return str(PRECISIONS["few"]) if what.counts.n < 30 else ""


def csv_rows(compared: Sequence[Compared]) -> Iterator[list[str | int | None]]:
    """Yield a line per okrug and indicator; what the page does not show is empty here too."""
    for one in compared:
        if one.snapshot is None:
            continue
        kept, unit = one.snapshot, one.unit
        lead: list[str | int | None] = [
            unit.kato, unit.name_kk, unit.name_ru, unit.name_en, kept.period, kept.state, kept.version,
            kept.method, "true",
        ]  # fmt: skip
        for part in kept.figures["indicators"]:
            yield [*lead, part["code"], *_numbers(comparing.seen(part)), part["precision"],
                   kept.data_time.isoformat()]  # fmt: skip


def _numbers(one: Seen) -> list[str | int | None]:
    counts = [one.counts.k, one.counts.n] if one.counts else [None, None]
    if one.share is None or one.ranged is None:
        return [*counts, None, None, None]
    return [*counts, *(f"{value:.4f}" for value in (one.share, one.ranged.low, one.ranged.high))]
