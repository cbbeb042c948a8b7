"""Rates of changes: Flask-Limiter's, with all windows of a request counted in one call to Redis.

The same keys, words and refusals as the library's own; whatever is not the plain case (another store, another
strategy, Redis away, options of a rate) goes the library's way.
"""

from collections.abc import Callable, Sequence
from functools import cache, wraps
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter._limits import RuntimeLimit
from flask_limiter.util import get_qualified_name
from limits import RateLimitItem, parse_many
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from redis.commands.core import Script
from redis.exceptions import RedisError

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
READING = frozenset({"GET", "HEAD", "OPTIONS"})
_COUNT = b"""
for place, key in ipairs(KEYS) do
    local hits = redis.call("incr", key)
    if hits == 1 then redis.call("expire", key, ARGV[2 * place - 1]) end
    if hits > tonumber(ARGV[2 * place]) then return place end
end
return 0
"""
"""Count one hit in each window, the shortest first; return the number of the first that is full, else 0."""


@cache
def windows(words: str) -> tuple[RateLimitItem, ...]:
    """Return the windows of a rate such as "120 per minute;3000 per hour", the shortest first."""
    return tuple(sorted(parse_many(words)))


class Rates(Limiter):
    """The rates of one application."""

    _counting: Script | None = None
    _prefix = ""

    def init_app(self, app: Flask) -> None:
        """Set up as the library does and see whether the short way is open."""
        super().init_app(app)
        store = getattr(self, "_storage", None)
        self._counting = None
        if isinstance(store, RedisStorage) and type(self._limiter) is FixedWindowRateLimiter:
            self._counting = store.get_connection().register_script(_COUNT)
            self._prefix = f"{store.key_prefix}:"

    def limit(self, *rates: Any, **options: Any) -> Callable[[View], View]:  # type: ignore[override]
        """Keep the calls of a view to a rate of its own, instead of the rate of all changes."""
        slow = super().limit(*rates, **options)
        if options:
            return cast(Callable[[View], View], slow)
        (rate,) = rates

        def wrap(view: View) -> View:
            checked = slow(view)

            @wraps(checked)
            def counted(*args: Any, **values: Any) -> ResponseReturnValue:
                if self._is_plain() and self._is_counted(windows(rate() if callable(rate) else rate)):
                    return view(*args, **values)
                return checked(*args, **values)

            return counted  # type: ignore[return-value]

        return wrap

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:  # noqa: FBT001, FBT002 - the library's
        """Before each request: count a change that has no rate of its own; reading is free."""
        if in_middleware and self._is_plain():
            if request.method in READING or self._has_own_rate():
                return
            if self._is_counted(tuple(sorted(limit.limit for limit in self.limit_manager.default_limits))):
                return
        super()._check_request_limit(callable_name, in_middleware)

    def _is_plain(self) -> bool:
        return self._counting is not None and self.enabled and not self._storage_dead

    def _has_own_rate(self) -> bool:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None:
            return True
        name = get_qualified_name(view)
        return name in self._marked_for_limiting or name in self._route_exemptions

    def _is_counted(self, items: Sequence[RateLimitItem]) -> bool:
        """Count the hit; False: it was not counted, the library does it. Raises RateLimitExceeded."""
        if self._counting is None:
            return False
        who, endpoint = self._key_func(), request.endpoint
        keys = [f"{self._prefix}{item.key_for(self._key_prefix, who, endpoint or '')}" for item in items]
        try:
            full = int(self._counting(keys, [n for item in items for n in (item.get_expiry(), item.amount)]))
        except RedisError:
            return False
        if full:
            raise RateLimitExceeded(RuntimeLimit(items[full - 1], self._key_func, None))
        return True
