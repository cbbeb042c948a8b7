"""Words of the block: indicators, states, standings, changes, refusals."""

from flask_babel import lazy_gettext as _l

from akimfeedback.kpi import method_labels, signal_labels, year_labels
from akimfeedback.kpi.rules import Duty

NAMES = {
    "K1": _l("Answered in time"),
    "K2": _l("Answered within 5 working days"),
    "K3": _l("Solved, says the resident"),
    "K4": _l("Satisfied with the answer"),
    "K5": _l("Openness duties met"),
}
QUESTIONS = {
    "K1": _l("Does the office answer by the date it has taken on?"),
    "K2": _l("Does the answer come soon?"),
    "K3": _l("Is the matter really solved?"),
    "K4": _l("Are people content with how they were answered?"),
    "K5": _l("Does the office say in time what it must say to everybody?"),
}
COUNTED = {
    "K1": _l("Requests whose date has passed in the period, also those still without an answer."),
    "K2": _l("The same requests as in K1."),
    "K3": _l("Answers on matters within the akim's own powers on which the resident gave a verdict."),
    "K4": _l(
        "The same answers, where the resident also rated them from 1 to 5; at least 5 different people."
    ),
    "K5": _l(
        "What fell due in the period: updates of promises, and publication of decisions on initiatives."
    ),
}
SUCCESS = {
    "K1": _l("The first answer on the substance came on the date or before."),
    "K2": _l("The first answer on the substance came within 5 working days."),
    "K3": _l("The resident pressed “solved”. “Partly” is not a success, silence is not counted."),
    "K4": _l("A rating of 4 or 5."),
    "K5": _l("A promise updated within 120 days, with evidence; a decision public by the next working day."),
}
OPENNESS = {
    Duty.PROMISE_UPDATED: _l("Promises updated within 120 days, with evidence"),
    Duty.INITIATIVE_DECIDED: _l("Decisions on initiatives published by the next working day"),
}
STATES = {
    "preview": _l("Live figures, not published"),
    "provisional": _l("Provisional"),
    "final": _l("Final"),
    "corrected": _l("Corrected"),
}
STANDINGS = {
    "clearly-above": _l("Clearly above similar okrugs"),
    "clearly-below": _l("Clearly below similar okrugs"),
    "cannot-be-told-apart": _l("Cannot be told apart from similar okrugs"),
}
CHANGES = {
    "improved": _l("Better than a year ago"),
    "probably-improved": _l("Probably better than a year ago"),
    "no-clear-change": _l("No clear change against a year ago"),
    "probably-worsened": _l("Probably worse than a year ago"),
    "worsened": _l("Worse than a year ago"),
}
PRECISIONS = {
    "normal": "",
    "few": _l("few cases, low precision"),
    "pooled": _l("few cases: four quarters together"),
    "none": _l("too few cases for a share"),
}
OUTCOMES = {
    "done": _l("Done"),
    "done-in-part": _l("Done in part"),
    "explained": _l("Explained"),
    "refused": _l("Refused"),
    "noted": _l("Taken into account"),
    "forwarded": _l("Sent to another body"),
}

REFUSALS = (
    method_labels.REFUSALS
    | signal_labels.REFUSALS
    | year_labels.REFUSALS
    | {
        "kpi.months-are-not-frozen": _l("Months only count; quarters, half-years and years are frozen."),
        "kpi.too-early": _l(
            "It is too early: figures are frozen from the 10th working day after the period."
        ),
        "kpi.akim-replies": _l("Only the akim of this okrug replies to its figures."),
        "kpi.reply-missing": _l("Write your reply."),
        "kpi.reply-too-long": _l("The reply is longer than 1,500 letters."),
        "kpi.no-such-indicator": _l("There is no such figure."),
        "kpi.reply-over": _l("The time for the reply is over."),
        "kpi.no-such-okrug": _l("There is no okrug with this code."),
        "kpi.no-cases": _l("There is no list of cases behind this figure."),
        "kpi.no-such-district": _l("There is no district with this code."),
        "kpi.not-published": _l("There are no published figures for this period."),
        "kpi.administrators-only": _l("Only the administrator of this unit may do this."),
        "kpi.no-such-fact": _l("Choose what the number is about."),
        "kpi.fact-not-a-number": _l("Write a number, for example 12 or 48 500."),
        "kpi.fact-not-whole": _l("Posts are counted whole."),
        "kpi.fact-out-of-range": _l("The number cannot be right: posts 0 to 500, a budget above 0."),
        "kpi.fact-in-the-future": _l("The day has not come yet."),
        "kpi.fact-without-source": _l("Write where the number comes from."),
        "kpi.more-vacancies-than-posts": _l("There cannot be more vacant posts than posts."),
        "kpi.no-such-campaign": _l("There is no such entry."),
        "kpi.campaign-days": _l("The last day is before the first."),
        "kpi.campaign-too-long": _l("No campaign lasts longer than 200 days. Check the days."),
        "kpi.campaign-over": _l("These days are over already."),
        "kpi.campaign-without-reason": _l("Write which election it is."),
    }
)
