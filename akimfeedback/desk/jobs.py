"""Sweeps over several packages: initiatives that become requests, the journal against the records."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.desk import handing_over
from akimfeedback.desk.journal_check import check_and_tell
from akimfeedback.journal import sealing
from akimfeedback.journal.rules import records_in
from akimfeedback.journal.signing import signer_of


def hand_over_initiatives() -> int:
    """Every half an hour: closed initiatives that oblige to no answer. Safe to repeat: each once."""
    done = handing_over.hand_over_ended(db.session, now=clock.now())
    db.session.commit()
    return done


def check_journal() -> int:
    """Every night: journal against records; auditors hear what does not fit. Safe to repeat: it only reads.

    What was sealed too late for the hourly look is sealed first.
    """
    settings = current_settings()
    signer = signer_of(settings)
    if signer is not None:
        for _sealed in sealing.seal_all(db.session, signer, now=clock.now(), all_ids=True):
            db.session.commit()
    row = check_and_tell(db.session, settings, now=clock.now())
    db.session.commit()
    return records_in(row.found)
