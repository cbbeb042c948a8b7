"""The broom of the methods: those of the product stand in the table, dry runs asked for are done."""

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.kpi import method_queries
from akimfeedback.kpi.service.methods import load_product_methods
from akimfeedback.kpi.service.trying import go_on


def try_methods() -> int:
    """Every 30 seconds: a commit after each quarter. Safe to repeat: quarters that are done stay done."""
    load_product_methods(db.session)
    db.session.commit()
    steps = 0
    for version in method_queries.waiting_for_dry_run(db.session):
        more = True
        while more:
            more = go_on(db.session, version, now=clock.now())
            db.session.commit()
            steps += 1
    return steps
