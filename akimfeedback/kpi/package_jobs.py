"""The broom of the open data: every published version of a quarter becomes an archive."""

from akimfeedback.core.db import db
from akimfeedback.core.settings import current_settings
from akimfeedback.core.storage import storage
from akimfeedback.kpi.package.keeping import make, missing


def keep_packages() -> int:
    """Every five minutes: write what is not there yet. Safe to repeat and to kill: a file is whole or not."""
    done = 0
    for period, version in list(missing(db.session, storage())):
        make(db.session, storage(), period, version, current_settings().product.base_url)
        db.session.rollback()  # nothing was written to the database; the rows of one quarter are let go
        done += 1
    return done
