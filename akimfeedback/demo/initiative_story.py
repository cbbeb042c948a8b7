"""Shape of the made-up initiatives."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PointStory:
    """The answer to one point: outcome, words, and the author's mark where there is one."""

    outcome: str
    text: str
    mark: str | None = None


@dataclass(frozen=True)
class AnswerStory:
    """An answer of the office, `days` after it was owed."""

    days: int
    outcome: str
    text: str
    points: tuple[PointStory, ...]


@dataclass(frozen=True)
class InitiativeStory:
    """One initiative: where, who, what, and what became of it."""

    okrug: str
    topic: str
    language: str
    title: str
    asks: tuple[str, ...]
    why: str
    tried: str
    days_ago: int  # since the draft was written
    days: int = 60  # of collection
    village: int | None = 0  # index in the okrug's list; None: the whole okrug
    end: str = (
        "open"  # draft | backing | moderation | returned | rejected | hidden | open | closed | withdrawn
    )
    support: int = 0  # people who confirmed by phone, backers included
    shared: int = 0
    outside: int = 0
    paper: int = 0
    removed: int = 0  # taken out after a review, on the public list
    answers: tuple[AnswerStory, ...] = ()
    short: bool = False  # told in quick tests too
    holding: bool = False  # a word in between, and no answer yet
    hearing: str | None = None  # scheduled | held
    hearing_words: str = ""
    stances: tuple[str, ...] = ()  # of the deputies asked, in their order
    news: tuple[str, ...] = ()
    reject_reason: str | None = None
    barred: str | None = None
    words: str = ""  # of the moderator, to everybody
    translation: dict[str, object] = field(default_factory=dict)
