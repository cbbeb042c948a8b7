"""Structured logs: JSON in production, plain lines elsewhere; never a name, a phone, a text or a query."""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from akimfeedback.core.settings import Settings

FORBIDDEN = frozenset({
    "name", "first_name", "last_name", "phone", "email", "text", "body", "iin", "code", "password", "token",
    "query", "query_string", "url", "form", "address", "secret", "cookie", "author", "to",
})  # fmt: skip
HIDDEN = "(hidden)"
SCRUBBED = (
    (re.compile(r"^\s*DETAIL:.*$", re.MULTILINE), "DETAIL: (hidden)"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "(e-mail)"),
    (re.compile(r"(?<![\w.:-])(?:\+?7|8)[ (-]*7\d\d[ )-]*\d{3}[ -]?\d\d[ -]?\d\d(?!\d)"), "(phone)"),
    (re.compile(r"(?<![\w.-])\d{12}(?![\w.])"), "(number)"),
    (re.compile(r"(?<![\w.])/(r|a|i|files)/[^\s/?\"']+"), r"/\1/(hidden)"),  # links that open something
    (re.compile(r"(?<=[\w/)])\?[\w%.-]+=[^\s\"']*"), "?(hidden)"),
)
QUIET = (
    "rq.worker",
    "rq.cron",
    "rq.job",
    "botocore",
    "PIL",
    "urllib3",
    "fontTools",
    "alembic.runtime.plugins",
)


class OwnHandler(logging.Handler):
    """Writes to whatever standard error is at the moment; told apart from other people's handlers."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")
        sys.stderr.flush()


class _Shape:
    """How this process logs."""

    json = False


_STAMP = structlog.processors.TimeStamper(fmt="iso", utc=True)
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def say_request(name: str, **facts: str | float) -> None:
    """Write the line of an answered request; `facts` hold no person and go out unsearched.

    Every request ends here: in JSON the line is written at once, with the keys the pipeline would give it.
    """
    if not _Shape.json:
        structlog.get_logger(name).info("request", **facts)
    elif logging.getLogger(name).isEnabledFor(logging.INFO):
        told = facts | {"event": "request"} | structlog.contextvars.get_contextvars()
        line = _STAMP(None, "info", told | {"logger": name, "level": "info"})
        sys.stderr.write(_ENCODER.encode(line) + "\n")
        sys.stderr.flush()


def configure_logging(settings: Settings) -> None:
    """Send structlog and the standard library's loggers through one pipeline to standard error."""
    shape = settings.log.shape or ("json" if settings.is_production else "plain")
    level = getattr(logging, settings.log.level.upper())
    _Shape.json = shape == "json"
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        hide_personal,
        structlog.processors.format_exc_info,
        scrub,
    ]
    last: list[structlog.types.Processor] = (
        [structlog.processors.JSONRenderer(ensure_ascii=False)]
        if shape == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = OwnHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old, OwnHandler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def hide_personal(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the keys that may hold personal data; the last fence behind careful callers."""
    for key in FORBIDDEN.intersection(event):
        event[key] = HIDDEN
    return event


def scrub(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take people out of messages and tracebacks: databases quote values in their errors."""
    for key in ("event", "exception"):
        found = event.get(key)
        if isinstance(found, str):
            for pattern, instead in SCRUBBED:
                found = pattern.sub(instead, found)
            event[key] = found
    return event
