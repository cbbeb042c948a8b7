"""Load a part of the made-up district: `python -m tests.e2e.load_part 0.1`."""

import sys

from akimfeedback.app import create_app
from akimfeedback.core import clock, schema
from akimfeedback.core.db import db
from akimfeedback.demo.load import load


def main(share: float) -> None:
    """Bring the schema up and load."""
    app = create_app()
    with app.app_context():
        schema.upgrade(db.engine)
        load(db.session, now=clock.now(), share=share)
        db.session.commit()


if __name__ == "__main__":
    main(float(sys.argv[1]))
