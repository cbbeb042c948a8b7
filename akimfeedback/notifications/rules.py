"""Channels, states of a message, quiet hours and back-off. Pure."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message leaves."""

    SMS = "sms"
    EMAIL = "email"
    BELL = "bell"  # stays inside: the list in the profile


class MessageState(StrEnum):
    """A message is work until it is sent, failed or dropped."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"
