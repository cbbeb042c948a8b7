"""Expected refusals. A refusal is a code; the words for it stand in the package's labels."""


class Refusal(Exception):
    """Base of everything the product refuses on purpose."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class RuleBroken(Refusal):
    """The act is not possible in this state or at this time (409)."""


class NotAllowed(Refusal):
    """The person may not do it (403)."""


class NotFound(Refusal):
    """There is no such thing, or the person may not know of it (404)."""


class TooMany(Refusal):
    """A cap is reached; `details["wait"]` holds the seconds to wait (429)."""
