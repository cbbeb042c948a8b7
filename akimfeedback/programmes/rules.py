"""Statuses of a promise and the duty to report on it. Pure."""

from enum import StrEnum


class PromiseState(StrEnum):
    """Where a promise stands, by the akim's word; raters come later and are shown beside."""

    DECLARATION = "declaration"  # cannot be checked
    NOT_DUE = "not-due"
    IN_PROGRESS = "in-progress"
    FULFILLED = "fulfilled"
    PARTLY = "partly"
    NOT_FULFILLED = "not-fulfilled"
    THWARTED = "thwarted"  # outside the akim's control, with a document
    WITHDRAWN = "withdrawn"  # by the akim, with a reason


class Control(StrEnum):
    """In whose hands the matter is."""

    AKIM = "akim"
    DISTRICT = "district"
    OBLAST = "oblast"
    REPUBLIC = "republic"
    PRIVATE = "private"


UNDER_WAY = frozenset({PromiseState.NOT_DUE, PromiseState.IN_PROGRESS})
"""States that owe an update every 120 days."""
