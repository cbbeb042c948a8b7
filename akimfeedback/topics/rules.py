"""Routing of a topic and the kinds of requests. Pure."""

from enum import StrEnum


class Routing(StrEnum):
    """Whose power the matter is, seen from the okrug akim."""

    OWN = "own"
    HELP = "help"
    OTHER = "other"


class Kind(StrEnum):
    """What a person wants, in plain words; the legal kind on the official track is derived from it."""

    PROBLEM = "problem"  # something is broken: сообщение / хабар
    HELP = "help"  # I need help: заявление / арыз
    DISAGREE = "disagree"  # I disagree with a decision: жалоба / шағым
    IDEA = "idea"  # предложение / ұсыныс
    INFORMATION = "information"  # запрос / сұрау салу
    ATTITUDE = "attitude"  # отклик / үн қосу
    THANKS = "thanks"


ASKS_FOR_NOTHING = frozenset({Kind.IDEA, Kind.ATTITUDE, Kind.THANKS})
"""Kinds for which "taken into account" is an answer on the substance."""
