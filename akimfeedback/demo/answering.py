"""What the made-up offices answer: with facts where they work well, else often a brush-off. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from akimfeedback.appeals.rules import Decision
from akimfeedback.core.clock import local_day
from akimfeedback.demo import writing
from akimfeedback.demo.acts import Answered, CaseStory
from akimfeedback.demo.places import Okrug
from akimfeedback.demo.texts import office_voice
from akimfeedback.demo.topics_of_life import TEXTS
from akimfeedback.demo.words import Answer
from akimfeedback.demo.writing import Where
from akimfeedback.topics.rules import ASKS_FOR_NOTHING

_STEM = 4  # letters: endings differ in both languages
_DECENT = 0.75  # on time from here on: an office that answers with facts
_BRUSH_OFF = 0.6
_PHOTO = 0.3


@dataclass
class Answerer:
    """The office's pen for one case."""

    rng: Random
    okrug: Okrug
    case: CaseStory
    where: Where
    routing: str

    def first(self, at: datetime, *, until: date) -> Answered:
        """Return the first answer; `until` is the date promised in it."""
        if self.case.kind in ASKS_FOR_NOTHING and self.rng.random() < 0.55:
            return self._written(at, Decision.NOTED, office_voice.NOTED[self.case.language], until)
        decision = self.rng.choices(*zip(*decision_mix(self.okrug), strict=True))[0]
        if self._brushes_off(decision):
            return self._written(at, decision, office_voice.BRUSH_OFFS[self.case.language], until)
        return self._written(at, decision, self._of_topic(decision), until)

    def second(self, at: datetime, *, until: date) -> Answered:
        """Return the answer after "not solved"."""
        decision = self.rng.choice((Decision.DONE, Decision.DONE, Decision.DONE_IN_PART, Decision.EXPLAINED))
        if decision == Decision.EXPLAINED:
            return self._written(at, decision, self._of_topic(decision), until)
        return self._written(at, decision, office_voice.SECOND[self.case.language], until)

    def _brushes_off(self, decision: Decision) -> bool:
        return self.okrug.on_time < _DECENT and decision != Decision.DONE and self.rng.random() < _BRUSH_OFF

    def _of_topic(self, decision: Decision) -> tuple[Answer, ...]:
        texts = TEXTS[self.case.topic]
        by_decision = {Decision.DONE: texts.done, Decision.DONE_IN_PART: texts.part}
        return by_decision.get(decision, texts.no)[self.case.language]

    def _fitting(self, among: tuple[Answer, ...]) -> Answer:
        """Return the answer that speaks most of what was asked; chance decides between equals."""
        asked = _stems(self.case.text)
        shared = {answer: len(asked & _stems(answer.found + answer.done)) for answer in among}
        return max(among, key=lambda answer: shared[answer] + self.rng.random())

    def _written(self, at: datetime, decision: Decision, among: tuple[Answer, ...], until: date) -> Answered:
        language = self.case.language
        filed_on = local_day(self.case.filed_at)
        acted_on = max(filed_on, local_day(at) - timedelta(days=self.rng.randint(0, 2)))
        words = writing.answer(self._fitting(among), self.where, on=acted_on, until=until, language=language)
        following = None
        if decision == Decision.DONE_IN_PART:
            steps = self.rng.choice(office_voice.NEXT_STEPS[language])
            following = writing.line(steps, self.where, until=until, language=language)
        return Answered(
            at=at,
            decision=decision,
            found=words.found,
            done=words.done,
            next_steps=following,
            law=office_voice.LAW[self.routing][language],
            complain=office_voice.COMPLAIN[language],
            photo=decision == Decision.DONE and self.case.picture is not None and self.rng.random() < _PHOTO,
        )


def _stems(words: str) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"\w+", words.lower()) if len(word) >= _STEM}


def decision_mix(okrug: Okrug) -> list[tuple[Decision, float]]:
    """Return how often an office decides what."""
    decent = okrug.on_time >= _DECENT
    done, part, explained, refused = (0.62, 0.16, 0.18, 0.04) if decent else (0.42, 0.17, 0.33, 0.08)
    return [
        (Decision.DONE, done),
        (Decision.DONE_IN_PART, part),
        (Decision.EXPLAINED, explained),
        (Decision.REFUSED, refused),
    ]
