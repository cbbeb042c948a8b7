"""How a code leaves: the package of messages stands above this one, so the app hands its function in."""

from collections.abc import Callable
from typing import Any

Teller = Callable[..., Any]


class _Post:
    teller: Teller | None = None


def register(teller: Teller) -> None:
    """Take `notifications.service.tell_address`; the app calls this once."""
    _Post.teller = teller


def tell_address(*args: Any, **params: Any) -> None:
    """Put a message to a phone or mailbox into the out-tray; an app without one is a mistake."""
    if _Post.teller is None:
        raise LookupError("accounts.post has no teller; the app must register one")
    _Post.teller(*args, **params)
