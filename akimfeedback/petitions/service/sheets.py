"""Paper sheets: registered with a photo, typed twice by two people who see nothing of each other, accepted.

Names are kept from the first entry to the acceptance and not an hour longer; what stays are keyed hashes, by
which a re-check compares what somebody types once more from the photo.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import IO

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.core.folding import fold, kazakh_key
from akimfeedback.files import service as files
from akimfeedback.geography.queries import ids_under
from akimfeedback.journal.service import record
from akimfeedback.law.initiatives import is_adult
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy, scores
from akimfeedback.petitions.keys import Keys, on_paper
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import review
from akimfeedback.petitions.queries import sheets as queries
from akimfeedback.petitions.review_rules import (
    EARLIEST_BIRTH_YEAR,
    LineFault,
    SheetLine,
    different,
    without_tail,
)
from akimfeedback.petitions.rules import Line, Publication, SheetState, SupportState
from akimfeedback.petitions.support_models import PaperSheet, Signature

Good = list[tuple[bytes, SheetLine]]


def _require_operator(actor: Actor, petition: Petition) -> None:
    if not policy.can_review_support(actor, petition):
        raise NotAllowed("petitions.not-your-district")


def _require_open(petition: Petition) -> None:
    if petition.publication != Publication.OPEN:
        raise RuleBroken("petitions.sheets-closed")


def _note(session: Session, act: str, sheet: PaperSheet, actor: Actor, now: datetime, **data: object) -> None:
    record(
        session, f"petitions.{act}", "petition", sheet.petition_id,
        actor_id=actor.user_id, at=now, sheet=sheet.number, **data,
    )  # fmt: skip


def register(
    session: Session, actor: Actor, petition: Petition, number: int, photo: IO[bytes], *, now: datetime
) -> PaperSheet:
    """Return a new sheet with its printed number and its photo, which only reviewers ever see.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.sheets-closed`,
    `petitions.sheet-known`, and what `files.service.receive_photo` raises.
    """
    _require_operator(actor, petition)
    _require_open(petition)
    if queries.sheet(session, petition.id, number) is not None:
        raise RuleBroken("petitions.sheet-known")
    file = files.receive_photo(session, photo, by=actor.user_id, now=now)
    sheet = PaperSheet(petition_id=petition.id, number=number, photo_id=file.id, first_at=now)
    session.add(sheet)
    session.flush()
    _note(session, "sheet-registered", sheet, actor, now)
    return sheet


def entry_of(actor: Actor, sheet: PaperSheet) -> str | None:
    """Return which entry the person may type now: `first`, `second`, or None: somebody else's turn."""
    if sheet.state not in (SheetState.ENTERED, SheetState.MISMATCH):
        return None
    again = sheet.state == SheetState.MISMATCH
    if sheet.first_by_id is None or (again and sheet.first_by_id == actor.user_id):
        return "first"
    if sheet.first_by_id == actor.user_id:
        return None
    return "second" if sheet.second_by_id in (None, actor.user_id) else None


def typed_by(actor: Actor, sheet: PaperSheet) -> list[SheetLine]:
    """Return the lines the person typed before; never those of the other."""
    which = {sheet.first_by_id: "first", sheet.second_by_id: "second"}.get(actor.user_id or 0)
    return [SheetLine(*line) for line in sheet.lines.get(which or "", [])]


def enter(
    session: Session,
    actor: Actor,
    petition: Petition,
    sheet: PaperSheet,
    lines: Sequence[SheetLine],
    *,
    pepper: bytes,
    now: datetime,
) -> SheetState:
    """Keep what one person typed; when both are there and agree, the sheet is accepted. Returns its state.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.sheets-closed`,
    `petitions.another-person`, `petitions.sheet-empty`, `petitions.key-gone`.
    """
    _require_operator(actor, petition)
    _require_open(petition)
    which = entry_of(actor, sheet)
    if which is None:
        raise RuleBroken("petitions.another-person")
    kept = without_tail(lines)
    if not kept:
        raise RuleBroken("petitions.sheet-empty")
    sheet.lines = sheet.lines | {which: [[one.name, one.birth_year, one.place_id] for one in kept]}
    if which == "first":
        sheet.first_by_id, sheet.first_at = actor.user_id, now
    else:
        sheet.second_by_id, sheet.second_at = actor.user_id, now
    _note(session, "sheet-typed", sheet, actor, now, entry=which)
    if len(sheet.lines) == 2:
        _compare(session, actor, petition, sheet, pepper=pepper, now=now)
    return SheetState(sheet.state)


def differing(sheet: PaperSheet) -> list[int]:
    """Return the numbers of the lines the two entries hold differently, after folding."""
    first, second = (
        [(fold(name), year, place) for name, year, place in sheet.lines.get(which, [])]
        for which in ("first", "second")
    )
    return different(first, second)


def _compare(
    session: Session, actor: Actor, petition: Petition, sheet: PaperSheet, *, pepper: bytes, now: datetime
) -> None:
    if differing(sheet):
        sheet.state = SheetState.MISMATCH
    else:
        _accept(session, actor, petition, sheet, pepper=pepper, now=now)


def _accept(
    session: Session, actor: Actor, petition: Petition, sheet: PaperSheet, *, pepper: bytes, now: datetime
) -> None:
    """Write the good lines as support, count the refused ones by reason, forget the names."""
    secret = _secret(session, petition)
    lines = [SheetLine(*line) for line in sheet.lines["first"]]
    keys = Keys(pepper, secret)
    good, refused = sort_out(session, petition, lines, keys, local_day(now))
    written = _write(session, sheet, good, petition, keys.sheet_key(sheet.id), now)
    if len(good) > written:
        refused[LineFault.COUNTED_BEFORE] = len(good) - written
    sheet.recheck = scores.drawn(secret, queries.accepted_before(session, petition.id))
    sheet.name_order = scores.order_of([kazakh_key(line.name) for _, line in good])
    sheet.accepted, sheet.refused, sheet.lines = written, {str(why): n for why, n in refused.items()}, {}
    sheet.state = SheetState.ACCEPTED
    _note(session, "sheet-accepted", sheet, actor, now, accepted=written, refused=sum(refused.values()))


def _secret(session: Session, petition: Petition) -> bytes:
    secret = review.secret_of(session, petition.id)
    if secret is None:
        raise RuleBroken("petitions.key-gone")
    return secret


def sort_out(
    session: Session, petition: Petition, lines: Sequence[SheetLine], keys: Keys, today: date
) -> tuple[Good, Counter[LineFault]]:
    """Return the lines that may count with their keys, and how many of the others for which reason."""
    inside = set(ids_under(session, petition.territory))
    good: dict[bytes, SheetLine] = {}
    refused: Counter[LineFault] = Counter()
    for line in lines:
        fault = _fault(line, inside, petition.adult_age, today)
        key = keys.support_key(on_paper(line.name, line.birth_year or 0))
        if fault is None and key in good:
            fault = LineFault.TWICE
        if fault is None:
            good[key] = line
        else:
            refused[fault] += 1
    return list(good.items()), refused


def _fault(line: SheetLine, inside: set[int], adult: int, today: date) -> LineFault | None:
    year = line.birth_year
    if not fold(line.name) or year is None or not EARLIEST_BIRTH_YEAR <= year <= today.year:
        return LineFault.UNREADABLE
    if not is_adult(year, today, adult):
        return LineFault.NOT_ADULT
    return None if line.place_id in inside else LineFault.NOT_RESIDENT


def _write(
    session: Session, sheet: PaperSheet, good: Good, petition: Petition, source: bytes, now: datetime
) -> int:
    """Write one support for each line, return how many were new: nobody counts twice on paper."""
    if not good:
        return 0
    rows = [
        {
            "petition_id": petition.id,
            "support_key": key,
            "area_id": line.place_id,
            "line": Line.PAPER.value,
            "state": SupportState.VALID.value,
            "version_id": petition.version_id,
            "sheet_id": sheet.id,
            "source_key": source,
            "on": local_day(now),
        }
        for key, line in good
    ]
    new = insert(Signature).values(rows).on_conflict_do_nothing().returning(Signature.id)
    return len(session.scalars(new).all())


def reject(session: Session, actor: Actor, petition: Petition, sheet: PaperSheet, *, now: datetime) -> None:
    """Refuse a sheet that cannot be read alike; its names are forgotten, its number stays taken.

    Raises NotAllowed `petitions.not-your-district`, RuleBroken `petitions.not-possible-now`.
    """
    _require_operator(actor, petition)
    if sheet.state not in (SheetState.ENTERED, SheetState.MISMATCH):
        raise RuleBroken("petitions.not-possible-now", state=sheet.state)
    lost = max((len(lines) for lines in sheet.lines.values()), default=0)
    sheet.state, sheet.accepted = SheetState.REJECTED, 0
    sheet.refused, sheet.lines = {LineFault.REJECTED.value: lost}, {}
    _note(session, "sheet-rejected", sheet, actor, now, lines=lost)


def may_recheck(actor: Actor, sheet: PaperSheet) -> bool:
    """Say whether the person may type a drawn sheet once more: anybody but who typed it first."""
    waits = sheet.recheck and sheet.state == SheetState.ACCEPTED and sheet.recheck_at is None
    return waits and actor.user_id != sheet.first_by_id


def recheck(
    session: Session,
    actor: Actor,
    petition: Petition,
    sheet: PaperSheet,
    lines: Sequence[SheetLine],
    *,
    pepper: bytes,
    now: datetime,
) -> bool:
    """Compare lines typed once more with the hashes the sheet left; return whether they are the same people.

    Nothing is removed by it: a bad result goes to people. Raises NotAllowed `petitions.not-your-district`,
    RuleBroken `petitions.another-person`, `petitions.sheet-empty`, `petitions.key-gone`.
    """
    _require_operator(actor, petition)
    if not may_recheck(actor, sheet):
        raise RuleBroken("petitions.another-person")
    if not without_tail(lines):
        raise RuleBroken("petitions.sheet-empty")
    keys = Keys(pepper, _secret(session, petition))
    good, _ = sort_out(session, petition, without_tail(lines), keys, local_day(now))
    typed, kept = {key for key, _ in good}, queries.keys_of(session, sheet.id)
    known_elsewhere = int(sheet.refused.get(LineFault.COUNTED_BEFORE.value, 0))
    sheet.recheck_good = kept <= typed and len(typed) - len(kept) == known_elsewhere
    sheet.recheck_by_id, sheet.recheck_at = actor.user_id, now
    _note(session, "sheet-rechecked", sheet, actor, now, good=sheet.recheck_good)
    return sheet.recheck_good
