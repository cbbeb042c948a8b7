"""Words for what follows a rung: duties, the answer, marks, positions, the pledge."""

from flask_babel import lazy_gettext as _l

from akimfeedback.petitions.rules import DutyKind, Mark, Stance

DUTIES = {
    DutyKind.SITE_VISIT: _l("Visit to the place"),
    DutyKind.ANSWER: _l("Written answer, point by point"),
    DutyKind.DECISION: _l("Decision"),
    DutyKind.STATEMENT: _l("Decision published, official statement"),
    DutyKind.AGENDA: _l("On the agenda of the community assembly"),
    DutyKind.DISCUSSION: _l("Public discussion"),
    DutyKind.WORKING_GROUP: _l("Working group"),
    DutyKind.POSITIONS: _l("Positions of the deputies"),
}
MARKS = {
    Mark.SOLVED: _l("solved"),
    Mark.PARTLY: _l("partly solved"),
    Mark.NOT_SOLVED: _l("not solved"),
}
MARK_CHIPS = {
    Mark.SOLVED: ("ok", "check-double"),
    Mark.PARTLY: ("warn", "half"),
    Mark.NOT_SOLVED: ("bad", "return"),
}
STANCES = {
    Stance.FOR: _l("for"),
    Stance.WITH_CHANGES: _l("for, with changes"),
    Stance.AGAINST: _l("against"),
    Stance.ABSTAIN: _l("takes no side"),
}
STANCE_CHIPS = {
    Stance.FOR: ("ok", "check"),
    Stance.WITH_CHANGES: ("info", "half"),
    Stance.AGAINST: ("bad", "cross"),
    Stance.ABSTAIN: ("neutral", "pause"),
}
OUTCOME_CHIPS = {
    "satisfied": ("ok", "check"),
    "partly": ("warn", "half"),
    "refused": ("bad", "cross"),
}
LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}

REFUSALS = {
    "petitions.no-answer-owed": _l("No answer is owed to this initiative now."),
    "petitions.points-missing": _l("Answer each point that was asked."),
    "petitions.parts-missing": _l("The answer needs a text, the law it rests on and where one may complain."),
    "petitions.language-of-the-answer": _l("Answer in Kazakh or in the language of the initiative."),
    "petitions.day-has-passed": _l("This day has passed already. Choose a later one."),
    "petitions.holding-used-up": _l("Two words in between were given already. The answer itself is due."),
    "petitions.words-missing": _l("Write it in words: everybody reads it."),
    "petitions.words-too-long": _l("This is too long. Make it shorter."),
    "petitions.reason-missing": _l("Write the reason: everybody reads it."),
    "petitions.mark-fixed": _l("Ten working days have passed: the mark stays as it is."),
    "petitions.duty-over": _l("This duty is done or over already."),
    "petitions.by-the-answer": _l("This is done by answering and publishing the answer."),
    "petitions.place-missing": _l("Write where people meet."),
    "petitions.notice-too-short": _l(
        "A public discussion is announced at least 3 working days before. Choose a later day."
    ),
    "petitions.not-called": _l("First announce day and place: people must have been able to come."),
    "petitions.not-held-yet": _l("It has not taken place yet."),
    "petitions.no-such-duty": _l("There is no such duty of this initiative."),
    "petitions.not-asked": _l("Only deputies whose seat covers this place are asked."),
    "petitions.not-asked-now": _l("You are not asked about this initiative now."),
    "petitions.pledge-stands": _l("The pledge of this office stands already."),
    "petitions.pledge-over": _l("This pledge has ended already."),
    "petitions.pledge-ahead": _l("The pledge holds from today or an earlier day, not from a day to come."),
    "petitions.paper-missing": _l("Write the number and date of the signed paper."),
}
