"""What a person wrote about figures is in "my data"."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from akimfeedback.kpi import personal
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.replying import reply_to_each
from akimfeedback.kpi.signal_models import Signal, SignalExplanation
from akimfeedback.mandates.rules import Role
from tests import make

NOW = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)


def test_the_export_holds_the_words_of_a_person_and_nobody_elses(session: Session) -> None:
    okrug = make.okrug_of(session, make.village(session))
    akim = make.seat(session, unit=okrug, role=Role.AKIM)
    assessor = make.seat(session, unit=okrug, role=Role.ASSESSOR)
    assert akim.user_id is not None
    assert assessor.user_id is not None
    reply_to_each(session, akim, okrug.id, parse("2026-Q3"), {"K1": "Жол жабық болды."}, "kk", now=NOW)
    signal = Signal(
        territory_id=okrug.id, code="G2", month="2026-09", observed=9, n=12, p_value=0.001, flagged=True,
        evidence={}, raised_at=NOW, finding="innocent", finding_words="Түсіндірілді.",
        reviewed_by_id=assessor.user_id, reviewed_at=NOW,
    )  # fmt: skip
    session.add(signal)
    session.flush()
    session.add(
        SignalExplanation(
            signal_id=signal.id, text="Бір күнде жаздық.", language="kk", by_id=akim.user_id, at=NOW
        )
    )
    session.flush()

    mine, theirs = personal.export(session, akim.user_id), personal.export(session, assessor.user_id)

    assert [row["words"] for row in mine["replies"]] == ["Жол жабық болды."]
    assert [row["words"] for row in mine["explanations"]] == ["Бір күнде жаздық."]
    assert mine["findings"] == []
    assert theirs["findings"] == [{"signal": signal.id, "finding": "innocent", "words": "Түсіндірілді."}]
    assert not any(rows for kind, rows in theirs.items() if kind != "findings")
