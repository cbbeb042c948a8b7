"""How messages leave: each adapter turns one address and one text into a provider's call.

An adapter returns the provider's number of the message, or raises SendFailed: `final` when another try
cannot help (a number that does not exist), not final when it can (no answer, no money, a wrong password
somebody will mend).
"""

from typing import Protocol


class SendFailed(Exception):
    """The provider did not take the message; `code` is short, without address and text."""

    def __init__(self, code: str, *, final: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.final = final


class Adapter(Protocol):
    """One way out."""

    @property
    def keeps_text(self) -> bool:
        """Say whether the row itself is what people read (the demo), so that codes stay in it."""

    def send(self, address: str, text: str, *, number: int, language: str) -> str | None:
        """Send one message; `number` is ours. Returns the provider's number; raises SendFailed."""
