"""What pages about promises show: sentences, cards, the chart; values and words, no rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from akimfeedback.files import service as files
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import DOCUMENT_SIZE, FileKind, FileState
from akimfeedback.programmes import labels, rules
from akimfeedback.programmes.models import Progress, Promise
from akimfeedback.programmes.rules import Control, Counts
from akimfeedback.web.charts import Group, squares
from akimfeedback.web.formats import NBSP, day, money, percent

SHAPES = {
    "fulfilled": "full",
    "partly": "half",
    "not-fulfilled": "cross",
    "thwarted": "slash",
    "in-progress": "dot",
    "stalled": "pause",
    "not-due": "empty",
}


@dataclass(frozen=True)
class Step:
    """One update as the page shows it."""

    on: date
    word: str
    tone: str
    icon: str
    text: str
    language: str
    money: str
    evidence_url: str
    photos: list[dict[str, str]]
    documents: list[dict[str, str]]
    waiting: int  # photos a worker has not checked yet


def by_code(counts: Counts) -> dict[str, int]:
    """Return counts by the codes of `labels.ORDER`."""
    names = {code: code.replace("-", "_") for code in labels.ORDER} | {"declaration": "declarations"}
    return {code: getattr(counts, names[code]) for code in labels.ORDER}


def sentence(counts: Counts) -> str:
    """Return the one sentence with all denominators; without an outcome it gives counts and no share."""
    if not counts.due:
        words: str = _(
            "Promises: %(total)s. No outcome is known yet, so there is no share; under way: "
            "%(under_way)s, not done for reasons outside the akim: %(thwarted)s, withdrawn: %(withdrawn)s, "
            "cannot be checked: %(declarations)s.",
            total=counts.total,
            under_way=counts.under_way,
            thwarted=counts.thwarted,
            withdrawn=counts.withdrawn,
            declarations=counts.declarations,
        )
        return words
    found = rules.shares(counts)
    whole: str = _(
        "Fulfilled: %(fulfilled)s of %(due)s promises with an outcome, that is %(strict)s strictly; "
        "%(generous)s with the %(partly)s partly fulfilled counted as half; %(with_thwarted)s when the "
        "%(thwarted)s not done for reasons outside the akim count as not fulfilled. In no share: under way "
        "%(under_way)s, withdrawn %(withdrawn)s, cannot be checked %(declarations)s.",
        fulfilled=counts.fulfilled,
        due=counts.due,
        partly=counts.partly,
        thwarted=counts.thwarted,
        under_way=counts.under_way,
        withdrawn=counts.withdrawn,
        declarations=counts.declarations,
        strict=_whole(found.strict),
        generous=_whole(found.generous),
        with_thwarted=_whole(found.with_thwarted),
    )
    return whole


def coverage(counts: Counts) -> str:
    """Return how many promises one can check at all."""
    words: str = _(
        "Can be checked: %(testable)s of %(total)s (%(share)s).",
        testable=counts.testable,
        total=counts.total,
        share=_whole(rules.shares(counts).coverage),
    )
    return words


def _whole(share: Any) -> str:
    number = labels.whole_percent(share)
    return "–" if number is None else percent(number / 100)


def chart(counts: Counts, name: str = "promises") -> Markup | None:
    """Return one square per promise that can be checked and stands; None when there is none."""
    found = by_code(counts)
    groups = [
        Group(labels.short_word(code), found[code], shape) for code, shape in SHAPES.items() if found[code]
    ]
    if not groups:
        return None
    description = ", ".join(f"{group.word}: {group.count}" for group in groups)
    return squares(name, groups, title=_("Promises by status, by the akim's word"), description=description)


def table(counts: Counts) -> list[list[str]]:
    """Return the numbers behind the drawing, all statuses that occur."""
    return [[labels.word(code), str(count)] for code, count in by_code(counts).items() if count]


def card(promise: Promise, url: str, *, stalled: bool) -> dict[str, Any]:
    """Return the values of the macro `promise_card`."""
    code = labels.standing(promise.state, stalled=stalled)
    return {
        "title": promise.wording,
        "status_word": labels.word(code),
        "tone": labels.TONES[code],
        "icon_name": labels.ICONS[code],
        "due_on": promise.target_on,
        "due_word": _("The programme names no day"),
        "class_word": str(labels.CONTROLS[Control(promise.control)]),
        "updates": len(promise.progress),
        "akim_word": labels.word(promise.state),
        "rater_word": _("Not rated yet"),
        "url": url,
    }


def steps(promise: Promise) -> list[Step]:
    """Return the history of a promise, newest first."""
    return [_step(progress) for progress in reversed(promise.progress)]


def _step(progress: Progress) -> Step:
    kept = [item.file for item in progress.files]
    return Step(
        on=progress.on,
        word=labels.word(progress.state),
        tone=labels.TONES[progress.state],
        icon=labels.ICONS[progress.state],
        text=progress.text,
        language=progress.language,
        money=money(progress.spent_tenge) if progress.spent_tenge else "",
        evidence_url=progress.evidence_url or "",
        photos=[
            _photo(file) for file in kept if file.kind == FileKind.PHOTO and file.state == FileState.READY
        ],
        documents=[_document(file) for file in kept if file.kind == FileKind.DOCUMENT],
        waiting=sum(file.state == FileState.QUARANTINED for file in kept),
    )


def _photo(file: StoredFile) -> dict[str, str]:
    page = file.sizes["page"]
    return {
        "small": files.url(file, "page"),
        "large": files.url(file, "full"),
        "width": str(page["width"]),
        "height": str(page["height"]),
    }


def document(file: StoredFile | None) -> dict[str, str] | None:
    """Return address, name and size of a document for a link; None when there is none to show."""
    is_there = file is not None and file.state == FileState.READY and DOCUMENT_SIZE in file.sizes
    return _document(file) if file is not None and is_there else None


def _document(file: StoredFile) -> dict[str, str]:
    size = f"{max(1, file.bytes // 1024)}{NBSP}KB"
    return {"url": files.url(file, DOCUMENT_SIZE), "name": file.original_name or _("Document"), "size": size}


def filter_words(state: str | None, control: str | None) -> list[tuple[str, str]]:
    """Return the chosen filters as (name, words)."""
    chosen = [("state", labels.word(state))] if state else []
    return chosen + ([("control", str(labels.CONTROLS[Control(control)]))] if control else [])


def request_rows(figures: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the figures of requests frozen beside a report, those that were given."""
    words = {
        "filed": _("Requests received"),
        "answered": _("Answered"),
        "on_time": _("Answered on time"),
        "solved": _("Solved, residents say"),
        "not_solved": _("Not solved, residents say"),
        "overdue": _("Overdue now"),
    }
    return [(word, str(figures[name])) for name, word in words.items() if name in figures]


def covered(first: date, last: date) -> str:
    """Return the days of a report."""
    return f"{day(first, year=True)} – {day(last, year=True)}"


def counts_of(facts: dict[str, Any]) -> Counts:
    """Return the counts frozen in a report."""
    return Counts(**facts.get("promises", {}))


def short_list(promises: Sequence[tuple[Promise, bool]]) -> list[list[str]]:
    """Return name and status of each promise for a table."""
    return [
        [promise.short_name, labels.word(labels.standing(promise.state, stalled=still))]
        for promise, still in promises
    ]
