"""Months worth a look in the demo: six who withdrew, as the story tells them."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from akimfeedback.core.clock import local_day
from akimfeedback.demo import acts
from akimfeedback.demo.people import residents
from akimfeedback.demo.withdrawals import OKRUG, of_last_month
from akimfeedback.kpi.signals.rules import month_before
from tests.demo.test_story import world


@pytest.mark.parametrize(
    "today", [datetime(2026, 11, 23, 5, tzinfo=UTC), datetime(2027, 1, 1, 5, tzinfo=UTC)]
)
def test_six_withdraw_within_a_day_after_the_office_opened_their_request(today: datetime) -> None:
    own = world(today)
    stories = of_last_month(own, residents(Random(1), today.year))

    assert len({story.author.number for story in stories}) == 6
    for story in stories:
        seen, back = story.acts
        assert isinstance(seen, acts.Seen)
        assert isinstance(back, acts.Withdrawn)
        assert timedelta(0) < back.at - seen.at < timedelta(days=1)
        assert back.at < today
        assert story.okrug == OKRUG.kato
        assert month_before(local_day(today)).contains(local_day(back.at))
