"""The drawings of an okrug's page as files: the same numbers, with title, source, day and woven strip."""

from collections.abc import Callable, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from akimfeedback.portal import brief, brief_figures, okrug_charts, okrug_page
from akimfeedback.portal.brief import Subject
from akimfeedback.portal.okrug_page import Drawing
from akimfeedback.web.formats import day_short
from akimfeedback.web.pictures import drawing_style, light_tokens
from akimfeedback.web.product import named, product_name
from akimfeedback.web.share_card import band, box, lines_of, png_of, text

WIDE, EDGE = 1200, 60
TITLE, SMALL = 46, 30
DRAWN = 840  # its letters stay smaller than the title's


def _shares(session: Session, about: Subject) -> Drawing | None:  # noqa: ARG001 - one form for all
    return brief_figures.shares_chart(about.snapshot)


def _quarters(session: Session, about: Subject) -> Drawing | None:
    return okrug_page.quarters_chart(okrug_charts.quarters_until(session, about.snapshot))


def _outcomes(session: Session, about: Subject) -> Drawing | None:  # noqa: ARG001
    beside = about.snapshot.figures.get("beside")
    return okrug_page.outcomes_chart(beside) if beside else None


def _gap(session: Session, about: Subject) -> Drawing | None:  # noqa: ARG001
    return okrug_charts.gap_chart(about.snapshot)


def _peers(session: Session, about: Subject) -> Drawing | None:
    return okrug_charts.peers_chart(
        about.unit, about.snapshot, okrug_charts.neighbours(session, about.snapshot)
    )


def _topics(session: Session, about: Subject) -> Drawing | None:
    return okrug_charts.topics_chart(session, about.snapshot)


def _waiting(session: Session, about: Subject) -> Drawing | None:  # noqa: ARG001
    return okrug_charts.waiting_chart(about.snapshot)


def _funnel(session: Session, about: Subject) -> Drawing | None:
    return okrug_charts.funnel_chart(
        about.unit, about.snapshot, okrug_charts.neighbours(session, about.snapshot)
    )


def _steps(session: Session, about: Subject) -> Drawing | None:  # noqa: ARG001
    return okrug_charts.apart_chart(about.snapshot)


def _year(session: Session, about: Subject) -> Drawing | None:
    return okrug_charts.since_chart(session, about.snapshot)


CHARTS: dict[str, Callable[[Session, Subject], Drawing | None]] = {
    "gap": _gap,
    "peers": _peers,
    "topics": _topics,
    "waiting": _waiting,
    "funnel": _funnel,
    "steps": _steps,
    "year": _year,
    "shares": _shares,
    "quarters": _quarters,
    "outcomes": _outcomes,
}


def drawing(session: Session, about: Subject, name: str) -> Drawing | None:
    """Return a drawing by its name; None for an unknown one and where too few cases leave nothing to draw."""
    make = CHARTS.get(name)
    return make(session, about) if make else None


def sheet(about: Subject, found: Drawing, address: str) -> str:
    """Return a drawing on a sheet of its own, 1200 wide: strip, title, subtitle, source, day, address."""
    title = f"{named(about.unit)}: {found.title}"
    return sheet_of(title, found.subtitle, found.svg, source_lines(about, address))


def sheet_of(title: str, subtitle: str, svg: str, sources: Sequence[str]) -> str:
    """Return a drawing with its words on a sheet, 1200 wide."""
    tokens, wide = light_tokens(), WIDE - 2 * EDGE
    parts, top = [*band(WIDE)], 80.0
    for words in lines_of(title, TITLE, wide):
        parts.append(text(EDGE, top, TITLE, words, tokens["--ink"], 600))
        top += TITLE * 1.25
    for words in lines_of(subtitle, SMALL, wide, 400):
        parts.append(text(EDGE, top, SMALL, words, tokens["--muted"]))
        top += SMALL * 1.4
    width, height = size_of(svg)
    high = height * DRAWN / width
    parts.append(inside(svg, EDGE, top, DRAWN, high))
    top += high + 50
    for words in (line for source in sources for line in lines_of(source, 24, wide, 400)):
        parts.append(text(EDGE, top, 24, words, tokens["--muted"]))
        top += 34
    ground = box(0, 0, WIDE, top + 12, tokens["--surface"])
    size = f'viewBox="0 0 {WIDE} {top + 12:g}" width="{WIDE}" height="{top + 12:g}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{ground}{"".join(parts)}</svg>'


def size_of(svg: str) -> tuple[float, float]:
    """Return width and height of a drawing's view box."""
    box_ = svg.split('viewBox="', 1)[1].split('"', 1)[0].split()
    return float(box_[2]), float(box_[3])


def inside(svg: str, x: float, y: float, wide: float, high: float) -> str:
    """Return a drawing with its own colours, placed inside another one; its letters keep to themselves."""
    width, height = size_of(svg)
    parts = svg.split(">", 1)[1].removesuffix("</svg>")
    return (
        f'<svg x="{x:g}" y="{y:g}" width="{wide:g}" height="{high:g}" viewBox="0 0 {width:g} {height:g}">'
        f'<style>{drawing_style()}</style><g font-family="Golos" font-size="13">{parts}</g></svg>'
    )


def source_lines(about: Subject, address: str) -> list[str]:
    """Return what stands under the drawing: source, state, day of the data, where it can be checked."""
    snapshot = about.snapshot
    return [
        _(
            "%(product)s: %(period)s, %(state)s; data as of %(day)s, method %(method)s.",
            product=product_name(),
            period=okrug_page.period_words(snapshot.period),
            state=brief.state_words(about),
            day=day_short(snapshot.data_time),
            method=snapshot.method,
        ),
        _("An adaptation, not an official assessment.") + " " + address,
    ]


def png(about: Subject, found: Drawing, address: str) -> bytes:
    """Return the sheet as PNG, 1200 wide."""
    return png_of(sheet(about, found, address), WIDE)
