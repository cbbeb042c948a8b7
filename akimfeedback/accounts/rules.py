"""Kinds of codes and consents, and the caps on tries. Pure."""

from enum import StrEnum


class CodePurpose(StrEnum):
    """What a one-time code opens."""

    SIGN_IN = "sign-in"
    NEW_PHONE = "new-phone"


class ConsentKind(StrEnum):
    """What a person has agreed to."""

    PERSONAL_DATA = "personal-data"
