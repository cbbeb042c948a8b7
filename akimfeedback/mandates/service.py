"""Open offices, seat and unseat people, invite them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from akimfeedback.accounts import post
from akimfeedback.accounts.models import User
from akimfeedback.accounts.secrets import hashed, new_token
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.mandates import policy, queries
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import DeputyOkrug, Invitation, Mandate, Office
from akimfeedback.mandates.rules import INVITATION_DAYS, AkimKind, Role


@dataclass(frozen=True)
class NewMandate:
    """Who gets which role where and when; `akim_kind` for akims only, `okrugs` for deputies only."""

    territory_id: int
    role: Role
    holder: str
    starts_on: date
    ends_on: date | None = None
    akim_kind: AkimKind | None = None
    constituency: str | None = None
    party_list: bool = False
    okrugs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Acceptance:
    """The signed paper by which an office takes on the term of the quick track."""

    connected_from: date
    note: str
    file_id: int | None = None


def open_office(
    session: Session, actor: Actor | None, territory_id: int, *, now: datetime, phone: str | None = None
) -> Office:
    """Return the office of a unit, opened now when there was none. Raises NotAllowed.

    `actor` None: a command at the machine itself.
    """
    if actor is not None:
        _check_administers(actor, territory_id)
    office = session.scalars(select(Office).where(Office.territory_id == territory_id)).first()
    if office is None:
        office = Office(territory_id=territory_id, phone=phone, created_at=now)
        session.add(office)
        session.flush()
        by = actor.user_id if actor else None
        record(session, "mandates.office-opened", "office", office.id, actor_id=by, at=now)
    return office


def save_office(
    session: Session, actor: Actor, office: Office, *, phone: str | None, address: str | None, now: datetime
) -> None:
    """Write how to reach an office. Raises NotAllowed."""
    _check_administers(actor, office.territory_id)
    office.phone, office.address = phone, address
    record(session, "mandates.office-changed", "office", office.id, actor_id=actor.user_id, at=now)


def accept_term(
    session: Session, actor: Actor | None, office: Office, acceptance: Acceptance, *, now: datetime
) -> None:
    """Write that an office joins from a day. Raises NotAllowed and RuleBroken("mandates.no-paper").

    `actor` None: a command at the machine itself.
    """
    if actor is not None:
        _check_administers(actor, office.territory_id)
    if not acceptance.note.strip():
        raise RuleBroken("mandates.no-paper")
    office.connected_from = acceptance.connected_from
    office.acceptance_note = acceptance.note.strip()
    office.acceptance_file_id = acceptance.file_id or office.acceptance_file_id
    day = acceptance.connected_from.isoformat()
    record(
        session,
        "mandates.term-accepted",
        "office",
        office.id,
        actor_id=actor.user_id if actor else None,
        at=now,
        connected_from=day,
    )


def _check_administers(actor: Actor, territory_id: int) -> None:
    if not policy.can_administer(actor, territory_id):
        raise NotAllowed("mandates.not-your-unit")


def open_mandate(
    session: Session, actor: Actor, new: NewMandate, *, now: datetime, user: User | None = None
) -> Mandate:
    """Return the new mandate; `user` is known only when the person has an account already.

    Raises NotAllowed, RuleBroken("mandates.wrong-dates") and RuleBroken("mandates.akim-already-there")
    with the days of the mandate in the way.
    """
    if not policy.can_open(actor, new.territory_id, new.role):
        raise NotAllowed("mandates.not-your-unit")
    return seat(session, new, by=actor.user_id, now=now, user=user)


def seat(
    session: Session, new: NewMandate, *, by: int | None, now: datetime, user: User | None = None
) -> Mandate:
    """Open a mandate without asking who does it: for commands at the machine itself, and `open_mandate`."""
    if new.ends_on is not None and new.ends_on < new.starts_on:
        raise RuleBroken("mandates.wrong-dates")
    mandate = Mandate(
        user_id=user.id if user else None,
        territory_id=new.territory_id,
        role=new.role,
        akim_kind=(new.akim_kind or AkimKind.ELECTED) if new.role == Role.AKIM else None,
        holder=new.holder,
        constituency=new.constituency,
        party_list=new.party_list,
        starts_on=new.starts_on,
        ends_on=new.ends_on,
        created_at=now,
    )
    _add(session, mandate)
    _set_okrugs(session, mandate, new.okrugs)
    record(
        session, "mandates.opened", "mandate", mandate.id, actor_id=by, at=now,
        role=mandate.role, starts_on=new.starts_on.isoformat(),
    )  # fmt: skip
    return mandate


def _add(session: Session, mandate: Mandate) -> None:
    """Write a mandate; the database itself keeps two akims out of one seat."""
    try:
        with session.begin_nested():
            session.add(mandate)
    except IntegrityError as error:
        if "one_akim_at_a_time" not in str(error.orig):
            raise
        raise _akim_there(session, mandate) from error


def _akim_there(session: Session, mandate: Mandate) -> RuleBroken:
    others = queries.of_unit(session, mandate.territory_id)
    last = mandate.ends_on or date.max
    there = next(
        (
            other
            for other in others
            if other.role == Role.AKIM
            and other.starts_on <= last
            and (other.ends_on is None or other.ends_on >= mandate.starts_on)
        ),
        None,
    )
    starts_on = there.starts_on if there else None
    return RuleBroken(
        "mandates.akim-already-there", starts_on=starts_on, ends_on=there.ends_on if there else None
    )


def _set_okrugs(session: Session, mandate: Mandate, okrugs: Iterable[int]) -> None:
    if mandate.role == Role.DEPUTY and not mandate.party_list:
        session.add_all(
            DeputyOkrug(mandate_id=mandate.id, territory_id=okrug) for okrug in sorted(set(okrugs))
        )
        session.flush()


def close_mandate(session: Session, actor: Actor, mandate: Mandate, ends_on: date, *, now: datetime) -> None:
    """End a mandate on a day, which is its last. Raises NotAllowed and RuleBroken("mandates.wrong-dates")."""
    if not policy.can_open(actor, mandate.territory_id, Role(mandate.role)):
        raise NotAllowed("mandates.not-your-unit")
    if ends_on < mandate.starts_on:
        raise RuleBroken("mandates.wrong-dates")
    if mandate.ends_on is not None and mandate.ends_on < local_day(now):
        raise RuleBroken("mandates.already-ended")
    mandate.ends_on = ends_on
    session.flush()
    day = ends_on.isoformat()
    record(session, "mandates.closed", "mandate", mandate.id, actor_id=actor.user_id, at=now, ends_on=day)


def change_akim(
    session: Session, actor: Actor, new: NewMandate, *, now: datetime, user: User | None = None
) -> Mandate:
    """End the akim of the unit on the day before and open the new one; the old term stays in the archive.

    Raises what `close_mandate` and `open_mandate` raise.
    """
    before = new.starts_on - timedelta(days=1)
    old = queries.akim_of(session, new.territory_id, new.starts_on) or queries.akim_of(
        session, new.territory_id, before
    )
    if old is not None and (old.ends_on is None or old.ends_on > before):
        close_mandate(session, actor, old, before, now=now)
    return open_mandate(session, actor, new, now=now, user=user)


def invite(
    session: Session,
    actor: Actor,
    mandate: Mandate,
    *,
    phone: str | None,
    email: str | None = None,
    now: datetime,
) -> str:
    """Send a link that seats a person in a mandate; returns its token. The former link stops working.

    Raises NotAllowed, RuleBroken("mandates.no-address") and RuleBroken("mandates.seat-taken").
    """
    if not policy.can_open(actor, mandate.territory_id, Role(mandate.role)):
        raise NotAllowed("mandates.not-your-unit")
    return send_invitation(session, mandate, by=actor.user_id, phone=phone, email=email, now=now)


def send_invitation(
    session: Session, mandate: Mandate, *, by: int | None, phone: str | None, email: str | None, now: datetime
) -> str:
    """Send the link without asking who does it: for commands at the machine itself, and `invite`."""
    if not phone and not email:
        raise RuleBroken("mandates.no-address")
    if mandate.user_id is not None:
        raise RuleBroken("mandates.seat-taken")
    for old in session.scalars(
        select(Invitation).where(Invitation.mandate_id == mandate.id, Invitation.accepted_at.is_(None))
    ):
        old.expires_at = min(old.expires_at, now)
    token = new_token()[:22]  # 132 bits: short enough for one text message
    row = Invitation(
        mandate_id=mandate.id,
        token_hash=hashed(token),
        phone=phone,
        email=email,
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    session.add(row)
    session.flush()
    message = {"channel": "sms" if phone else "email", "address": phone or email, "language": "kk"}
    post.tell_address(session, at=now, kind="mandates.invited", token=token, **message)
    record(session, "mandates.invited", "mandate", mandate.id, actor_id=by, at=now)
    return token


def invitation(session: Session, token: str, *, now: datetime, to_change: bool = False) -> Invitation:
    """Return the invitation of a link; raises NotFound("mandates.no-invitation")."""
    row = queries.invitation_by(session, hashed(token), to_change=to_change)
    if row is None or row.accepted_at is not None or row.expires_at <= now:
        raise NotFound("mandates.no-invitation")
    return row


def accept_invitation(session: Session, token: str, user: User, *, now: datetime) -> Mandate:
    """Seat the person in the mandate of the link, once.

    A link sent to a phone works only for the owner of that phone: NotAllowed("mandates.other-phone").
    Raises NotFound("mandates.no-invitation") and RuleBroken("mandates.seat-taken").
    """
    row = invitation(session, token, now=now, to_change=True)
    if row.phone is not None and row.phone != user.phone:
        raise NotAllowed("mandates.other-phone")
    mandate = queries.mandate(session, row.mandate_id, to_change=True)
    if mandate is None or mandate.user_id is not None:
        raise RuleBroken("mandates.seat-taken")
    mandate.user_id = user.id
    row.accepted_at = now
    if row.email and user.email is None:
        user.email = row.email
    session.flush()
    record(session, "mandates.accepted", "mandate", mandate.id, actor_id=user.id, at=now)
    return mandate
