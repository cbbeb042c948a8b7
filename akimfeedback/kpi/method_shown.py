"""What pages say of a method: its cards, its numbers, its place in time, and a dry run before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from akimfeedback.core.folding import kazakh_key
from akimfeedback.geography.queries import by_ids
from akimfeedback.kpi import labels, method_labels
from akimfeedback.kpi.composite import PEERS_NEEDED
from akimfeedback.kpi.dry_run import CEILING, CHOICES, OKRUGS_FOR_OVERLAP, OVERLAP_FROM
from akimfeedback.kpi.method import NUMBERS, Indicator, Method, MethodChange, Words
from akimfeedback.kpi.method_drawing import Pair, dot_pairs
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.signal_labels import NAMES as SIGNALS
from akimfeedback.web.formats import number, percent, share_of
from akimfeedback.web.paging import Page
from akimfeedback.web.product import language, named

OKRUGS_PER_PAGE = 12
NONE = "–"


def said(words: Words) -> str:
    """Return the words of the page's language, else the Kazakh ones."""
    return words.get(language()) or words.get("kk", "")


def written(name: str, value: float) -> str:
    """Return one number of a method as people read it: shares in percent, "none" for a need of zero."""
    if name in {"weight", "m0"}:
        return percent(value, 0 if abs(value * 100 - round(value * 100)) < 1e-9 else 1)
    if name == "publish_from" and not value:
        return _("not needed")
    return number(value, 0 if float(value).is_integer() else 1)


def card(one: Indicator) -> dict[str, Any]:
    """Return the words and numbers of one indicator's card."""
    return {
        "code": one.code,
        "name": labels.NAMES[one.code],
        "question": said(one.question),
        "rows": [
            {"label": _("Formula in words"), "value": said(one.formula)},
            {"label": _("Weight"), "value": written("weight", one.weight)},
            {"label": _("Who can change it"), "value": method_labels.TAGS[one.tag.value]},
            {"label": _("How it could be gamed"), "value": said(one.gaming)},
        ],
        "more": [
            {"label": _("Who is counted"), "value": labels.COUNTED[one.code]},
            {"label": _("What is a success"), "value": labels.SUCCESS[one.code]},
            {"label": _("What is watched"), "value": watched(one)},
        ],
    }


def watched(one: Indicator) -> str:
    """Return the signals that watch an indicator, in words."""
    known = {code.value: words for code, words in SIGNALS.items()}
    found = [str(known[code]) for code in one.watched_by if code in known]
    return "; ".join(found) or _("Nothing of its own: everybody sees the evidence.")


def number_table(method: Method) -> tuple[list[Any], list[list[Any]]]:
    """Return head and rows of all numbers of a method."""
    head = [_("Indicator"), _("Zone"), *(method_labels.NUMBERS[name] for name in NUMBERS)]
    rows = [
        [
            f"{one.code}. {labels.NAMES[one.code]}",
            method_labels.ZONES[one.zone.value],
            *(written(name, getattr(one, name)) for name in NUMBERS),
        ]
        for one in method.indicators
    ]
    return head, rows


def changes_said(change: MethodChange) -> list[str]:
    """Return what a version changes, a line each."""
    names = labels.NAMES
    lines = [_("Added: %(name)s.", name=f"{code} {names[code]}") for code in change.added]
    lines += [_("Dropped: %(name)s.", name=f"{code} {names[code]}") for code in change.dropped]
    lines += [
        f"{code} {names[code]}. {method_labels.NUMBERS[name]}: {written(name, old)} → {written(name, new)}."
        for code, name, old, new in change.numbers
    ]
    lines += [_("New words: %(name)s.", name=f"{code} {names[code]}") for code in change.words]
    return lines


@dataclass(frozen=True)
class Term:
    """From when to when a version is in force; `until` None: no end is known."""

    since: date
    until: date | None

    def place(self, today: date) -> str:
        """Return "coming", "in-force" or "past"."""
        if self.since > today:
            return "coming"
        return "past" if self.until and self.until < today else "in-force"


def terms(methods: Sequence[Method]) -> dict[str, Term]:
    """Return the term of each approved version; the next one's first day ends it."""
    ordered = sorted(methods, key=lambda method: method.valid_from)
    ends = [one.valid_from - timedelta(days=1) for one in ordered[1:]]
    return {one.version: Term(one.valid_from, end) for one, end in zip(ordered, [*ends, None], strict=True)}


@dataclass(frozen=True)
class Comparison:
    """A dry run ready to be shown: tables, warnings, one page of okrugs of the latest quarter."""

    quarters: list[list[str]]
    overlap: list[list[str]]
    ceiling: list[list[str]]
    choices: list[list[str]]
    flags: list[str]
    untold: list[str]  # what could not be judged, and why
    period: str
    svg: Markup | str
    pairs: list[list[str]]
    page: Page[Pair]


def comparison(session: Session, run: Mapping[str, Any], page_number: int) -> Comparison:
    """Return a finished dry run as tables of words; okrugs of its latest quarter, by the alphabet."""
    found, period = run["summary"], max(run["done"])
    pairs = _pairs(session, run["done"][period]["rows"])
    first = (page_number - 1) * OKRUGS_PER_PAGE
    page = Page(pairs[first : first + OKRUGS_PER_PAGE], page_number, len(pairs), per_page=OKRUGS_PER_PAGE)
    return Comparison(
        quarters=[_quarter(one) for one in found["quarters"]],
        overlap=[
            [f"{one[0]} – {one[1]}", number(one[2], 2)]
            for one in sorted(found["overlap"], key=lambda one: -one[2])
        ],
        ceiling=[
            [f"{code}. {labels.NAMES[code]}", share_of(full, n)]
            for code, (full, n) in found["ceiling"].items()
        ],
        choices=[_choice(name, found["choices"][name]) for name in CHOICES],
        flags=flags_said(found),
        untold=_untold(found),
        period=period_said(period),
        svg=_drawn(page.rows),
        pairs=[[one.name, _points(one.before), _points(one.after), one.words] for one in page.rows],
        page=page,
    )


def _points(value: float | None) -> str:
    return NONE if value is None else number(value, 1)


def _moved(value: float | None) -> str:
    if value is None:
        return NONE
    sign = "+" if value > 0 else ("−" if value < 0 else "")
    return sign + number(abs(value), 1)


def _quarter(one: Mapping[str, Any]) -> list[str]:
    return [
        period_said(one["period"]),
        number(one["okrugs"]),
        f"{number(one['scored_before'])} → {number(one['scored_after'])}",
        _moved(one["mean"]),
        _moved(one["largest"]),
        number(one["words_changed"]),
    ]


def period_said(period: str) -> str:
    """Return a quarter in words."""
    found = parse(period)
    return _("quarter %(part)s of %(year)s", part=found.part, year=found.year)


def _choice(name: str, one: Mapping[str, Any]) -> list[str]:
    return [
        str(method_labels.CHOICES[name]),
        share_of(one["crossed"], one["worded"]) if one["worded"] else NONE,
        NONE if one["shift"] is None else number(one["shift"], 1),
    ]


def flags_said(found: Mapping[str, Any]) -> list[str]:
    """Return the warnings of a dry run, a sentence each."""
    return [_flag(flag) for flag in found["flags"]]


def _untold(found: Mapping[str, Any]) -> list[str]:
    """Return what too few okrugs leave open."""
    lines = []
    if not found["overlap"]:
        lines.append(
            _("Whether two indicators say the same is judged from %(n)s okrugs on.", n=OKRUGS_FOR_OVERLAP)
        )
    if not any(one["worded"] for one in found["choices"].values()):
        lines.append(
            _("Whether one choice carries the words is judged where %(n)s similar okrugs have a score.",
              n=PEERS_NEEDED + 1)
        )  # fmt: skip
    return lines


def _flag(flag: Sequence[str]) -> str:
    kind, *codes = flag
    if kind == "overlap":
        return _(
            "%(first)s and %(second)s say nearly the same: their rank correlation is above %(limit)s.",
            first=codes[0], second=codes[1], limit=number(OVERLAP_FROM, 1),
        )  # fmt: skip
    if kind == "ceiling":
        return _(
            "%(code)s tells okrugs apart no more: over half of them have more than %(limit)s.",
            code=codes[0], limit=percent(CEILING),
        )  # fmt: skip
    return _(
        "The words hang on one choice: “%(choice)s” moves more than a third of the okrugs across the line "
        "“clearly”. Then the indicators should be published alone, without a score.",
        choice=method_labels.CHOICES[codes[0]],
    )


def _pairs(session: Session, rows: Sequence[Sequence[Any]]) -> list[Pair]:
    names = {unit.id: named(unit) for unit in by_ids(session, [row[0] for row in rows])}
    pairs = [Pair(names.get(row[0], NONE), row[1], row[2], _standings(row[3], row[4])) for row in rows]
    return sorted(pairs, key=lambda pair: kazakh_key(pair.name))


def _standings(before: str | None, after: str | None) -> str:
    words = [str(labels.STANDINGS[one]) if one else NONE for one in (before, after)]
    return words[0] if words[0] == words[1] else " → ".join(words)


def _drawn(pairs: Sequence[Pair]) -> Markup | str:
    shown = [one for one in pairs if one.before is not None or one.after is not None]
    if not shown:
        return ""
    parts = [f"{one.name}: {_points(one.before)} → {_points(one.after)}" for one in shown]
    count = len(shown)
    return dot_pairs(
        "pairs",
        shown,
        title=ngettext(
            "Score of %(n)s okrug before and after", "Scores of %(n)s okrugs before and after", count, n=count
        ),
        description="; ".join(parts),
        words=_points,
        key=(_("method of that time"), _("this version")),
    )
