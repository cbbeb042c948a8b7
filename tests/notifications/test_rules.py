"""When messages leave, how long one tries, what may be switched off."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.notifications import rules
from akimfeedback.notifications.rules import Channel

ALMATY = ZoneInfo("Asia/Almaty")
MINUTES = st.integers(0, 3_000_000).map(lambda count: timedelta(minutes=count))
MOMENTS = MINUTES.map(lambda later: datetime(2024, 3, 2, tzinfo=UTC) + later)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=ALMATY)


@pytest.mark.parametrize(
    ("asked", "leaves"),
    [
        (at(15, 20, 59), at(15, 20, 59)),
        (at(15, 21, 0), at(16, 8, 0)),
        (at(15, 23, 59), at(16, 8, 0)),
        (at(16, 0, 0), at(16, 8, 0)),
        (at(16, 7, 59), at(16, 8, 0)),
        (at(16, 8, 0), at(16, 8, 0)),
    ],
    ids=["last minute of day", "nine sharp", "before midnight", "midnight", "before eight", "eight sharp"],
)
def test_a_text_message_waits_for_the_morning(asked: datetime, leaves: datetime) -> None:
    assert rules.send_from(asked.astimezone(UTC), Channel.SMS, urgent=False) == leaves


@pytest.mark.parametrize(
    ("channel", "urgent"),
    [(Channel.SMS, True), (Channel.EMAIL, False), (Channel.BELL, False)],
    ids=["a code", "a letter", "the bell"],
)
def test_what_wakes_nobody_leaves_at_night(channel: Channel, urgent: bool) -> None:
    night = at(15, 23)

    assert rules.send_from(night, channel, urgent=urgent) == night


@given(MOMENTS)
def test_nothing_that_waits_leaves_in_quiet_hours_or_too_early(moment: datetime) -> None:
    leaves = rules.send_from(moment, Channel.SMS, urgent=False)

    assert not rules.is_quiet(leaves)
    assert moment <= leaves <= moment + timedelta(hours=11)


@pytest.mark.parametrize(
    ("tries", "urgent", "minutes"),
    [
        (1, False, 1),
        (2, False, 4),
        (3, False, 16),
        (4, False, 60),
        (8, False, 60),
        (1, True, 1 / 6),
        (9, True, 1),
    ],
)
def test_pauses_grow_up_to_a_cap(tries: int, urgent: bool, minutes: float) -> None:
    assert rules.wait_after(tries, urgent=urgent) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("tries", "age", "urgent", "stops"),
    [
        (7, timedelta(days=1), False, False),
        (8, timedelta(), False, True),
        (2, timedelta(minutes=14), True, False),
        (2, timedelta(minutes=15), True, True),
    ],
    ids=["one try left", "all tries used", "code still good", "code too old"],
)
def test_one_gives_up(tries: int, age: timedelta, urgent: bool, stops: bool) -> None:
    now = at(15, 12)

    assert rules.gives_up(tries, now - age, now, urgent=urgent) is stops


@pytest.mark.parametrize(
    ("kind", "can"),
    [("accounts.code", False), ("appeals.answered", False), ("programmes.updated", True)],
)
def test_codes_and_answers_cannot_be_switched_off(kind: str, can: bool) -> None:
    assert rules.can_switch_off(kind) is can


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("а" * 70, 1),
        ("а" * 71, 2),
        ("а" * 134, 2),
        ("а" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 70 + "ә", 2),
    ],
)
def test_segments_are_counted_as_the_network_does(text: str, parts: int) -> None:
    assert rules.segments(text) == parts


def test_a_kind_names_its_template() -> None:
    assert rules.template_of("appeals.answered") == "appeals/messages/answered.txt"
