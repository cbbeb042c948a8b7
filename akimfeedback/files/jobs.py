"""Sweeps over uploads: check what is quarantined, delete what is not wanted."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.files import queries, service

AT_ONCE = 50


def check_quarantined() -> int:
    """Every 5 seconds. Safe to repeat: a file is locked while checked, tries are counted beforehand."""
    done = 0
    while done < AT_ONCE:
        file = queries.to_check(db.session)
        if file is None:
            break
        service.start_check(file)
        db.session.commit()
        _check(file.id)
        done += 1
    db.session.rollback()
    return done


def _check(file_id: int) -> None:
    file = queries.to_check(db.session, file_id)
    if file is None:  # another worker was faster
        return
    service.finish_check(file, now=clock.now())
    db.session.commit()
    service.delete_bytes(file)
    db.session.commit()


def delete_unwanted() -> int:
    """Every night. Safe to repeat: deleting what is gone is no error, the row forgets its keys last."""
    service.drop_orphans(db.session, now=clock.now())
    db.session.commit()
    files = queries.with_bytes_to_delete(db.session)
    for file in files:
        service.delete_bytes(file)
    db.session.commit()
    return len(files) + service.delete_unknown_bytes(db.session, now=clock.now())
