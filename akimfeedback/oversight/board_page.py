"""What the district board says, row by row."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from akimfeedback.kpi.scores import score1
from akimfeedback.oversight.queries import BoardRow
from akimfeedback.petitions import public_page
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.counts import shown
from akimfeedback.petitions.queries.district import DistrictLine
from akimfeedback.web.formats import day, number
from akimfeedback.web.product import named


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


def initiative_words(row: BoardRow) -> str:
    """Return how many initiatives wait for an answer and how many of all are late; a dash without any."""
    found = row.initiatives
    if not (found.collecting or found.at_rung or found.waiting or found.overdue):
        return "–"
    words = number(found.waiting)
    return _("%(n)s, late: %(late)s", n=words, late=number(found.overdue)) if found.overdue else words


def initiative_head() -> list[str]:
    """Return the heads of the list of initiatives."""
    return [_("Initiative"), _("Okrug"), _("Support"), _("Where it stands"), _("Late since")]


def initiative_rows(lines: Sequence[DistrictLine]) -> list[list[str]]:
    """Return the list of initiatives as words; the first cell leads to the public page."""
    return [
        [
            Markup('<a href="{}">{}</a>').format(public_page.url_of(line.petition), _title(line.petition)),
            named(line.petition.territory),
            public_page.count_words(line.petition, shown(line.petition)),
            public_page.chip_of(line.petition)[0],
            day(line.overdue_since) if line.overdue_since else "",
        ]
        for line in lines
    ]


def _title(petition: Petition) -> str:
    return public_page.title_of(petition, public_page.words_of(petition))


def district(rows: Sequence[BoardRow]) -> dict[str, Any]:
    """Return sums and table of the board."""
    return {
        "rows": rows,
        "sums": {
            "overdue": sum(row.facts.overdue for row in rows),
            "silent": sum(row.facts.silent for row in rows),
            "reopened": sum(row.facts.reopened for row in rows),
            "stalled": sum(row.promises.stalled for row in rows if row.promises),
            "initiatives": sum(row.initiatives.waiting for row in rows),
        },
        "score_words": score_words,
        "stalled_words": stalled_words,
        "initiative_words": initiative_words,
        "joined": lambda row: day(row.connected_from) if row.connected_from else _("not joined"),
    }
