"""What the method pages say beside the cards: an example counted by the same code, words explained."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from akimfeedback.kpi import composite, labels, scores
from akimfeedback.kpi.figures import Board, Row, figures
from akimfeedback.kpi.method import LANGUAGES, PRODUCT_METHODS, Method, Words, definition_of, digest_of
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.peers import SMALLEST_GROUP
from akimfeedback.kpi.rules import RATERS_NEEDED
from akimfeedback.kpi.scores import score1
from akimfeedback.web.formats import number, percent, share_of

EXAMPLE = {"K1": (33, 40), "K2": (20, 40), "K3": (12, 18), "K4": (11, 15), "K5": (9, 12)}
SMALL = {"K1": (9, 12), "K2": (5, 12), "K3": (4, 7), "K4": (5, 7), "K5": (2, 3)}
EXAMPLE_RATERS = 9


@dataclass(frozen=True)
class Example:
    """One made-up okrug counted step by step; `lacks` says why there is no score."""

    rows: list[list[str]]
    score: str
    low: str
    high: str
    lacks: list[str]


def example(method: Method, counts: dict[str, tuple[int, int]]) -> Example:
    """Return the steps of an okrug without peers, so that the mean of the peers is the assumed one."""
    row = Row(1, "", "", counts, raters=EXAMPLE_RATERS)
    found = figures(Board("", method, [row]))[1]
    score = found["score"]
    value, low, high = (
        (number(float(score1(score[name])), 1) for name in ("value", "low", "high"))
        if score
        else ("", "", "")
    )
    lacks = [
        _(
            "%(name)s: %(counted)s counted, %(needed)s are needed.",
            name=labels.NAMES[code], counted=counted, needed=needed,
        )
        for code, counted, needed in found["score_lacks"]
    ]  # fmt: skip
    return Example([_step(one) for one in found["indicators"]], value, low, high, lacks)


def _step(one: dict[str, Any]) -> list[str]:
    shrunk, ranged = one["shrunk"], one["wilson"]
    return [
        f"{one['code']}. {labels.NAMES[one['code']]}",
        share_of(one["k"], one["n"]),
        percent(one["raw"]) if ranged else "–",
        f"{percent(ranged[0])} – {percent(ranged[1])}" if ranged else "–",
        percent(one["peers"]),
        percent(shrunk[0], 1) if shrunk else "–",
        percent(one["effective_weight"] or one["weight"]),
    ]


def example_head() -> list[str]:
    """Return the words above the columns of an example."""
    return [
        _("Indicator"), _("Counted"), _("Plain share"), _("Likely range"), _("Similar okrugs together"),
        _("Share used in the score"), _("Weight"),
    ]  # fmt: skip


def glossary() -> list[dict[str, str]]:
    """Return the words of the figures, each with its meaning; numbers come from the code that counts."""
    ends = {"few": scores.FEW_FLOOR, "normal": scores.NORMAL_FLOOR, "raters": RATERS_NEEDED}
    peers, sure = composite.PEERS_NEEDED, percent(composite.ABOVE)
    words = (
        (_("likely range"), _("Where the true share most probably lies. The fewer cases, the wider it is.")),
        (_("normal"), _("At least %(n)s cases: the share stands firmly.", n=ends["normal"])),
        (
            _("few cases"),
            _("From %(few)s to %(last)s cases: the share is shown, the range is wide.",
              few=ends["few"], last=ends["normal"] - 1),
        ),
        (
            _("four quarters together"),
            _("Fewer than %(n)s cases in a quarter: it is counted with the three before it.", n=ends["few"]),
        ),
        (_("too few"), _("Even together fewer than %(n)s: only counts, no share.", n=ends["few"])),
        (
            _("similar okrugs"),
            _("At least %(n)s okrugs with about as many people, about as far from the district centre.",
              n=SMALLEST_GROUP),
        ),
        (
            _("share used in the score"),
            _("The plain share pulled towards similar okrugs: strongly with few cases, hardly with many."),
        ),
        (
            _("clearly above, clearly below"),
            _("It is %(sure)s sure that the score is above (or below) the middle of at least %(n)s others.",
              sure=sure, n=peers),
        ),
        (_("cannot be told apart"), _("The difference may be chance.")),
        (_("provisional"), _("Published, and the akim may still reply.")),
        (_("final"), _("Frozen: it does not change any more.")),
        (_("corrected"), _("A new version with its reason; the old one stays.")),
    )  # fmt: skip
    return [{"label": word, "value": meaning} for word, meaning in words]


def told(method: Method, row: MethodRow | None) -> tuple[Words, list[str]]:
    """Return why a version came, by language, and its sources; without a row, from the product's file."""
    if row is not None:
        return {code: row.reason.get(code, "") for code in LANGUAGES}, row.definition.get("sources", [])
    own = {one.method.version: one for one in PRODUCT_METHODS}[method.version]
    return own.reason, list(own.sources)


def as_document(method: Method, row: MethodRow | None, until: date | None) -> dict[str, Any]:
    """Return a version for machines: every number and word, and the constants of the formulas."""
    reason, sources = told(method, row)
    return {
        **definition_of(method),
        "valid_until": until.isoformat() if until else None,
        "note": "An adaptation for rural okrugs, not an official assessment.",
        "sha256": digest_of(method),
        "reason": dict(reason),
        "sources": sources,
        "formulas": {
            "range_of_share": {"method": "Wilson", "z": scores.Z95},
            "peers_mean_strength": scores.PRIOR_STRENGTH,
            "normal_from": scores.NORMAL_FLOOR,
            "raters_needed": RATERS_NEEDED,
            "score": {"mean": "weighted geometric", "range_z": composite.Z90},
            "words": {
                "above": composite.ABOVE, "below": composite.BELOW, "peers_needed": composite.PEERS_NEEDED,
            },
        },
    }  # fmt: skip
