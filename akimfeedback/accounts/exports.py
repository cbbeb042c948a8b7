"""Everything kept about a person, collected from all packages; each registers what it holds."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from akimfeedback.accounts import queries
from akimfeedback.accounts.models import User

Exporter = Callable[[Session, int], Any]
"""Takes the session and the account's id; returns plain lists, dicts, texts, numbers."""

_exporters: dict[str, Exporter] = {}


def register(name: str, exporter: Exporter) -> None:
    """Take a package's exporter under the name of its part; the app calls this."""
    _exporters[name] = exporter


def collect(session: Session, user: User) -> dict[str, Any]:
    """Return all parts by name, the account itself first."""
    parts = {name: exporter(session, user.id) for name, exporter in sorted(_exporters.items())}
    return {"account": _account(session, user), **parts}


def _account(session: Session, user: User) -> dict[str, Any]:
    return {
        "number": user.id,
        "phone": user.phone,
        "email": user.email,
        "name": user.name,
        "language": user.language,
        "village": user.home.name_kk if user.home else None,
        "birth_year": user.birth_year,
        "shared_phone": user.shared_phone,
        "since": user.created_at.isoformat(),
        "consents": [
            {
                "version": consent.version,
                "language": consent.language,
                "given_at": consent.given_at.isoformat(),
                "withdrawn_at": consent.withdrawn_at.isoformat() if consent.withdrawn_at else None,
            }
            for consent in queries.consents_of(session, user.id)
        ],
        "sessions": [
            {
                "device": row.device,
                "from": row.created_at.isoformat(),
                "last_seen": row.last_seen_at.isoformat(),
            }
            for row in queries.sessions_of(session, user.id)
        ],
    }
