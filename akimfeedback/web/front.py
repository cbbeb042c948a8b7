"""The shortest way: a page kept a moment ago goes out before Flask wakes, for readers without a session.

Only answers of `@cached_page` are kept, whole with their headers but without a person's cookies, for a second
in this process; under load that is nearly every reader. The second floor (Redis) is in `web.cache`.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

MARK = "X-Page-May-Be-Kept"
SECONDS = 1.0
MOST = 256
_OURS = ("session", "remember_token")
_SHAPING = ("lang", "seen", "theme", "text")
_DROPPED = {"set-cookie", MARK.lower(), "date"}


@dataclass(frozen=True)
class Ready:
    """A whole answer and until when it holds."""

    until: float
    headers: list[tuple[str, str]]
    body: bytes
    tag: str


class Front:
    """WSGI middleware around the app."""

    def __init__(self, inner: "WSGIApplication") -> None:
        self.inner = inner
        self._kept: OrderedDict[tuple[str, ...], Ready] = OrderedDict()
        self._lock = Lock()

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """Answer from what is kept, else ask the app and keep what it marked."""
        key = _key(environ)
        ready = self._kept.get(key) if key else None
        if ready is not None and ready.until > time.monotonic():
            return _send(ready, environ, start_response)
        return self._ask(key, environ, start_response)

    def clear(self) -> None:
        """Forget every answer."""
        with self._lock:
            self._kept.clear()

    def _ask(
        self, key: tuple[str, ...] | None, environ: dict[str, Any], start_response: "StartResponse"
    ) -> Iterable[bytes]:
        seen: list[tuple[str, list[tuple[str, str]]]] = []

        def note(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen.append((status, headers))
            shown = [(name, value) for name, value in headers if name != MARK]
            return start_response(status, shown, exc_info)

        answer = self.inner(environ, note)
        status, headers = seen[-1] if seen else ("", [])
        if key is None or not status.startswith("200") or MARK not in {name for name, _ in headers}:
            return answer
        body = b"".join(_all(answer))
        self._keep(key, headers, body)
        return [body]

    def _keep(self, key: tuple[str, ...], headers: list[tuple[str, str]], body: bytes) -> None:
        kept = [pair for pair in headers if pair[0].lower() not in _DROPPED or _marks_a_visit(*pair)]
        tag = next((value for name, value in headers if name.lower() == "etag"), "")
        with self._lock:
            self._kept[key] = Ready(time.monotonic() + SECONDS, kept, body, tag)
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def _marks_a_visit(name: str, value: str) -> bool:
    """Say whether a header is the cookie every first visit gets, the same for everybody."""
    return name.lower() == "set-cookie" and value.startswith("seen=1;")


def _all(answer: Iterable[bytes]) -> Iterator[bytes]:
    try:
        yield from answer
    finally:
        close = getattr(answer, "close", None)
        if close is not None:
            close()


def _key(environ: dict[str, Any]) -> tuple[str, ...] | None:
    """Return what shapes the page, None when it must be made for this reader alone."""
    query = environ.get("QUERY_STRING", "")
    if environ["REQUEST_METHOD"] != "GET" or "lang=" in query:
        return None
    raw = environ.get("HTTP_COOKIE", "")
    try:
        cookies = {name: morsel.value for name, morsel in SimpleCookie(raw).items()} if raw else {}
    except CookieError:
        return None
    if any(name in cookies for name in _OURS):
        return None
    accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
    encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
    place = (environ.get("wsgi.url_scheme", ""), environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""))
    return (*place, query, encoding, *(cookies.get(name, "") for name in _SHAPING))


def _send(ready: Ready, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
    if ready.tag and environ.get("HTTP_IF_NONE_MATCH") == ready.tag:
        left_out = {"content-length", "content-type", "content-encoding"}
        start_response(
            "304 NOT MODIFIED", [pair for pair in ready.headers if pair[0].lower() not in left_out]
        )
        return []
    start_response("200 OK", ready.headers)
    return [ready.body]
