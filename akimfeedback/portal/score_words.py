"""How the figures of an okrug were counted, in plain words with its own numbers. From stored figures only."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from akimfeedback.kpi.disclosure import OPINIONS, SMALLEST, hides
from akimfeedback.kpi.funnel import Dispersion, Place, place, public_place
from akimfeedback.kpi.labels import NAMES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.scores import Counts, score1
from akimfeedback.portal.brief_figures import change_words
from akimfeedback.portal.okrug_page import own_indicators, raters_of
from akimfeedback.web.formats import number, percent

CHANCE = 1.959963984540054
FEW = 30


def tenths(share: float) -> str:
    """Return a share in per cent with one digit, rounded half up like every figure of the block."""
    return percent(float(score1(share * 100)) / 100, 1)


def score_line(snapshot: Snapshot) -> str:
    """Return the score with its range, or "" when it is not published."""
    score = snapshot.figures["score"]
    if not score:
        return ""
    value, low, high = (number(float(score1(score[name])), 1) for name in ("value", "low", "high"))
    return _("%(value)s of 100, probably between %(low)s and %(high)s", value=value, low=low, high=high)


def counted_words(one: Mapping[str, Any]) -> str:
    """Return what was counted as one or two sentences, true also for a single case."""
    k, n, values = one["k"], one["n"], {"n": number(one["n"]), "k": number(one["k"])}
    rest = number(n - k)
    if one["code"] == "K1":
        return ngettext(
            "%(n)s request came due. Answered in time: %(k)s. Not in time: %(rest)s.",
            "%(n)s requests came due. Answered in time: %(k)s. Not in time: %(rest)s.",
            n, **values, rest=rest,
        )  # fmt: skip
    if one["code"] == "K2":
        return ngettext(
            "Of the same %(n)s request, answered within 5 working days: %(k)s.",
            "Of the same %(n)s requests, answered within 5 working days: %(k)s.",
            n, **values,
        )  # fmt: skip
    if one["code"] == "K3":
        return ngettext(
            "Residents gave a verdict on %(n)s answer. “Solved”: %(k)s. Solved in part or not: %(rest)s.",
            "Residents gave a verdict on %(n)s answers. “Solved”: %(k)s. Solved in part or not: %(rest)s.",
            n, **values, rest=rest,
        )  # fmt: skip
    if one["code"] == "K4":
        return ngettext(
            "Residents rated %(n)s answer. With 4 or 5: %(k)s. With 1, 2 or 3: %(rest)s.",
            "Residents rated %(n)s answers. With 4 or 5: %(k)s. With 1, 2 or 3: %(rest)s.",
            n, **values, rest=rest,
        )  # fmt: skip
    return ngettext(
        "%(n)s duty fell due. Met in time: %(k)s. Late or not met: %(rest)s.",
        "%(n)s duties fell due. Met in time: %(k)s. Late or not met: %(rest)s.",
        n, **values, rest=rest,
    )  # fmt: skip


def sentences(one: Mapping[str, Any], prior: float) -> list[str]:
    """Return the steps of one indicator in words: counts, what few cases mean, range, pull, weight."""
    if not one["n"]:
        return [_("There was nothing to count in this period.")]
    lines = [counted_words(one)]
    if one["precision"] == "pooled":
        lines.append(
            _("This quarter alone has too few, so it is counted together with the three before.")
            if one["code"] in OPINIONS
            else _(
                "This quarter alone has too few (%(own)s), so it is counted together with the three before.",
                own=number(one["own"][1]),
            )
        )
    if one["n"] < FEW:
        lines.append(
            _(
                "With so few, each single one moves the share by %(step)s points: chance decides a lot.",
                step=number(100 / one["n"], 0 if one["n"] <= FEW // 3 else 1),
            )
        )
    if one["precision"] == "none":
        lines.append(_("From %(n)s on a share is shown, and its range.", n=10))
        return lines
    lines.append(
        _(
            "That is %(share)s. The true share is most likely between %(low)s and %(high)s.",
            share=tenths(one["raw"]), low=tenths(one["wilson"][0]), high=tenths(one["wilson"][1]),
        )
    )  # fmt: skip
    lines.append(pull_words(one, prior))
    changed = change_words(dict(one))
    return [*lines, changed] if changed else lines


def pull_words(one: Mapping[str, Any], prior: float) -> str:
    """Return how the share is drawn toward the similar okrugs, with the sum written out."""
    return _(
        "For the score it is drawn toward similar okrugs, as if %(prior)s more cases had gone as theirs "
        "go (%(peers)s): (%(k)s + %(prior)s × %(peers)s) ÷ (%(n)s + %(prior)s) = %(share)s.",
        prior=number(prior), peers=tenths(one["peers"]), k=number(one["k"]), n=number(one["n"]),
        share=tenths(one["shrunk"][0]),
    )  # fmt: skip


def weight_words(one: Mapping[str, Any]) -> str:
    """Return the weight in the score, and the one it had here when an indicator has no value."""
    words = _("Its weight in the score: %(weight)s.", weight=percent(one["weight"]))
    here = one["effective_weight"]
    if here is None or abs(here - one["weight"]) < 5e-4:
        return words
    return f"{words} " + _(
        "Here %(here)s, because an indicator without a value gives its weight to the others.",
        here=tenths(here),
    )


def needs(snapshot: Snapshot) -> list[str]:
    """Return what must come before a score is published, a sentence each."""
    figures, raters = own_indicators(snapshot), raters_of(snapshot)
    return [
        _need(code, counted, needed, untold=hides(figures[code], raters))
        for code, counted, needed in snapshot.figures["score_lacks"]
        if code in figures
    ]


def _need(code: str, counted: int, needed: int, *, untold: bool) -> str:
    have = _("fewer than %(n)s", n=SMALLEST) if untold else number(counted)
    words = _(
        "%(name)s: %(needed)s are needed, there are %(have)s.", name=NAMES[code], needed=needed, have=have
    )
    missing = needed - counted
    if untold or missing <= 0:
        return words
    more = {
        "K1": ngettext(
            "%(n)s more request must come due.", "%(n)s more requests must come due.", missing, n=missing
        ),
        "K3": ngettext(
            "%(n)s more resident must say whether the matter is solved.",
            "%(n)s more residents must say whether the matter is solved.", missing, n=missing,
        ),
        "K4": ngettext(
            "%(n)s more resident must rate an answer.", "%(n)s more residents must rate an answer.",
            missing, n=missing,
        ),
    }  # fmt: skip
    return f"{words} {more[code]}" if code in more else words


def funnel_words(counts: Counts, spread: Dispersion | None) -> str:
    """Return whether the share is unusual for so many requests, as everybody may see it."""
    if spread is None or not counts.n:
        return ""
    words = {
        Place.ABOVE: _("For so many requests this share is unusually high: chance hardly explains it."),
        Place.BELOW: _("For so many requests this share is unusually low: chance hardly explains it."),
    }
    calm = _("For so many requests this share is not unusual among similar okrugs.")
    return words.get(public_place(place(counts, spread)), calm)


def mix_words(beside: Mapping[str, Any] | None) -> list[str]:
    """Return what the topics of the requests let expect, and how it turned out; nothing below ten cases."""
    mix = ((beside or {}).get("topics") or {}).get("mix")
    if not mix or mix["adjusted"] is None:
        return []
    lines = [
        _(
            "Some topics take longer everywhere. With the topics of this okrug similar okrugs would have "
            "answered about %(expected)s in time; here it was %(observed)s.",
            expected=number(mix["expected"], 1), observed=number(mix["observed"]),
        )
    ]  # fmt: skip
    z = mix["z"]
    if z is not None:
        beyond = _("The difference is more than chance.")
        lines.append(beyond if abs(z) > CHANCE else _("The difference is within chance."))
    lines.append(
        _("With the usual topics the share would be about %(share)s.", share=tenths(mix["adjusted"]))
    )
    return [" ".join(lines)]


def score_rows(indicators: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Return what went into the score: name, share used, weight here."""
    return [
        [str(NAMES[one["code"]]), tenths(one["shrunk"][0]), tenths(one["effective_weight"])]
        for one in indicators
        if one["effective_weight"] is not None
    ]
