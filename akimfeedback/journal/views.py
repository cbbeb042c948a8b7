"""The journal for everybody: what it is, its heads, its keys, how to check; and the auditor's page."""

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.settings import current_settings
from akimfeedback.journal import queries, verify
from akimfeedback.journal.labels import FAULTS
from akimfeedback.journal.models import Head
from akimfeedback.journal.rules import SUBJECT_LETTERS, Fault, records_in
from akimfeedback.journal.signing import public_keys
from akimfeedback.web.access import for_everyone, for_seat
from akimfeedback.web.cache import cached_page

bp = Blueprint("journal", __name__, url_prefix="/journal", template_folder="templates")

HEADS_SHOWN = 20
HEADS_GIVEN = 500
CHECKS_SHOWN = 30
LARGEST = 999_999_999_999
_SECRET = frozenset({"rows", "whole", "verdict", "rating"})  # opinions are nobody's business here
VERIFIER = Path(verify.__file__)


def keys_given() -> list[dict[str, str]]:
    """Return the public keys as files of the journal name them."""
    found = public_keys(current_settings())
    return [{"fingerprint": key.fingerprint, "public": key.text} for key in found]


def _number(name: str) -> int | None:
    """Return a number of the address; None for what is none or too large to be one."""
    asked = request.args.get(name, type=int)
    return asked if asked is not None and 0 <= asked <= LARGEST else None


def _head(size: int) -> Head:
    head = queries.head_of(db.session, size)
    if head is None:
        raise NotFound("journal.no-such-head")
    return head


@bp.get("")
@for_everyone
@cached_page(seconds=60)
def show() -> ResponseReturnValue:
    """Say what the journal is, what the last check found, and how to check it oneself."""
    last = queries.last_check(db.session)
    return render_template(
        "journal/show.html",
        heads=queries.heads(db.session, most=HEADS_SHOWN),
        last=last,
        misfits=records_in(last.found) if last else 0,
        keys=public_keys(current_settings()),
    )


@bp.get("/heads.json")
@for_everyone
@cached_page(seconds=60)
def heads() -> ResponseReturnValue:
    """Give heads, newest first, 500 at a time; `below` goes on to earlier ones."""
    below = _number("below")
    found = queries.heads(db.session, most=HEADS_GIVEN, below=below)
    more = len(found) == HEADS_GIVEN
    return jsonify(
        format=verify.HEADS,
        keys=keys_given(),
        heads=[queries.published(head) for head in found],
        next=url_for(".heads", below=found[-1].size, _external=True) if more else None,
    )


@bp.get("/heads/<int(max=999999999999):size>.json")
@for_everyone
@cached_page(seconds=60)
def head(size: int) -> ResponseReturnValue:
    """Give one head."""
    return jsonify(format=verify.HEADS, keys=keys_given(), heads=[queries.published(_head(size))], next=None)


@bp.get("/consistency/<int(max=999999999999):first>/<int(max=999999999999):second>.json")
@for_everyone
@cached_page(seconds=60)
def consistency(first: int, second: int) -> ResponseReturnValue:
    """Give the proof that the log of one head begins with that of an earlier one."""
    earlier, later = sorted((first, second))
    proof = queries.consistency(db.session, _head(earlier), _head(later))
    return jsonify(**proof, keys=keys_given())


@bp.get("/verify.py")
@for_everyone
def verifier() -> ResponseReturnValue:
    """Give the verifier that stands alone: the very file the product uses."""
    response = Response(VERIFIER.read_text(encoding="utf-8"), mimetype="text/x-python")
    response.headers["Content-Disposition"] = 'attachment; filename="verify.py"'
    return response


@bp.get("/auditor")
@for_seat("auditor")
def auditor() -> ResponseReturnValue:
    """Show self-checks, what does not fit, and the way to the acts on one thing."""
    checks = queries.checks(db.session, most=CHECKS_SHOWN)
    rows = [(check, records_in(check.found)) for check in checks]
    faults = [(FAULTS[Fault(kind)], kind, found) for kind, found in checks[0].found.items()] if checks else []
    return render_template(
        "journal/auditor.html", rows=rows, faults=faults, sealed=queries.sealed(db.session)
    )


@bp.get("/auditor/acts")
@for_seat("auditor")
def acts() -> ResponseReturnValue:
    """Show the acts on one thing, or lead from one act to them."""
    entry_id = _number("act")
    if entry_id is not None:
        entry = queries.entry(db.session, entry_id)
        if entry is None:
            raise NotFound("journal.no-such-act")
        return redirect(url_for(".acts", subject=entry.subject, number=entry.subject_id))
    subject = request.args.get("subject", "")[:SUBJECT_LETTERS].strip()
    number = _number("number") or 0
    found = queries.with_places(db.session, subject, number)
    rows = [(entry, place, _told(entry.data)) for entry, place in found]
    return render_template("journal/acts.html", rows=rows, subject=subject, number=number)


def _told(data: dict[str, Any]) -> str:
    """Return codes, dates and numbers of an act, without opinions of people."""
    return ", ".join(f"{name}: {value}" for name, value in sorted(data.items()) if name not in _SECRET)
