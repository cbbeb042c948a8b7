"""Find personal data in a text before it becomes public. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Finding(StrEnum):
    """What kind of personal data a piece of text is."""

    IIN = "iin"
    PHONE = "phone"
    EMAIL = "email"
    CARD = "card"
    PLATE = "plate"


@dataclass(frozen=True)
class Found:
    """One piece, by its place in the text."""

    what: Finding
    start: int
    end: int
    piece: str


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_IIN = re.compile(r"(?<!\d)\d{12}(?!\d)")
_PHONE = re.compile(r"(?<![\d+])(?:\+?7|8)[ \-(]*7\d{2}[ \-)]*\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)")
_SHORT_PHONE = re.compile(r"(?<![\d+])7[0-9]{2}[ -]\d{3}[ -]?\d{2}[ -]?\d{2}(?!\d)")
# 123 ABC 01 of persons, 123 AB 01 of companies; Cyrillic look-alikes are typed as often as Latin letters
_PLATE = re.compile(
    r"(?<![\w\d])\d{3}[ -]?[A-ZА-ЯӘҒҚҢӨҰҮҺІ]{2,3}[ -]?(?:0[1-9]|1\d|20)(?![\w\d])", re.IGNORECASE
)

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
_CENTURIES = {1: 1800, 2: 1800, 3: 1900, 4: 1900, 5: 2000, 6: 2000}


def is_iin(digits: str) -> bool:
    """Say whether twelve digits are a person's number: a real birthday, a century, the check digit."""
    if len(digits) != 12 or not digits.isdecimal():
        return False
    century = _CENTURIES.get(int(digits[6]))
    if century is None or not _is_day(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6])):
        return False
    return _check_digit(digits) == int(digits[11])


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _check_digit(digits: str) -> int | None:
    """Return the twelfth digit; None for numbers that are never given out."""
    for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
        rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
        if rest < 10:
            return rest
    return None


def is_card(digits: str) -> bool:
    """Say whether 13 to 19 digits pass the check of bank cards (Luhn)."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return 13 <= len(digits) <= 19 and sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _digits(piece: str) -> str:
    return "".join(letter for letter in piece if letter.isdecimal())


def _always(piece: str) -> bool:
    return bool(piece)


_FINDERS: tuple[tuple[Finding, re.Pattern[str], Callable[[str], bool]], ...] = (
    (Finding.EMAIL, _EMAIL, _always),
    (Finding.IIN, _IIN, is_iin),
    (Finding.PHONE, _PHONE, _always),
    (Finding.PHONE, _SHORT_PHONE, _always),
    (Finding.CARD, _CARD, lambda piece: is_card(_digits(piece))),
    (Finding.PLATE, _PLATE, _always),
)


def find(text: str) -> list[Found]:
    """Return personal data in order of appearance; pieces never overlap."""
    taken: list[Found] = []
    for found in _candidates(text):
        if all(found.end <= other.start or found.start >= other.end for other in taken):
            taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _candidates(text: str) -> Iterator[Found]:
    for what, pattern, holds in _FINDERS:
        for match in pattern.finditer(text):
            if holds(match.group()):
                yield Found(what=what, start=match.start(), end=match.end(), piece=match.group())


def masked(text: str) -> str:
    """Return the text with every letter and digit of what was found replaced by "•"."""
    letters = list(text)
    for found in find(text):
        for place in range(found.start, found.end):
            letters[place] = "•" if letters[place].isalnum() else letters[place]
    return "".join(letters)
