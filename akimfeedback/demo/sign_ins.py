"""Who can sign in to the demo, for the first screen of a visitor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyotp
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from akimfeedback.accounts.models import User
from akimfeedback.demo import people, places, settling
from akimfeedback.demo.people import Official
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.year_models import YearCycle
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.rules import STRONG_ROLES
from akimfeedback.petitions.models import Petition, PetitionDuty
from akimfeedback.petitions.support_models import Removal

SHOWN = (
    "akim-akkaiyndy", "clerk-akkaiyndy", "akim-tasotkeldi", "akim-karatenbil", "superior", "deputy-1",
    "deputy-list", "moderator", "assessor", "auditor", "administrator",
)  # fmt: skip
_RESIDENTS = 2
_CONTESTED = places.OKRUGS[3].kato


@dataclass(frozen=True)
class SignIn:
    """One account a visitor may take; `factor` is the code of the second factor of this half-minute."""

    who: str
    where: str
    phone: str
    pin: str | None
    factor: str | None


def sign_ins(session: Session, *, now: datetime) -> list[SignIn]:
    """Return the accounts of the demo worth trying, residents first."""
    return [*_residents(session), *_officials(session, now)]


def _residents(session: Session) -> list[SignIn]:
    first = [people.phone(people.FIRST_RESIDENT + place) for place in range(_RESIDENTS)]
    rows = select(User).where(User.phone.in_(first)).options(joinedload(User.home)).order_by(User.id)
    authors = set(session.scalars(select(Petition.author_id)))
    return [
        SignIn(
            "resident (author)" if user.id in authors else "resident",
            user.home.name_kk if user.home else "", user.phone or "", None, None,
        )
        for user in session.scalars(rows)
    ]  # fmt: skip


def worth_a_look(session: Session) -> list[tuple[str, str]]:
    """Return initiatives of the demo that show most, each in plain words with its path."""
    removed = select(Removal.petition_id)
    kinds = (
        ("an initiative that collects", Petition.publication == "open"),
        ("one answered point by point", Petition.reply_state == "answered"),
        ("one whose answer is late", Petition.duties.any(PetitionDuty.escalated_at.is_not(None))),
        ("one that fell below its rung", Petition.id.in_(removed)),
        ("one that waits for a moderator", Petition.publication == "moderation"),
    )
    found = []
    for words, condition in kinds:
        row = session.scalar(select(Petition).where(condition).order_by(Petition.answer_at.desc()).limit(1))
        if row is not None:
            desk = row.publication == "moderation"
            found.append((words, f"{'/desk' if desk else ''}/initiatives/{row.number}"))
    return found


def figures_worth_a_look(session: Session) -> list[tuple[str, str]]:
    """Return pages of the figures that show most, each in plain words with its path."""
    busiest = f"/okrugs/{places.OKRUGS[0].kato}"
    found = [("figures with all that stands beside", busiest)]
    quarter = session.scalar(
        select(func.max(Snapshot.period)).where(Snapshot.version > 0, Snapshot.period.like("____-Q_"))
    )
    year = session.scalar(select(func.max(YearCycle.year)).where(YearCycle.state == "decided"))
    if quarter is not None:
        found.append(("how a score was counted", f"{busiest}/figures/{quarter}"))
        found.append(("a quarter to count again yourself", f"/open-data/{quarter}"))
    found.append(("a figure that was put right", "/method/corrections"))
    if year is not None:
        found.append(("a year contested and decided", f"/okrugs/{_CONTESTED}/years/{year}"))
    found.append(("a method that waits (assessor)", "/desk/methods/v2"))
    found.append(("months worth a look (assessor)", "/desk/signals"))
    found.append(("the sealed journal (auditor)", "/journal/auditor"))
    return found


def _officials(session: Session, now: datetime) -> list[SignIn]:
    by_code = {official.code: official for official in people.OFFICIALS}
    shown = [by_code[code] for code in SHOWN]
    where = _units(session, shown)
    return [
        SignIn(
            _role(official),
            where.get(official.phone, ""),
            official.phone,
            people.STAFF_PIN,
            _factor(official, now),
        )
        for official in shown
    ]


def _role(official: Official) -> str:
    if official.role == "akim":
        return f"akim ({official.akim_kind})"
    if official.role == "deputy":
        return "deputy (constituency)" if official.constituency else "deputy (party list)"
    return official.role


def _units(session: Session, shown: Sequence[Official]) -> dict[str, str]:
    rows = (
        select(Mandate)
        .join(Mandate.user)
        .where(User.phone.in_([official.phone for official in shown]))
        .options(joinedload(Mandate.territory), joinedload(Mandate.user))
    )
    return {seat.user.phone or "": seat.territory.name_kk for seat in session.scalars(rows) if seat.user}


def _factor(official: Official, now: datetime) -> str | None:
    if official.role not in STRONG_ROLES:
        return None
    return pyotp.TOTP(settling.factor_secret(official)).at(now)


def as_lines(found: Sequence[SignIn]) -> list[str]:
    """Return the list as plain lines for a terminal."""
    width = max((len(one.where) for one in found), default=0)
    lines = [f"{'who':<24}{'where':<{width + 2}}{'phone':<16}second factor"]
    lines += [f"{one.who:<24}{one.where:<{width + 2}}{one.phone:<16}{one.factor or '–'}" for one in found]
    return lines
