"""The figures of an okrug, or of a district, as a workbook: the numbers of the brief, to reckon with."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.kpi.labels import CHANGES, NAMES, PRECISIONS, STANDINGS, STATES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.portal import brief, brief_beside, okrug_page
from akimfeedback.portal.brief import Subject
from akimfeedback.portal.brief_figures import indicators
from akimfeedback.programmes import queries as programmes
from akimfeedback.programmes.rules import Counts
from akimfeedback.web.formats import day_short
from akimfeedback.web.product import named, product_full_name
from akimfeedback.web.workbook import HIDDEN, NOT_KNOWN, Book, Cell, new_book

DIGITS = 12


def okrug_book(session: Session, about: Subject) -> bytes:
    """Return the workbook of one okrug and version, in the language of the request."""
    title = brief.title_of(about)
    where = brief.addresses(about)
    with new_book(title, product_full_name()) as book:
        book.lines(_("Cover"), [title, *cover_lines(session, about), where["live"], where["data"]])
        book.lines(_("Notes"), notes())
        book.table(_("Indicators"), indicator_head(), indicator_rows([about]))
        book.table(_("Score"), score_head(), score_rows([about]))
        book.table(_("Periods"), _period_head(), period_rows(brief.history_of(session, about)))
        _beside_sheets(session, about, book)
        book.table(_("Promises"), [_("State"), _("Count")], _promise_rows(session, about))
    return book.out.getvalue()


def cover_lines(session: Session, about: Subject) -> list[str]:
    """Return what the cover says: adaptation, place, period, state, who holds the office, day of making."""
    lines = [_("An adaptation, not an official assessment.")]
    lines += [f"{label}: {value}" for label, value in brief.facts(session, about)]
    return [*lines, _("Made on %(moment)s", moment=day_short(about.today)), licence()]


def licence() -> str:
    """Return under which terms the figures may be used."""
    return _("The figures may be used freely. Say that they are an adaptation; name the source and the day.")


def notes() -> list[str]:
    """Return what the sheets mean."""
    return [
        _("Notes"),
        _("[x]: not known, or there is none. [c]: not shown, as fewer than 5 residents stand behind it."),
        _("k is how often it went well, n is how many were counted; shares go from 0 to 1."),
        _("The range of a share is Wilson's at 95 per cent; the range of the score is at 90 per cent."),
        _("Precision “pooled”: the quarter alone has fewer than 10, so k and n are of four quarters."),
        _("Nothing here is coloured, merged or left empty; the first row of each sheet names its columns."),
        _("No number here leads to any sanction by itself."),
    ]


def indicator_head() -> list[str]:
    """Return the columns of the sheet of indicators."""
    return [
        _("Code of the okrug"), _("Okrug"), _("Period"), _("Indicator"), _("Name of the indicator"), "k", "n",
        _("Plain share"), _("Range from"), _("Range to"), _("Precision"), _("Against a year ago"),
    ]  # fmt: skip


def indicator_rows(subjects: Sequence[Subject]) -> list[list[Cell]]:
    """Return a row for each okrug and indicator."""
    rows: list[list[Cell]] = []
    for about in subjects:
        for one in indicators(about.snapshot):
            low, high = one["wilson"] or (None, None)
            rows.append([
                about.unit.kato, named(about.unit), about.snapshot.period, one["code"],
                str(NAMES[one["code"]]),
                HIDDEN if one["hidden"] else one["k"], HIDDEN if one["hidden"] else one["n"],
                _rounded(one["raw"]), _rounded(low), _rounded(high),
                str(PRECISIONS[one["precision"]]) or _("enough cases"),
                str(CHANGES[one["change"]["word"]]) if one["change"] else NOT_KNOWN,
            ])  # fmt: skip
    return rows


def _rounded(value: float | None) -> Cell:
    return NOT_KNOWN if value is None else float(f"{value:.{DIGITS}g}")


def score_head() -> list[str]:
    """Return the columns of the sheet of scores."""
    return [
        _("Code of the okrug"), _("Okrug"), _("Period"), _("State"), _("Version"), _("Data as of"),
        _("Method"), _("Score"), _("Range from"), _("Range to"), _("Similar okrugs"),
        _("Similar okrugs with a score"), _("Their middle score"),
    ]  # fmt: skip


def score_rows(subjects: Sequence[Subject]) -> list[list[Cell]]:
    """Return a row for each okrug: the score or why there is none is not known from a cell, so [x]."""
    rows: list[list[Cell]] = []
    for about in subjects:
        snapshot, figures = about.snapshot, about.snapshot.figures
        score, standing = figures["score"] or {}, figures["standing"]
        rows.append([
            about.unit.kato, named(about.unit), snapshot.period, str(STATES[snapshot.state]),
            snapshot.version, local_day(snapshot.data_time), snapshot.method,
            *(_rounded(score.get(name)) for name in ("value", "low", "high")),
            str(STANDINGS[standing]) if standing else NOT_KNOWN,
            figures["peers_scored"], _rounded(figures["peer_median"]),
        ])  # fmt: skip
    return rows


def _period_head() -> list[str]:
    return [
        _("Period"),
        _("State"),
        _("Version"),
        _("Answered in time") + ": k",
        _("Answered in time") + ": n",
    ]


def period_rows(history: Sequence[Snapshot]) -> list[list[Cell]]:
    """Return the periods up to this one with k and n of K1, each of the period alone."""
    return [
        [one.period, str(STATES[one.state]), one.version, *okrug_page.indicator(one, "K1")["own"]]
        for one in history
    ]


def _beside_sheets(session: Session, about: Subject, book: Book) -> None:
    beside = about.snapshot.figures.get("beside")
    if not beside:
        return
    waiting, silence = beside["waiting"], beside["silence"]
    book.table(
        _("Beside the score"),
        [_("What"), _("Value")],
        [
            [_("Requests received"), beside["received"]],
            [_("Per 1,000 residents"), _rounded(beside["per_1000"])],
            [_("Opened again by residents"), beside["reopened"]],
            [_("Working days, half of the requests"), _cell(waiting["median"])],
            [_("Working days, nine of ten"), _cell(waiting["p90"])],
            [_("Went higher after silence"), silence["count"]],
            [_("Requests due"), silence["due"]],
        ],
    )
    outcomes = brief_beside.outcome_counts(beside)
    book.table(_("Decisions"), [_("Decision"), _("Count")], outcomes)
    topics = brief_beside.topic_counts(session, about.snapshot)
    book.table(_("Topics"), [_("Topic"), _("Requests")], topics)
    duties = brief_beside.duty_rows(session, about.snapshot)
    book.table(_("Openness duties"), [_("Duty"), _("Done in time"), _("Due")], duties)


def _cell(value: int | None) -> Cell:
    return NOT_KNOWN if value is None else value


def _promise_rows(session: Session, about: Subject) -> list[list[Cell]]:
    found = programmes.programme_of(session, about.unit.id, about.last_day)
    if found is None:
        return []
    counts = programmes.counts(session, [found.id], about.today)[found.id]
    return promise_rows(counts)


def promise_rows(counts: Counts) -> list[list[Cell]]:
    """Return promises by state; the first six add up to those one can check, with the last to all."""
    return [
        [_("Fulfilled"), counts.fulfilled],
        [_("Fulfilled in part"), counts.partly],
        [_("Not fulfilled"), counts.not_fulfilled],
        [_("Not done for reasons outside the akim"), counts.thwarted],
        [_("Under way or not yet due"), counts.under_way],
        [_("Withdrawn"), counts.withdrawn],
        [_("Cannot be checked"), counts.declarations],
        [_("All promises"), counts.total],
    ]


def district_book(subjects: Sequence[Subject], period: str) -> bytes:
    """Return the workbook of several okrugs in one period, by the alphabet; no rank."""
    title = _("Figures of okrugs, %(period)s", period=okrug_page.period_words(period))
    count = ngettext("%(n)s okrug", "%(n)s okrugs", len(subjects), n=len(subjects))
    adapted = _("An adaptation, not an official assessment.")
    with new_book(title, product_full_name()) as book:
        book.lines(_("Cover"), [title, adapted, count, _("By the alphabet, no rank."), licence()])
        book.lines(_("Notes"), notes())
        book.table(_("Indicators"), indicator_head(), indicator_rows(subjects))
        book.table(_("Score"), score_head(), score_rows(subjects))
    return book.out.getvalue()
