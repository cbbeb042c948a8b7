"""Turn a function off in a storm and on again; days nobody could sign are given back."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.rules import Role
from akimfeedback.petitions.queries import switches
from akimfeedback.petitions.rules import Switch
from akimfeedback.petitions.support_models import KillSwitch

NEEDED_LANGUAGES = ("kk", "ru")
LONGEST_MONTHS = 6  # the L-34 term

_GIVE_BACK = text("""
UPDATE petition SET
  paused_days = paused_days + lost.days,
  closes_on = greatest(
    closes_on,
    least(closes_on + lost.days,
          ((published_at AT TIME ZONE 'Asia/Almaty') + make_interval(months => :months))::date)
  )
FROM (
  SELECT id, floor(extract(epoch FROM (:now - greatest(published_at, :since))) / 86400)::int AS days
  FROM petition WHERE publication = 'open' AND published_at IS NOT NULL AND closes_on IS NOT NULL
) lost
WHERE petition.id = lost.id AND lost.days > 0
""")


def turn_off(
    session: Session, actor: Actor, switch: Switch, banner: dict[str, str], *, now: datetime
) -> KillSwitch:
    """Turn a function off with words for people; turning it off again changes the words alone.

    Raises NotAllowed `petitions.administrators-only`, RuleBroken `petitions.banner-missing`.
    """
    _require_administrator(actor)
    words = {language: said.strip() for language, said in banner.items() if said.strip()}
    if any(language not in words for language in NEEDED_LANGUAGES):
        raise RuleBroken("petitions.banner-missing")
    row = _row(session, switch, now)
    row.off_since, row.banner = row.off_since or now, words
    _note(session, row, actor, "off", now)
    return row


def turn_on(session: Session, actor: Actor, switch: Switch, *, now: datetime) -> KillSwitch:
    """Turn a function on again; after a pause of signing every open initiative gets its whole days back.

    Raises NotAllowed `petitions.administrators-only`. Law: L-34.
    """
    _require_administrator(actor)
    row = _row(session, switch, now)
    since, row.off_since, row.banner = row.off_since, None, {}
    if switch is Switch.SIGN and since is not None:
        session.execute(_GIVE_BACK, {"now": now, "since": since, "months": LONGEST_MONTHS})
        session.expire_all()
    _note(session, row, actor, "on", now)
    return row


def _require_administrator(actor: Actor) -> None:
    if Role.ADMINISTRATOR not in actor.roles:
        raise NotAllowed("petitions.administrators-only")


def _row(session: Session, switch: Switch, now: datetime) -> KillSwitch:
    row = session.get(KillSwitch, switch.value, with_for_update=True)
    if row is None:
        row = KillSwitch(code=switch.value, off_since=None, banner={}, changed_at=now)
        session.add(row)
    return row


def _note(session: Session, row: KillSwitch, actor: Actor, state: str, now: datetime) -> None:
    row.by_id, row.changed_at = actor.user_id, now
    session.flush()
    switches.forget(session)
    place = list(Switch).index(Switch(row.code))
    record(
        session, f"petitions.switched-{state}", "petition_switch", place,
        actor_id=actor.user_id, at=now, code=row.code,
    )  # fmt: skip
