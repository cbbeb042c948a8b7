"""Words of corrections and of the yearly cycle, and the plain sentence a conclusion begins with."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from akimfeedback.kpi.year_rules import Outcome, YearState
from akimfeedback.web.formats import share_of

STATES = {
    YearState.CONCLUSIONS: _l("The assessor writes the conclusions"),
    YearState.COMMISSION: _l("The commission has sat; the approval is awaited"),
    YearState.CONTEST: _l("Approved; the akims may contest"),
    YearState.DECIDED: _l("Decided and published"),
}
OUTCOMES = {
    Outcome.UPHELD: _l("Upheld"),
    Outcome.PARTLY: _l("Upheld in part"),
    Outcome.REJECTED: _l("Not upheld"),
}
CORRECTIONS = {
    "proposed": _l("Waits for a second person"),
    "confirmed": _l("Confirmed, the new version is being made"),
    "done": _l("New version made"),
    "dropped": _l("Dropped"),
}
RATERS_FLOOR = 5
STANDING_WORDS = {
    "clearly-above": _l("The score is clearly above that of similar okrugs."),
    "clearly-below": _l("The score is clearly below that of similar okrugs."),
    "cannot-be-told-apart": _l("The score cannot be told apart from that of similar okrugs."),
}

REFUSALS = {
    "kpi.assessor-proposes": _l("Only an assessor proposes a correction."),
    "kpi.only-quarters-corrected": _l("Choose a quarter: half-year and year follow it."),
    "kpi.reason-missing": _l("Write the reason."),
    "kpi.reason-too-long": _l("The reason is longer than 500 letters."),
    "kpi.nothing-frozen": _l("There are no final figures for this period."),
    "kpi.correction-waits": _l("A correction of this quarter waits already. Decide it first."),
    "kpi.administrator-confirms": _l("Only an administrator decides on a correction."),
    "kpi.another-confirms": _l("Another person than who proposed it confirms a correction."),
    "kpi.correction-decided": _l("This correction is decided already."),
    "kpi.no-such-correction": _l("There is no such correction."),
    "kpi.assessor-only": _l("Only the assessor of this district does this."),
    "kpi.year-not-final": _l("The figures of the year are not final yet."),
    "kpi.year-open-already": _l("This year is open already."),
    "kpi.year-not-now": _l("This step is not possible now."),
    "kpi.year-conclusions-missing": _l("First write a conclusion on every okrug."),
    "kpi.sitting-day": _l("The day of the sitting lies between the opening of the year and today."),
    "kpi.superior-approves": _l("Only the superior or the administrator of the district does this."),
    "kpi.another-approves": _l("Another person than who wrote the conclusions approves and decides."),
    "kpi.akim-contests": _l("Only the akim of this okrug contests its conclusion."),
    "kpi.contest-over": _l("The time for contesting is over."),
    "kpi.contest-runs": _l("The akims may still contest. Decide after the last day."),
    "kpi.contests-unanswered": _l("A contest waits for an answer."),
    "kpi.corrections-undecided": _l("A correction that a contest asked for is not made yet."),
    "kpi.conclusions-outdated": _l("A contest was upheld: the conclusion must be written again."),
    "kpi.contest-answered": _l("This contest is answered already."),
    "kpi.contested-already": _l("You have contested this already."),
    "kpi.no-such-indicator": _l("There is no such indicator."),
    "kpi.quarter-of-the-year": _l("Choose a quarter of this year."),
    "kpi.words-missing": _l("Write your words."),
    "kpi.words-too-long": _l("The text is longer than 2,000 letters."),
    "kpi.words-of-dismissal": _l("A conclusion speaks of the work, not of who keeps the post."),
    "kpi.no-such-year": _l("There is no such year."),
    "kpi.no-such-contest": _l("There is no such contest."),
}


def prefilled(figures: dict[str, Any]) -> str:
    """Return the plain sentences a conclusion begins with, by rule from a year's figures.

    Counts of residents' opinions are said from five on; nothing is said of what should follow.
    """
    pairs = {one["code"]: one["own"] for one in figures["indicators"]}
    said = []
    if pairs.get("K1", (0, 0))[1]:
        said.append(_("Answered in time: %(share)s.", share=share_of(*pairs["K1"])))
    if pairs.get("K3", (0, 0))[1] >= RATERS_FLOOR:
        said.append(_("Solved, residents say: %(share)s.", share=share_of(*pairs["K3"])))
    if pairs.get("K5", (0, 0))[1]:
        said.append(_("Openness duties met: %(share)s.", share=share_of(*pairs["K5"])))
    said.append(standing_words(figures))
    return " ".join(said)


def standing_words(figures: dict[str, Any]) -> str:
    """Return the sentence on the score of a year, or why there is none."""
    if not figures["score"]:
        return _("There are too few cases for a score.")
    word = STANDING_WORDS.get(figures["standing"] or "")
    return str(word) if word else _("There are too few similar okrugs with a score to compare with.")
