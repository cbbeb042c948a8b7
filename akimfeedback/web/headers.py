"""Headers that guard every answer: Flask-Talisman's, worked out once and not on each request."""

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue
from flask_talisman import Talisman


class Guard(Talisman):  # type: ignore[misc]  # the library has no types
    """The library with its work of each request done once; a view with options of its own goes its way."""

    _known: dict[bool, list[tuple[str, str]]]

    def init_app(self, *args: object, **options: object) -> None:
        """Set up as the library does."""
        self._known = {}
        super().init_app(*args, **options)

    def _force_https(self) -> ResponseReturnValue | None:
        """Send a reader of plain HTTP to HTTPS where the settings ask for it."""
        return super()._force_https() if self.force_https else None

    def _make_nonce(self) -> None:
        """Make no nonce: the policy names the hashes of what is inline."""

    def _set_response_headers(self, response: Response) -> Response:
        """Put the headers on an answer; what it says itself about the same is replaced."""
        view = current_app.view_functions.get(request.endpoint or "")
        if hasattr(view, "talisman_view_options"):
            found: Response = super()._set_response_headers(response)
            return found
        secure = request.is_secure or request.headers.get("X-Forwarded-Proto") == "https"
        if secure not in self._known:
            blank = Response()
            own = set(blank.headers.keys())
            super()._set_response_headers(blank)
            self._known[secure] = [pair for pair in blank.headers if pair[0] not in own]
        ready = self._known[secure]
        for name in {name.lower() for name in response.headers.keys()}.intersection(  # noqa: SIM118 - pairs
            name.lower() for name, _ in ready
        ):
            response.headers.remove(name)
        response.headers.extend(ready)
        return response
