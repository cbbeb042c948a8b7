"""The life of a version of the method: drafted, tried on quarters that are over, proposed and decided.

Only who drafted a version changes it. Whatever changes in it ends its dry run: a version is proposed with the
dry run of exactly its own numbers and words.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, NotFound, RuleBroken
from akimfeedback.journal.service import record
from akimfeedback.kpi import method_queries, sealed
from akimfeedback.kpi.method import (
    COUNTED,
    LANGUAGES,
    METHODS,
    Method,
    definition_of,
    digest_of,
    method_faults,
    method_for,
    method_from,
    product_rows,
)
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.periods import quarter_of
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.models import Mandate
from akimfeedback.mandates.queries import holding, roles_of
from akimfeedback.mandates.rules import OFFICE_ROLES, Role
from akimfeedback.notifications.service import tell

APPROVAL_LOCK = 7_310_002
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
DRAFT, PROPOSED, APPROVED, DROPPED = "draft", "proposed", "approved", "dropped"
DECISION = "decision"


def load_product_methods(session: Session) -> int:
    """Write the methods that come with the product as approved rows; idempotent; return how many."""
    rows = [row | {"state": APPROVED, "entered_at": LONG_AGO} for row in product_rows()]
    written = insert(MethodRow).on_conflict_do_nothing().returning(MethodRow.version)
    return len(session.scalars(written, rows).all())


def draft_from(session: Session, actor: Actor, based_on: str, *, now: datetime) -> MethodRow:
    """Return a new draft that begins as an older version, in force from the quarter after the next.

    Raises NotAllowed("kpi.assessor-drafts"), NotFound("kpi.no-such-method").
    """
    if Role.ASSESSOR not in actor.roles or actor.user_id is None:
        raise NotAllowed("kpi.assessor-drafts")
    load_product_methods(session)
    base = method_queries.method_row(session, based_on)
    if base is None:
        raise NotFound("kpi.no-such-method")
    number = method_queries.latest_number(session) + 1
    valid_from = quarter_of(local_day(now)).shifted(2).first_day
    method = method_from(base.definition | {"version": f"v{number}", "valid_from": valid_from.isoformat()})
    row = MethodRow(
        version=method.version,
        state=DRAFT,
        valid_from=valid_from,
        definition=definition_of(method) | {"sources": base.definition.get("sources", [])},
        based_on=based_on,
        reason={},
        entered_at=now,
        drafted_by_id=actor.user_id,
    )
    session.add(row)
    session.flush()
    _note(session, row, actor, "drafted", now, based_on=based_on)
    return row


def change_numbers(
    session: Session,
    actor: Actor,
    version: str,
    valid_from: date,
    numbers: Mapping[str, Mapping[str, float]],
    *,
    now: datetime,
) -> MethodRow:
    """Give a draft its first day and the numbers of each indicator it keeps; who is not named is dropped.

    `numbers` holds weight, prior, m0, floor, publish_from by code. An indicator that comes back takes its
    words from the first method that had it. Raises RuleBroken("kpi.method-…") for what is not sound.
    """
    row, method = _own_draft(session, actor, version)
    known = {one["code"]: one for one in _known_indicators(method)}
    if not numbers.keys() <= COUNTED:
        raise RuleBroken("kpi.method-code-is-not-counted")
    indicators = [known[code] | dict(values) for code, values in sorted(numbers.items())]
    changed = definition_of(method) | {"valid_from": valid_from.isoformat(), "indicators": indicators}
    return _changed(session, actor, row, method_from(changed), now=now)


def _known_indicators(method: Method) -> list[dict[str, Any]]:
    """Return the indicators of the product's methods and of this one; the latter's words win."""
    methods = [*METHODS, method]
    return [indicator for one in methods for indicator in definition_of(one)["indicators"]]


def change_words(
    session: Session,
    actor: Actor,
    version: str,
    code: str,
    words: Mapping[str, Mapping[str, str]],
    tag: str,
    *,
    now: datetime,
) -> MethodRow:
    """Give one indicator of a draft its question, formula and gaming note by language, and its tag.

    Raises NotFound("kpi.no-such-method"), RuleBroken("kpi.method-words-missing").
    """
    row, method = _own_draft(session, actor, version)
    definition = definition_of(method)
    if code not in method.weights:
        raise NotFound("kpi.no-such-method")
    for one in definition["indicators"]:
        if one["code"] == code:
            one |= {
                name: {language: text.strip() for language, text in said.items()}
                for name, said in words.items()
            }
            one["tag"] = tag
    return _changed(session, actor, row, method_from(definition), now=now)


def _changed(session: Session, actor: Actor, row: MethodRow, method: Method, *, now: datetime) -> MethodRow:
    """Store a sound definition; a dry run of another one is forgotten."""
    faults = method_faults(method, local_day(now))
    if faults:
        raise RuleBroken(f"kpi.method-{faults[0]}", faults=faults)
    if digest_of(method) == digest_of(method_from(row.definition)):
        return row
    row.definition = definition_of(method) | {"sources": row.definition.get("sources", [])}
    row.valid_from = method.valid_from
    row.dry_run = row.dry_run_at = None
    _note(session, row, actor, "changed", now, digest=digest_of(method))
    return row


def give_reason(
    session: Session, actor: Actor, version: str, reason: Mapping[str, str], *, now: datetime
) -> MethodRow:
    """Say in every language why the version is wanted; it becomes part of the public change log.

    Raises RuleBroken("kpi.reason-missing").
    """
    row, _method = _own_draft(session, actor, version)
    row.reason = {language: reason.get(language, "").strip() for language in LANGUAGES}
    _require_reason(row)
    _note(session, row, actor, "reasoned", now)
    return row


def ask_dry_run(session: Session, actor: Actor, version: str, *, now: datetime) -> MethodRow:
    """Ask for the dry run of a draft; a worker does it. Asking again while it runs changes nothing.

    Raises RuleBroken("kpi.no-frozen-quarter").
    """
    row, method = _own_draft(session, actor, version)
    quarters = method_queries.frozen_quarters(session)
    if not quarters:
        raise RuleBroken("kpi.no-frozen-quarter")
    asked = {"digest": digest_of(method), "quarters": quarters}
    if row.dry_run and {name: row.dry_run[name] for name in asked} == asked:
        return row
    row.dry_run = asked | {"state": "running", "asked_at": now.isoformat(), "done": {}}
    row.dry_run_at = None
    _note(session, row, actor, "tried", now, digest=asked["digest"])
    return row


def propose(session: Session, actor: Actor, version: str, *, now: datetime) -> MethodRow:
    """Hand a draft to the second person.

    Raises RuleBroken("kpi.reason-missing" | "kpi.dry-run-needed" | "kpi.method-changes-nothing" |
    "kpi.method-not-in-the-future" | "kpi.method-date-taken").
    """
    row, method = _own_draft(session, actor, version)
    _require_reason(row)
    _require_ready(session, row, method, now=now)
    before = method_before(session, method)
    if definition_of(before)["indicators"] == definition_of(method)["indicators"]:
        raise RuleBroken("kpi.method-changes-nothing")
    row.state = PROPOSED
    _note(session, row, actor, "proposed", now, digest=digest_of(method))
    for user in _deciders(session, row, local_day(now)):
        _tell(session, user, "kpi.method-proposed", row, now)
    return row


def take_back(session: Session, actor: Actor, version: str, *, now: datetime) -> MethodRow:
    """Make a proposed version a draft again, by who drafted it; its dry run stays while nothing changes."""
    row = _own(session, actor, version)
    if row.state != PROPOSED:
        raise RuleBroken("kpi.method-not-proposed")
    row.state = DRAFT
    _note(session, row, actor, "taken-back", now)
    return row


def approve(session: Session, actor: Actor, version: str, words: str, *, now: datetime) -> MethodRow:
    """Approve a proposed version: figures of periods from its first day on are counted by it.

    Two at once: the first decides, the second is told. Raises NotAllowed("kpi.administrator-decides" |
    "kpi.second-person-decides"), RuleBroken("kpi.method-not-proposed" | "kpi.method-not-in-the-future" |
    "kpi.method-date-taken" | "kpi.dry-run-needed" | "kpi.decision-words-missing").
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPROVAL_LOCK})  # one day, one method
    row = _to_decide(session, actor, version, words)
    if row.state != PROPOSED:
        raise RuleBroken("kpi.method-not-proposed")
    method = method_from(row.definition)
    _require_ready(session, row, method, now=now)
    _decide(session, row, actor, APPROVED, words, now=now)
    return row


def drop(session: Session, actor: Actor, version: str, words: str, *, now: datetime) -> MethodRow:
    """Drop a draft or a proposal with a reason: its drafter or the administrator. It stays in the list."""
    row = _own(session, actor, version) if _drafted(session, actor, version) else None
    row = row or _to_decide(session, actor, version, words)
    if row.state not in (DRAFT, PROPOSED):
        raise RuleBroken("kpi.method-not-proposed")
    if not words.strip():
        raise RuleBroken("kpi.decision-words-missing")
    _decide(session, row, actor, DROPPED, words, now=now)
    return row


def method_before(session: Session, method: Method) -> Method:
    """Return the method a version takes the place of on its first day."""
    others = [one for one in method_queries.approved_methods(session) if one.version != method.version]
    return method_for(quarter_of(method.valid_from).shifted(-1), others)


def _decide(session: Session, row: MethodRow, actor: Actor, state: str, words: str, *, now: datetime) -> None:
    row.state, row.decided_by_id, row.decided_at = state, actor.user_id, now
    row.reason = row.reason | {DECISION: words.strip()}
    rows = sealed.rows_of_method(row) if state == APPROVED else {}
    _note(session, row, actor, state, now, digest=digest_of(method_from(row.definition)), rows=rows)
    if row.drafted_by_id not in (None, actor.user_id):
        _tell(session, session.get(User, row.drafted_by_id), "kpi.method-decided", row, now)


def _deciders(session: Session, row: MethodRow, today: date) -> list[User]:
    """Return the administrators who may decide: not who drafted it, nobody of an office."""
    seats = select(Mandate.user_id).where(Mandate.role == Role.ADMINISTRATOR, holding(today))
    people = session.scalars(
        select(User).where(User.id.in_(seats), User.id != row.drafted_by_id).order_by(User.id)
    )
    return [one for one in people if not OFFICE_ROLES & set(roles_of(session, one.id, today))]


def _tell(session: Session, user: User | None, kind: str, row: MethodRow, now: datetime) -> None:
    tell(session, user, kind, at=now, version=row.version, path=f"/desk/methods/{row.version}")


def _to_decide(session: Session, actor: Actor, version: str, words: str) -> MethodRow:
    """Return a version locked for the decision of a second person."""
    if Role.ADMINISTRATOR not in actor.roles or actor.roles & OFFICE_ROLES:
        raise NotAllowed("kpi.administrator-decides")
    row = _row(session, version)
    if row.drafted_by_id == actor.user_id:
        raise NotAllowed("kpi.second-person-decides")
    if not words.strip():
        raise RuleBroken("kpi.decision-words-missing")
    return row


def _drafted(session: Session, actor: Actor, version: str) -> bool:
    return actor.user_id is not None and _row(session, version).drafted_by_id == actor.user_id


def _own(session: Session, actor: Actor, version: str) -> MethodRow:
    row = _row(session, version)
    if Role.ASSESSOR not in actor.roles or row.drafted_by_id != actor.user_id:
        raise NotAllowed("kpi.assessor-drafts")
    return row


def _own_draft(session: Session, actor: Actor, version: str) -> tuple[MethodRow, Method]:
    row = _own(session, actor, version)
    if row.state != DRAFT:
        raise RuleBroken("kpi.method-is-no-draft")
    return row, method_from(row.definition)


def _row(session: Session, version: str) -> MethodRow:
    row = method_queries.method_row(session, version, to_change=True)
    if row is None:
        raise NotFound("kpi.no-such-method")
    return row


def _require_reason(row: MethodRow) -> None:
    if any(not row.reason.get(language, "").strip() for language in LANGUAGES):
        raise RuleBroken("kpi.reason-missing")


def _require_ready(session: Session, row: MethodRow, method: Method, *, now: datetime) -> None:
    """Refuse a version without its own dry run, one whose day has come, and one whose day is taken."""
    faults = method_faults(method, local_day(now))
    if faults:
        raise RuleBroken(f"kpi.method-{faults[0]}", faults=faults)
    if any(one.valid_from == method.valid_from for one in method_queries.approved_methods(session)):
        raise RuleBroken("kpi.method-date-taken")
    run = row.dry_run
    if not run or run["state"] != "done" or run["digest"] != digest_of(method):
        raise RuleBroken("kpi.dry-run-needed")


def _note(session: Session, row: MethodRow, actor: Actor, act: str, now: datetime, **more: object) -> None:
    number = int(row.version.removeprefix("v"))
    record(
        session, f"kpi.method-{act}", "method", number,
        actor_id=actor.user_id, at=now, version=row.version, **more,
    )  # fmt: skip
