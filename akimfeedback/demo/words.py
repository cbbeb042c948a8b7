"""How the texts of the demo are written down and read: one text a line, slots in braces, seasons in front."""

from dataclasses import dataclass, field
from random import Random

_SEASONS = {
    "w": frozenset({11, 12, 1, 2, 3}),
    "s": frozenset({5, 6, 7, 8, 9}),
    "p": frozenset({3, 4, 5}),
    "a": frozenset({9, 10, 11}),
}
_EVERY_MONTH = frozenset(range(1, 13))


@dataclass(frozen=True)
class Text:
    """A text with slots such as {street}, and the months in which somebody would write it."""

    words: str
    months: frozenset[int] = _EVERY_MONTH


@dataclass(frozen=True)
class Answer:
    """What the office found and what it did; slots as in `Text`, plus {day} and {until}."""

    found: str
    done: str


@dataclass(frozen=True)
class TopicTexts:
    """All texts of one topic, by language."""

    asked: dict[str, tuple[Text, ...]]
    done: dict[str, tuple[Answer, ...]]
    part: dict[str, tuple[Answer, ...]] = field(default_factory=dict)
    no: dict[str, tuple[Answer, ...]] = field(default_factory=dict)


def lines(block: str) -> tuple[str, ...]:
    """Return the texts of a block, one a line; a line that begins with a space continues the one before."""
    found: list[str] = []
    for line in block.strip("\n").splitlines():
        if line.startswith(" ") and found:
            found[-1] = f"{found[-1]} {line.strip()}"
        elif line.strip():
            found.append(line.strip())
    return tuple(found)


def texts(block: str) -> tuple[Text, ...]:
    """Return the texts of a block; "[w]" in front means winter only, s summer, p spring, a autumn."""
    return tuple(_text(line) for line in lines(block))


def answers(block: str) -> tuple[Answer, ...]:
    """Return the answers of a block, each written as "what was found | what was done"."""
    return tuple(Answer(*(part.strip() for part in line.split("|"))) for line in lines(block))


Blocks = tuple[str, str]


def topic(*, asked: Blocks, done: Blocks, part: Blocks, no: Blocks) -> TopicTexts:
    """Return one topic from pairs of blocks, the Kazakh block first, the Russian second."""
    return TopicTexts(
        asked={"kk": texts(asked[0]), "ru": texts(asked[1])},
        done=_both(done),
        part=_both(part),
        no=_both(no),
    )


def choose(rng: Random, among: tuple[Text, ...], month: int) -> str:
    """Return a text that fits the month."""
    return rng.choice([text.words for text in among if month in text.months])


def _text(line: str) -> Text:
    if line.startswith("[") and line[2] == "]":
        return Text(line[3:].strip(), _SEASONS[line[1]])
    return Text(line)


def _both(blocks: tuple[str, str]) -> dict[str, tuple[Answer, ...]]:
    return {"kk": answers(blocks[0]), "ru": answers(blocks[1])}
