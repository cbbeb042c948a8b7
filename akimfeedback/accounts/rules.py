"""Kinds of codes and consents, telephone numbers, PINs, and the caps on tries. Pure."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumberType


class CodePurpose(StrEnum):
    """What a one-time code opens."""

    SIGN_IN = "sign-in"
    NEW_PHONE = "new-phone"


class ConsentKind(StrEnum):
    """What a person has agreed to."""

    PERSONAL_DATA = "personal-data"


class CodeCheck(StrEnum):
    """What came of a typed code."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    TOO_MANY = "too-many"


class PinCheck(StrEnum):
    """What came of a typed PIN or second factor."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True)
class CodeRules:
    """The caps on codes; `secret` keys their hashes."""

    digits: int = 5
    minutes: int = 15
    tries: int = 5
    resend_seconds: int = 60
    per_day: int = 10
    wrong_per_day: int = 15
    secret: str = field(default="", repr=False)


CONSENT_VERSION = "2026-11"
"""Changes whenever the text of the consent changes; people are then asked again."""

A_DAY = timedelta(days=1)
PROOF_LIFE = timedelta(minutes=30)
"""How long a right code stands for its phone while the person reads the consent."""

PENDING_LIFE = timedelta(days=7)
DEVICE_LIFE = timedelta(days=30)
LOCK = timedelta(minutes=15)
PIN_DIGITS = 6
PIN_TRIES = 5
ADULT_AGE = 18
OLDEST_AGE = 120
_EASY_RUNS = "01234567890123456789"


def mobile(typed: str) -> str | None:
    """Return a Kazakhstan mobile number as +7XXXXXXXXXX from what people type, None for any other.

    Takes 8…, 7…, +7… and the ten bare digits. Russian numbers and fixed lines give None.
    """
    digits = re.sub(r"\D", "", typed)
    if len(digits) == 10:
        digits = "7" + digits
    if len(digits) != 11 or digits[0] not in "78":
        return None
    number = phonenumbers.parse("+7" + digits[1:])
    if phonenumbers.region_code_for_number(number) != "KZ" or not phonenumbers.is_valid_number(number):
        return None
    if phonenumbers.number_type(number) != PhoneNumberType.MOBILE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_easy_pin(pin: str) -> bool:
    """Say whether a PIN is among the first a thief tries: one digit, a run, a repeated part, a date."""
    if len(set(pin)) <= 2 or pin in _EASY_RUNS or pin[::-1] in _EASY_RUNS:
        return True
    if pin[:3] == pin[3:] or pin[:2] * 3 == pin:
        return True
    return _as_day(pin[:2], pin[2:4])


def _as_day(day: str, month: str) -> bool:
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def is_adult(birth_year: int, year: int) -> bool:
    """Say whether a person born in that year is or becomes 18 this year."""
    return ADULT_AGE <= year - birth_year <= OLDEST_AGE


_BROWSERS = (
    ("Edg", "Edge"), ("SamsungBrowser", "Samsung Internet"), ("YaBrowser", "Yandex"), ("OPR", "Opera"),
    ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)  # fmt: skip


def device_family(user_agent: str) -> str:
    """Return "Chrome, Android": family of browser and system, nothing finer; "?" where unknown."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "?")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "?")
    return f"{browser}, {system}"
