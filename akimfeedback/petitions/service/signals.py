"""Raise signals of unusual support, take what people find, let held rows go. No signal changes a count."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.core.folding import kazakh_key
from akimfeedback.geography.queries import populations_on
from akimfeedback.journal.service import record
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy, scores
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import review as queries
from akimfeedback.petitions.queries.review import Trace
from akimfeedback.petitions.review_rules import Finding
from akimfeedback.petitions.rules import COUNTED, Line, SignalCode, SupportState
from akimfeedback.petitions.scores import Facts
from akimfeedback.petitions.service.acts import require_words
from akimfeedback.petitions.support_models import FraudSignal, Signature, SupportIntent


@dataclass(frozen=True)
class Evidence:
    """All one initiative gives for its signals."""

    rows: list[Trace]
    platform_night: float | None
    visits: list[float]
    sheets: list[tuple[int, float | None]]
    people: dict[int, int]  # residents by area
    petition: Petition

    @property
    def online(self) -> list[Trace]:
        """Return what came by phone and stands."""
        return [row for row in self.rows if row.stands and row.line in queries.ONLINE]

    @property
    def counted(self) -> list[Trace]:
        """Return what the figures hold."""
        return [row for row in self.rows if row.state == SupportState.VALID and row.line in COUNTED]


def evidence(
    session: Session, petition: Petition, *, platform_night: float | None, now: datetime
) -> Evidence:
    """Return what the checks look at, in five queries."""
    rows = queries.traces(session, petition.id)
    areas = {row.area_id for row in rows if row.area_id is not None}
    people = populations_on(session, sorted(areas), local_day(now)) if areas else {}
    return Evidence(
        rows=rows,
        platform_night=platform_night,
        visits=queries.visits(session, petition.territory_id, now),
        sheets=queries.sheet_orders(session, petition.id),
        people={area: found.people for area, found in people.items()},
        petition=petition,
    )


def _concentration(seen: Evidence) -> Facts | None:
    return scores.concentration(list(Counter(row.source for row in seen.online if row.source).values()))


def _too_many(seen: Evidence) -> Facts | None:
    """Look at the whole unit, then at each village; the first that is too full is told."""
    found = scores.too_many([row.signed for row in seen.counted], seen.petition.population)
    for area, residents in seen.people.items():
        if found is not None:
            break
        found = scores.too_many([row.signed for row in seen.counted if row.area_id == area], residents)
        found = found and found | {"area": area}
    return found


def _name_order(seen: Evidence) -> Facts | None:
    """Look at each sheet and at the names people chose to show."""
    on_sheets = (scores.ordered(lines, order) for lines, order in seen.sheets)
    shown = [kazakh_key(row.shown_name) for row in seen.online if row.shown_name]
    found = next((facts for facts in on_sheets if facts), None) or scores.name_order(shown)
    return found and found | {"names": found["n"], "n": len(seen.counted)}


def _coercion(seen: Evidence) -> Facts | None:
    withdrawn = [row.changed for row in seen.rows if row.state == SupportState.WITHDRAWN]
    return scores.coercion(withdrawn, seen.visits, sum(1 for row in seen.rows if row.stands))


CHECKS: dict[SignalCode, Callable[[Evidence], Facts | None]] = {
    SignalCode.CONCENTRATION: _concentration,
    SignalCode.PHONE_SERIES: lambda seen: scores.phone_series(row.phone for row in seen.online if row.phone),
    SignalCode.REGULARITY: lambda seen: scores.regularity([row.signed for row in seen.online]),
    SignalCode.NIGHT: lambda seen: scores.night([row.hour for row in seen.online], seen.platform_night),
    SignalCode.NAME_ORDER: _name_order,
    SignalCode.FAST_CONFIRM: lambda seen: scores.fast_confirm(
        [row.confirm_seconds for row in seen.online if row.confirm_seconds is not None]
    ),
    SignalCode.TOO_MANY: _too_many,
    SignalCode.PAPER_SHARE: lambda seen: scores.paper_share(
        sum(1 for row in seen.counted if row.line == Line.PAPER), len(seen.counted)
    ),
    SignalCode.COERCION: _coercion,
}


def unusual(seen: Evidence) -> Iterator[tuple[SignalCode, Facts]]:
    """Give each code that is unusual with its facts."""
    for code, check in CHECKS.items():
        facts = check(seen)
        if facts is not None:
            yield code, facts


def review(
    session: Session, petition: Petition, *, platform_night: float | None, now: datetime
) -> list[SignalCode]:
    """Raise what is unusual, each code once while it is open, and return what is new.

    What people have judged is raised anew only when the supports grew by a fifth.
    """
    seen = evidence(session, petition, platform_night=platform_night, now=now)
    judged = queries.last_seen(session, petition.id)
    raised: list[SignalCode] = []
    for code, facts in unusual(seen):
        if code in judged and not scores.worth_another_look(judged[code], facts["n"]):
            continue
        if _raise(session, petition, code, facts, now):
            raised.append(code)
    return raised


def _raise(session: Session, petition: Petition, code: SignalCode, facts: Facts, now: datetime) -> bool:
    row = insert(FraudSignal).values(
        petition_id=petition.id,
        code=code.value,
        rule_version=scores.SIGNALS_VERSION,
        facts=facts,
        raised_at=now,
    )
    new = session.scalar(row.on_conflict_do_nothing().returning(FraudSignal.id))
    return new is not None


def judge(
    session: Session,
    actor: Actor,
    petition: Petition,
    signal: FraudSignal,
    finding: Finding,
    words: str,
    *,
    now: datetime,
) -> None:
    """Write what a person found behind a signal.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.already-judged` and
    `petitions.say-why`: a finding has a reason.
    """
    may = policy.can_see_coercion if signal.code == SignalCode.COERCION else policy.can_review_support
    if signal.petition_id != petition.id or not may(actor, petition):
        raise NotAllowed("petitions.not-your-district")
    if signal.reviewed_at is not None:
        raise RuleBroken("petitions.already-judged")
    signal.finding, signal.note = finding.value, require_words(words, "petitions.say-why")
    signal.reviewed_by_id, signal.reviewed_at = actor.user_id, now
    record(
        session, "petitions.signal-judged", "petition", petition.id, actor_id=actor.user_id, at=now,
        code=signal.code, finding=finding.value,
    )  # fmt: skip


def release(
    session: Session, actor: Actor, petition: Petition, network: bytes | None, *, now: datetime
) -> int:
    """Let held rows count: those of one network, or all (None). Returns how many.

    What a person has looked at forgets its network, so that the rate limit does not hold it once more.
    Raises NotAllowed `petitions.not-your-district`.
    """
    if not policy.can_review_support(actor, petition):
        raise NotAllowed("petitions.not-your-district")
    held = update(Signature).where(Signature.petition_id == petition.id, Signature.state == SupportState.HELD)
    if network is not None:
        held = held.where(func.coalesce(Signature.network_key, b"") == network)
    ids = session.scalars(
        held.values(
            state=SupportState.VALID.value,
            on=local_day(now),
            changed_at=func.clock_timestamp(),
            network_key=None,
        ).returning(Signature.id),
        execution_options={"synchronize_session": False},
    ).all()
    record(
        session, "petitions.held-released", "petition", petition.id, actor_id=actor.user_id, at=now,
        number=len(ids),
    )  # fmt: skip
    return len(ids)


def hold_if_marked(session: Session, intent: SupportIntent, support_key: bytes) -> bool:
    """Hold a support whose code was asked for inside a removal; say whether it was. Nobody is told.

    A support that stood before stays as it is.
    """
    if intent.removal_id is None:
        return False
    held = session.scalars(
        update(Signature)
        .where(
            Signature.petition_id == intent.petition_id,
            Signature.support_key == support_key,
            Signature.state == SupportState.VALID,
            Signature.counted.is_(False),
        )
        .values(state=SupportState.HELD.value, changed_at=func.clock_timestamp())
        .returning(Signature.id),
        execution_options={"synchronize_session": False},
    )
    return bool(held.all())
