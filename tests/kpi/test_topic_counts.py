"""Case mix over the tables: the topic the resident chose, the peers without the okrug itself."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from akimfeedback.appeals.service import talking
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.queries import Window, counted_okrugs
from akimfeedback.kpi.scores import Counts
from akimfeedback.kpi.service.rolling import compute
from akimfeedback.kpi.topic_counts import topic_counts
from akimfeedback.mandates.rules import Role
from tests import make
from tests.appeals.conftest import at
from tests.kpi.registers import lines, load

QUARTER, AFTER = "2026-Q3", at("2026-10-01")
WINDOW = Window(date(2026, 7, 1), date(2026, 9, 30), date(2026, 10, 1))


def test_an_okrug_stands_beside_its_peers_without_itself(session: Session) -> None:
    make.topic(session)
    make.topic(session, code="ROAD")
    places = [make.okrug_of(session, make.village(session)) for _ in range(2)]
    plans = (
        (places[0], [("LIGHT", 10, "2026-07-09"), ("ROAD", 2, None)]),
        (
            places[1],
            [
                ("LIGHT", 9, "2026-07-09"),
                ("LIGHT", 3, None),
                ("ROAD", 4, "2026-07-09"),
                ("ROAD", 6, None),
            ],
        ),
    )
    for place, parts in plans:
        make.seat(session, unit=place, role=Role.AKIM)
        rows = [
            {**row, "category": topic}
            for number, (topic, many, answered) in enumerate(parts)
            for row in lines(many, answered=answered, prefix=f"{number}-")
        ]
        load(session, place, rows, now=AFTER)

    computed = compute(session, parse(QUARTER), counted_okrugs(session, WINDOW), now=AFTER)
    beside = computed[places[0].id]["beside"]["topics"]

    expected = 10 * 9 / 12 + 2 * 4 / 10
    assert beside["moved"] == 0
    assert beside["mix"]["observed"] == 10
    assert beside["mix"]["expected"] == pytest.approx(expected)
    assert beside["mix"]["overall"] == pytest.approx(13 / 22)
    assert beside["mix"]["ratio"] == pytest.approx(10 / expected)


def test_a_corrected_topic_counts_where_the_resident_put_it(session: Session) -> None:
    make.topic(session)
    make.topic(session, code="ROAD")
    village = make.village(session)
    okrug = make.okrug_of(session, village)
    akim = make.seat(session, unit=okrug, role=Role.AKIM)
    case = make.request(session, village=village, now=at("2026-07-07"))
    talking.change_topic(session, akim, case, "ROAD", "Жол туралы екен", now=at("2026-07-08"))
    talking.change_topic(session, akim, case, "LIGHT", "Жарық туралы екен", now=at("2026-07-08"))
    talking.change_topic(session, akim, case, "ROAD", "Жол туралы екен", now=at("2026-07-09"))
    session.flush()

    found, moved = topic_counts(session, WINDOW, [okrug.id])

    assert found == {okrug.id: {"LIGHT": Counts(0, 1)}}
    assert moved == {okrug.id: 1}
