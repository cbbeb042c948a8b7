"""Put a text together: slots, greeting, ending, and the carelessness of a phone keyboard. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from random import Random

from akimfeedback.demo import places
from akimfeedback.demo.texts import resident_voice as voice
from akimfeedback.demo.topics_of_life import TEXTS
from akimfeedback.demo.words import Answer, choose

_IN_KK = (
    "қаңтарда",
    "ақпанда",
    "наурызда",
    "сәуірде",
    "мамырда",
    "маусымда",
    "шілдеде",
    "тамызда",
    "қыркүйекте",
    "қазанда",
    "қарашада",
    "желтоқсанда",
)
_UNTIL_KK = (
    "қаңтарға",
    "ақпанға",
    "наурызға",
    "сәуірге",
    "мамырға",
    "маусымға",
    "шілдеге",
    "тамызға",
    "қыркүйекке",
    "қазанға",
    "қарашаға",
    "желтоқсанға",
)
_OF_RU = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)

_AT_SENTENCE_START = re.compile(r"(^|[.?!] )\{(\w+)\}")
_NAMES = ("{street}", "{village}")  # keep their capital after a greeting
_CARELESS = 0.22
_LANDMARK = 0.45
_HOUSE = 0.6


@dataclass(frozen=True)
class Where:
    """The spot a text speaks of, in the writer's language."""

    slots: dict[str, str]
    words: str | None


def place(rng: Random, village: places.Place, language: str) -> Where:
    """Return a made-up spot in a village."""
    street_kk, street_ru = rng.choice(places.STREETS)
    number = str(rng.randint(1, 64))
    landmark = rng.randrange(len(voice.LANDMARKS[language]))
    slots = {
        "street": street_kk if language == "kk" else street_ru,
        "no": number,
        "near": voice.NEAR[language][landmark],
        "since": rng.choice(voice.SINCE[language]),
        "n": str(rng.randint(5, 9)),
        "village": village.stem_kk if language == "kk" else village.stem_ru,
    }
    return Where(slots, _words(rng, slots, landmark, language))


def _words(rng: Random, slots: dict[str, str], landmark: int, language: str) -> str | None:
    if rng.random() < _LANDMARK:
        return voice.LANDMARKS[language][landmark]
    street = f"{slots['street']} көшесі" if language == "kk" else f"улица {slots['street']}"
    return f"{street}, {slots['no']}" if rng.random() < _HOUSE else street


def request(rng: Random, topic: str, where: Where, language: str, month: int) -> str:
    """Return what somebody typed."""
    written = choose(rng, TEXTS[topic].asked[language], month)
    body = _filled(written, where.slots)
    if rng.random() < _CARELESS:
        return body.rstrip(".").lower() if rng.random() < 0.5 else body.rstrip(".")
    opener = rng.choice(voice.OPENERS[language])
    if opener and not written.startswith(_NAMES):
        body = body[0].lower() + body[1:]
    closer = "" if topic == "THANKS" else rng.choice(voice.CLOSERS[language])
    if closer and body[-1] not in ".?!":
        body += "."
    return f"{opener}{body}{closer}"


def answer(written: Answer, where: Where, *, on: date, until: date, language: str) -> Answer:
    """Return an answer with its dates in words of the language."""
    slots = where.slots | {"day": _day(on, language), "until": _until(until, language)}
    return Answer(_filled(written.found, slots), _filled(written.done, slots))


def line(written: str, where: Where, *, until: date, language: str) -> str:
    """Return one line with its date in words."""
    return _filled(written, where.slots | {"until": _until(until, language)})


def _filled(words: str, slots: dict[str, str]) -> str:
    opened = _AT_SENTENCE_START.sub(lambda found: found[1] + _capital(slots[found[2]]), words)
    return _capital(opened.format_map(slots))


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _day(on: date, language: str) -> str:
    return f"{on.day} {(_IN_KK if language == 'kk' else _OF_RU)[on.month - 1]}"


def _until(on: date, language: str) -> str:
    return f"{on.day} {(_UNTIL_KK if language == 'kk' else _OF_RU)[on.month - 1]}"
