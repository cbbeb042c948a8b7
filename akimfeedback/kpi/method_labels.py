"""Words of the methods: states, numbers, choices, flags, refusals."""

from flask_babel import lazy_gettext as _l

from akimfeedback.kpi.method import MOST_INDICATORS, Tag, Zone

METHOD_STATES = {
    "draft": _l("Draft"),
    "proposed": _l("Waits for the second person"),
    "approved": _l("Approved"),
    "dropped": _l("Dropped"),
}
STATE_TONES = {"draft": "neutral", "proposed": "wait", "approved": "ok", "dropped": "neutral"}
ZONES = {
    Zone.REACTION.value: _l("Reaction"),
    Zone.RESULT.value: _l("Result"),
    Zone.OPENNESS.value: _l("Openness"),
}
TAGS = {
    Tag.CONTROLLABLE.value: _l("The office itself can change it"),
    Tag.CONTEXT.value: _l("Describes where the office works"),
}
NUMBERS = {
    "weight": _l("Weight"),
    "prior": _l("Pull of similar okrugs, in cases"),
    "m0": _l("Share assumed without similar okrugs"),
    "floor": _l("Least cases for a share"),
    "publish_from": _l("Least cases for a published score"),
}
CHOICES = {
    "equal": _l("All indicators weigh the same"),
    "arithmetic": _l("The shares are added, not multiplied"),
    "half": _l("Half the pull of similar okrugs"),
    "double": _l("Double the pull of similar okrugs"),
}
REFUSALS = {
    "kpi.no-such-method": _l("There is no such version of the method."),
    "kpi.assessor-drafts": _l("Only an assessor drafts a method, and changes only the own draft."),
    "kpi.administrator-decides": _l("Only an administrator outside the offices decides on a method."),
    "kpi.second-person-decides": _l("Somebody else must decide: you drafted this version."),
    "kpi.method-is-no-draft": _l("This version is no draft any more. Take it back first."),
    "kpi.method-not-proposed": _l("This version does not wait for a decision any more."),
    "kpi.method-date-taken": _l("Another version begins on the same day. Choose another quarter."),
    "kpi.method-changes-nothing": _l("This draft is the same as the method before it."),
    "kpi.dry-run-needed": _l("Try this draft on past quarters first; after every change again."),
    "kpi.no-frozen-quarter": _l("There is no final quarter yet on which a draft could be tried."),
    "kpi.reason-missing": _l("Write in all three languages why the version is wanted."),
    "kpi.decision-words-missing": _l("Write why."),
    "kpi.method-no-indicator": _l("A method needs indicators."),
    "kpi.method-too-many-indicators": _l("A method has at most %(n)s indicators.", n=MOST_INDICATORS),
    "kpi.method-same-code-twice": _l("An indicator stands in the method twice."),
    "kpi.method-code-is-not-counted": _l("The product does not count such an indicator."),
    "kpi.method-carrier-missing": _l("K1, K3 and K4 must stay: the score and the pages rest on them."),
    "kpi.method-weights-do-not-sum-to-one": _l("The weights must sum to 100 percent."),
    "kpi.method-number-out-of-range": _l("A number is out of its range."),
    "kpi.method-floor-below-ten": _l(
        "A share needs at least 10 cases, and the score never comes before the shares of K1, K3 and K4."
    ),
    "kpi.method-words-missing": _l("Question, formula and gaming note are needed in all three languages."),
    "kpi.method-not-the-first-day-of-a-quarter": _l("A method begins on the first day of a quarter."),
    "kpi.method-not-in-the-future": _l("Its first quarter has begun: choose a later one."),
}
