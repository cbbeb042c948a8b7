"""The proof that a request is in the sealed journal: for whoever holds the code of its receipt."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.queries import cases
from akimfeedback.appeals.rules import printed
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.redis import nudge
from akimfeedback.core.settings import current_settings
from akimfeedback.journal import queries as journal
from akimfeedback.journal import verify
from akimfeedback.journal.models import Entry
from akimfeedback.journal.signing import by_fingerprint, public_keys
from akimfeedback.web.access import for_everyone
from akimfeedback.web.security import limiter

bp = Blueprint("appeals_proof", __name__, url_prefix="/journal/proof", template_folder="../templates")

RATE = "30 per minute"
SEAL_RATE = "6 per minute"


def _first_act(code: str) -> tuple[Appeal, Entry]:
    """Return the case of a receipt and the act by which it came in. Raises NotFound."""
    appeal = cases.by_link(db.session, code)
    acts = journal.of(db.session, "appeal", appeal.id) if appeal is not None else []
    if appeal is None or not acts:
        raise NotFound("appeals.no-such-case")
    return appeal, acts[0]


def _proof(entry: Entry) -> dict[str, Any] | None:
    proof = journal.inclusion(db.session, entry)
    if proof is None:
        return None
    keys = public_keys(current_settings())
    return proof | {"keys": [{"fingerprint": key.fingerprint, "public": key.text} for key in keys]}


@bp.get("/<string(length=8):code>")
@for_everyone
@limiter.limit(RATE)
def show(code: str) -> ResponseReturnValue:
    """Show the proof step by step, checked here by the same program that is given away."""
    appeal, entry = _first_act(code)
    proof = _proof(entry)
    keys = by_fingerprint(public_keys(current_settings()))
    faults = verify.proof_faults(proof, keys) if proof else []
    record = verify.canonical(proof["record"]).decode() if proof and proof["record"] else ""
    return render_template(
        "appeals/public/proof.html",
        code=code, number=printed(appeal.number), entry=entry, proof=proof, fits=not faults, record=record,
    )  # fmt: skip


@bp.get("/<string(length=8):code>.json")
@for_everyone
@limiter.limit(RATE)
def download(code: str) -> ResponseReturnValue:
    """Give the proof for the checking program."""
    proof = _proof(_first_act(code)[1])
    if proof is None:
        raise NotFound("appeals.not-sealed-yet")
    return jsonify(proof)


@bp.post("/<string(length=8):code>/seal")
@for_everyone
@limiter.limit(SEAL_RATE)
def ask(code: str) -> ResponseReturnValue:
    """Ask a worker to seal now what would be sealed within the hour."""
    _first_act(code)
    nudge("akimfeedback.journal.jobs.seal_waiting", at_most_every=10)
    flash(_("The seal is on its way: open this page again in a minute."), "ok")
    return redirect(url_for(".show", code=code))
