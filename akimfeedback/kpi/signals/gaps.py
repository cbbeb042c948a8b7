"""What the office calls done and residents call solved; what had to be opened again (G3). Pure."""

from dataclasses import dataclass

from akimfeedback.kpi.signals.chance import PRIOR_CASES, above, binomial_upper, gap_z
from akimfeedback.kpi.signals.rules import Part

SMALLEST = 10
REOPENED_USUAL = 0.06


@dataclass(frozen=True)
class Words:
    """Answers whose verdict window ended: what the office said and what residents said."""

    answers: int
    done: int
    verdicts: int
    solved: int
    reopened: int  # verdict "not solved"

    def __sub__(self, other: "Words") -> "Words":
        """Return the words of the others."""
        return Words(*(getattr(self, name) - getattr(other, name) for name in _NAMES))

    def __add__(self, other: "Words") -> "Words":
        """Return the words of both."""
        return Words(*(getattr(self, name) + getattr(other, name) for name in _NAMES))

    @property
    def gap(self) -> float:
        """Return the share done minus the share solved; 0 without verdicts."""
        if not self.answers or not self.verdicts:
            return 0.0
        return self.done / self.answers - self.solved / self.verdicts


_NAMES = ("answers", "done", "verdicts", "solved", "reopened")
NOTHING = Words(0, 0, 0, 0, 0)


def usual_gap(others: Words) -> float:
    """Return the gap of the others, drawn to none where they are few; never below none."""
    weight = others.verdicts / (others.verdicts + PRIOR_CASES)
    return max(0.0, others.gap * weight)


def gap_part(words: Words, others: Words) -> Part | None:
    """Return how far "done" stands above "solved", beyond the gap that is usual elsewhere."""
    if min(words.answers, words.verdicts) < SMALLEST:
        return None
    usual = usual_gap(others)
    z = gap_z(words.done, words.answers, words.solved, words.verdicts, usual)
    return Part(
        "gap", words.gap, words.verdicts, usual, above(z),
        more={
            "z": z, "answers": words.answers, "done": words.done,
            "verdicts": words.verdicts, "solved": words.solved,
        },
    )  # fmt: skip


def reopened_part(words: Words, usual: float) -> Part | None:
    """Return the answers residents opened again, against the share elsewhere."""
    if words.answers < SMALLEST:
        return None
    p = binomial_upper(words.reopened, words.answers, usual)
    return Part("reopened", words.reopened, words.answers, usual * words.answers, p)
