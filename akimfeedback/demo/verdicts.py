"""What residents say of an answer: often nothing, sometimes a verdict, a mark, a few words. Pure."""

from datetime import datetime, time, timedelta
from random import Random

from akimfeedback.appeals.rules import Decision, Verdict
from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo.acts import Answered, CaseStory, Judged
from akimfeedback.demo.places import Okrug
from akimfeedback.demo.texts import resident_voice
from akimfeedback.topics.rules import Kind

_BY_DECISION = {
    Decision.DONE: 1.2,
    Decision.DONE_IN_PART: 0.8,
    Decision.EXPLAINED: 0.65,
    Decision.REFUSED: 0.35,
    Decision.NOTED: 1.0,
}
"""How much the office's usual share of "solved" grows or shrinks by what it decided."""
_AT_MOST = 0.97
_PARTLY = 0.45  # of those who do not say "solved"
_RATES, _COMMENTS, _PASSES_ON = 0.8, 0.35, 0.5

_MARKS = {
    Verdict.SOLVED: ((3, 4, 5), (0.08, 0.34, 0.58)),
    Verdict.PARTLY: ((2, 3, 4), (0.25, 0.45, 0.3)),
    Verdict.NOT_SOLVED: ((1, 2, 3), (0.6, 0.3, 0.1)),
}
_MARKS_OF_THE_POLITE = {
    Verdict.SOLVED: ((3, 4, 5), (0.03, 0.3, 0.67)),
    Verdict.PARTLY: ((2, 3, 4), (0.1, 0.3, 0.6)),
    Verdict.NOT_SOLVED: ((1, 2, 3), (0.4, 0.3, 0.3)),
}
"""Where an office answers in time and with facts, people think better of the answer itself."""
_POLITE = 0.9
_WORDS = {
    Verdict.SOLVED: resident_voice.SOLVED,
    Verdict.PARTLY: resident_voice.PARTLY,
    Verdict.NOT_SOLVED: resident_voice.NOT_SOLVED,
}


def judge(
    rng: Random, okrug: Okrug, case: CaseStory, answer: Answered, *, share: float, last: bool = False
) -> Judged | None:
    """Return the verdict on an answer, None for silence; the `last` round of a case never opens it again."""
    if case.kind == Kind.THANKS or rng.random() >= share:
        return None
    verdict = _verdict(rng, okrug, answer, last=last)
    marks = _MARKS_OF_THE_POLITE if okrug.on_time >= _POLITE else _MARKS
    rating = rng.choices(*marks[verdict])[0] if rng.random() < _RATES else None
    comment = rng.choice(_WORDS[verdict][case.language]) if rng.random() < _COMMENTS else None
    passed_on = comment is not None and rng.random() < _PASSES_ON
    return Judged(_moment(rng, answer), verdict, rating, comment, passed_on)


def _verdict(rng: Random, okrug: Okrug, answer: Answered, *, last: bool) -> Verdict:
    if rng.random() < min(okrug.solved * _BY_DECISION[answer.decision], _AT_MOST):
        return Verdict.SOLVED
    return Verdict.PARTLY if last or rng.random() < _PARTLY else Verdict.NOT_SOLVED


def _moment(rng: Random, answer: Answered) -> datetime:
    """Return when the link was tapped: mostly the same evening or the next days, always within the window."""
    day = local_day(answer.at) + timedelta(days=min(int(rng.expovariate(1 / 3)), 19))
    at = datetime.combine(day, time(8), KAZAKHSTAN) + timedelta(minutes=rng.randint(0, 850))
    return max(at, answer.at + timedelta(minutes=rng.randint(3, 240)))
