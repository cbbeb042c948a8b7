"""Read the switches of a storm. Asked on every act, so a process remembers the answer for some seconds."""

import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.petitions.rules import Switch
from akimfeedback.petitions.support_models import KillSwitch

SECONDS = 5.0


@dataclass(frozen=True)
class _Kept:
    until: float
    off: dict[str, dict[str, str]]  # {switch: {language: words}}


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


def is_on(session: Session, switch: Switch) -> bool:
    """Say whether a function is on; what was turned off is known everywhere within five seconds."""
    return switch.value not in _off(session)


def banner(session: Session, language: str) -> str | None:
    """Return what people read while something is off, in their language; None when all is on."""
    off = _off(session)
    for switch in Switch:
        words = off.get(switch.value, {})
        if found := words.get(language) or words.get("kk"):
            return found
    return None


def all_switches(session: Session) -> dict[Switch, KillSwitch | None]:
    """Return the row of each switch in their order, None for one never touched; for who turns them."""
    rows = {row.code: row for row in session.scalars(select(KillSwitch))}
    return {switch: rows.get(switch.value) for switch in Switch}


def forget(session: Session) -> None:
    """Ask the database next time; who turns a switch calls it."""
    _kept.pop(_place(session), None)


def _off(session: Session) -> dict[str, dict[str, str]]:
    place = _place(session)
    kept = _kept.get(place)
    if kept is None or kept.until <= time.monotonic():
        rows = session.execute(
            select(KillSwitch.code, KillSwitch.banner).where(KillSwitch.off_since.isnot(None))
        )
        kept = _Kept(time.monotonic() + SECONDS, {code: dict(words) for code, words in rows})
        _kept[place] = kept
    return kept.off


def _place(session: Session) -> Any:
    return session.get_bind(KillSwitch)
