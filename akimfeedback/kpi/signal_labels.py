"""Words of signals: neutral ones. They say what was seen and what it may be, never why somebody did it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from akimfeedback.appeals.labels import DECISIONS
from akimfeedback.appeals.rules import printed
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.signal_queries import CaseTimes
from akimfeedback.kpi.signals.rules import EXACT, Finding, SignalCode, once_in_months
from akimfeedback.kpi.signals.stamps import Stamp
from akimfeedback.web.formats import day, moment, month, number

Part = dict[str, Any]
UNREMARKABLE = 0.5
"""A part whose chance is larger says nothing and is not shown."""
NEVER_MONTHS = 100_000
"""More months than these are no number a person can think of."""

NAMES = {
    SignalCode.LAST_DAY: _l("Many answers on the last day"),
    SignalCode.MASS_ANSWERS: _l("Many answers at once, or answers alike"),
    SignalCode.DONE_NOT_SOLVED: _l("The office says done, residents say not solved"),
    SignalCode.LATER_AND_ELSEWHERE: _l("Terms moved or requests sent on more often"),
    SignalCode.NOT_ASKED: _l("Authors who were not asked"),
    SignalCode.FEW_REQUESTS: _l("Fewer requests than in similar okrugs"),
    SignalCode.TOPIC_MOVED: _l("Topics moved out of the akim's powers"),
    SignalCode.TIMES_CHANGED: _l("Times that differ from the journal"),
    SignalCode.RATING_BURST: _l("Many ratings at once"),
    SignalCode.PERIOD_END: _l("Many answers at the end of the quarter"),
    SignalCode.WITHDRAWN_AFTER: _l("Withdrawals after an act of the office"),
    SignalCode.EXPLAINED_OR_REFUSED: _l("Explained or refused more often"),
}
WATCHED = {
    SignalCode.LAST_DAY: _l("First answers on the last day of the term, against the working day after it."),
    SignalCode.MASS_ANSWERS: _l(
        "Answers within ten minutes of one another, and answers with nearly the same text."
    ),
    SignalCode.DONE_NOT_SOLVED: _l(
        "How far the share “done” stands above the share “solved”, and how many answers were opened again."
    ),
    SignalCode.LATER_AND_ELSEWHERE: _l("Requests with a longer term, and requests sent to another body."),
    SignalCode.NOT_ASKED: _l("Answers after which the author was not asked whether it is solved."),
    SignalCode.FEW_REQUESTS: _l("Requests for each thousand residents, against similar okrugs."),
    SignalCode.TOPIC_MOVED: _l("Corrections of the topic out of the akim's powers, against those into them."),
    SignalCode.TIMES_CHANGED: _l("Stored times of requests and answers, against the sealed journal."),
    SignalCode.RATING_BURST: _l("Ratings within minutes of the answer, and many ratings within ten minutes."),
    SignalCode.PERIOD_END: _l("Answers on the last two working days of the quarter."),
    SignalCode.WITHDRAWN_AFTER: _l(
        "Requests withdrawn within a day after somebody of the office acted on them. Deputies and assessors "
        "look at these, the office never."
    ),
    SignalCode.EXPLAINED_OR_REFUSED: _l("Answers that explain or refuse, against similar okrugs."),
}
MAYBE = {
    SignalCode.LAST_DAY: _l("Perhaps answers lie ready until the term ends. Or work is planned by the date."),
    SignalCode.MASS_ANSWERS: _l(
        "Perhaps requests were closed in one go. Or one repair settled many requests and one text fits them."
    ),
    SignalCode.DONE_NOT_SOLVED: _l(
        "Perhaps work was called done too early. Or residents expected more than was asked for."
    ),
    SignalCode.LATER_AND_ELSEWHERE: _l(
        "Perhaps time was won. Or the month brought matters that take longer or belong to others."
    ),
    SignalCode.NOT_ASKED: _l("Perhaps a message was not sent. Or the messages were out of order that day."),
    SignalCode.FEW_REQUESTS: _l("Perhaps people are told not to write. Or there is less to write about."),
    SignalCode.TOPIC_MOVED: _l(
        "Perhaps a hard request was moved aside. Or residents chose the wrong topic and it was put right."
    ),
    SignalCode.TIMES_CHANGED: _l(
        "Perhaps a row was changed by hand. Or a repair of data was not written down."
    ),
    SignalCode.RATING_BURST: _l(
        "Perhaps somebody rated for others. Or people met in the hall and rated together."
    ),
    SignalCode.PERIOD_END: _l(
        "Perhaps work was saved up. Or a contractor finished at the end of the quarter."
    ),
    SignalCode.WITHDRAWN_AFTER: _l(
        "Perhaps people were asked to withdraw. Or the office settled the matter on the spot."
    ),
    SignalCode.EXPLAINED_OR_REFUSED: _l(
        "Perhaps words replaced work. Or there was no money or no right to do what was asked."
    ),
}
FINDINGS = {
    Finding.TRUE: _l("The figure did not show the work as it was"),
    Finding.INNOCENT: _l("There is an innocent explanation"),
    Finding.UNCLEAR: _l("It cannot be said"),
}
SENTENCES = {
    "burst": _l(
        "%(seen)s answers came within ten minutes from %(begins)s; in the month there were %(n)s. The usual "
        "number for ten minutes of work is %(expected)s."
    ),
    "twins": _l(
        "%(seen)s of %(n)s answers have nearly the same text as another one; by the share elsewhere it would "
        "be %(expected)s."
    ),
    "gap": _l(
        "The office called %(done)s of %(answers)s done, residents called %(solved)s of %(verdicts)s solved. "
        "The difference of the shares is %(gap)s points, elsewhere %(usual)s."
    ),
    "reopened": _l(
        "Residents opened %(seen)s of %(n)s answers again; by the share elsewhere it would be %(expected)s."
    ),
    "extended": _l(
        "The term of %(seen)s of %(n)s requests was made longer; by the share elsewhere it would be "
        "%(expected)s."
    ),
    "forwarded": _l(
        "%(seen)s of %(n)s requests were sent to another body; by the share elsewhere it would be "
        "%(expected)s."
    ),
    "not-asked": _l("After %(seen)s of %(n)s answers the author was not asked whether it is solved."),
    "declined": _l(
        "%(seen)s of %(n)s answers explain or refuse; by the share elsewhere it would be %(expected)s."
    ),
    "last-day": _l(
        "%(seen)s of %(n)s first answers came on the last day of the term and %(after)s on the working day "
        "after it; by the share elsewhere the last day would have %(expected)s."
    ),
    "period-end": _l(
        "%(seen)s of %(n)s answers of the quarter came on its last two working days; spread evenly it would "
        "be %(expected)s."
    ),
    "intake": _l(
        "%(seen)s requests came where %(n)s people live; by the rate of similar okrugs it would be "
        "%(expected)s."
    ),
    "moved-away": _l(
        "%(seen)s topics were moved out of the akim's powers and %(back)s into them; evenly it would be "
        "%(expected)s each."
    ),
    "quick": _l(
        "%(seen)s of %(n)s ratings came within three minutes of the answer; by the share elsewhere it would "
        "be %(expected)s."
    ),
    "ratings": _l(
        "%(seen)s ratings came within ten minutes; in the month there were %(n)s. The usual number for ten "
        "minutes of a working day is %(expected)s."
    ),
    "withdrawn-after": _l(
        "%(seen)s of %(n)s withdrawals came within a day after an act of the office on the request; by the "
        "share elsewhere it would be %(expected)s."
    ),
    Stamp.FILED.value: _l("The time of filing differs from the journal. Requests: %(seen)s."),
    Stamp.REGISTERED.value: _l("The day of acceptance differs from the journal. Requests: %(seen)s."),
    Stamp.DUE.value: _l("The day the first answer is due differs from the journal. Requests: %(seen)s."),
    Stamp.ANSWERED.value: _l("The time of an answer differs from the journal. Requests: %(seen)s."),
    Stamp.ON_TIME.value: _l("The mark “in time” does not fit the dates. Requests: %(seen)s."),
    Stamp.EXTENDED.value: _l("A longer term is not in the journal as it stands. Requests: %(seen)s."),
    Stamp.ENDED.value: _l("The day a request ended differs from the journal. Requests: %(seen)s."),
}


def sentence(part: Part) -> str:
    """Return what one part saw, in numbers; shares and moments as people read them."""
    values = {"seen": _count(part["seen"]), "n": _count(part["n"]), "expected": _about(part["expected"])}
    for name in ("done", "answers", "solved", "verdicts", "after", "back"):
        values[name] = _count(part.get(name, 0))
    if part["name"] == "gap":
        values["gap"], values["usual"] = _points(part["seen"]), _points(part["expected"])
    if "begins" in part:
        values["begins"] = moment(datetime.fromtimestamp(part["begins"], UTC))
    return str(SENTENCES[part["name"]]) % values


def _count(value: float) -> str:
    return number(round(value))


def _about(value: float) -> str:
    return number(value, 1) if value < 10 else number(round(value))


def _points(share: float) -> str:
    return number(share * 100, 1)


def sentences(parts: list[Part]) -> list[str]:
    """Return the sentences of the parts that say something; of the first in any case."""
    return [sentence(part) for place, part in enumerate(parts) if not place or part["p"] < UNREMARKABLE]


def how_unusual(code: str, p: float) -> str:
    """Return how often chance alone would bring it about in an okrug."""
    months = once_in_months(p)
    if code in EXACT:
        return _("No chance is involved here: the two records should be equal.")
    if months is None or months >= NEVER_MONTHS:
        return _("Chance alone would hardly ever bring this about.")
    return ngettext(
        "Chance alone would bring this about in an okrug about once in %(n)s month.",
        "Chance alone would bring this about in an okrug about once in %(n)s months.",
        months,
        n=number(months),
    )


def month_words(period: str) -> str:
    """Return «2026 ж. қазан» / "октябрь 2026 г." / "October 2026" of 2026-10."""
    return month(parse(period).first_day)


def case_rows(cases: Iterable[CaseTimes]) -> list[list[str]]:
    """Return number, filing, due day, first answer, decision and end of requests as words."""
    return [
        [
            printed(case.number),
            moment(case.filed_at),
            day(case.first_due_on),
            moment(case.answered_at) if case.answered_at else "–",
            str(DECISIONS[case.decision]) if case.decision else "–",
            day(case.ended_on) if case.ended_on else "–",
        ]
        for case in cases
    ]


REFUSALS = {
    "kpi.signals-too-early": _l("A month is looked at from the second working day after it."),
    "kpi.akim-explains": _l("Only the akim of this okrug explains."),
    "kpi.signal-judged": _l("Somebody has written a finding already."),
    "kpi.explanation-missing": _l("Write your explanation."),
    "kpi.explanation-too-long": _l("The explanation is longer than 2,000 letters."),
    "kpi.signal-not-yours": _l(
        "An assessor of the district writes the finding, never anybody of the office."
    ),
    "kpi.finding-reason-missing": _l("Write why, in a sentence."),
    "kpi.finding-too-long": _l("The reason is longer than 1,000 letters."),
    "kpi.signal-akim-has-time": _l(
        "The akim still has time to explain: ten working days, or until the explanation is there."
    ),
    "kpi.no-such-signal": _l("We do not know this signal."),
}
