"""The machines of an initiative, who may support when, and what may be shown."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.petitions import keys, rules
from akimfeedback.petitions.keys import Keys
from akimfeedback.petitions.rules import HearingState, Publication, ReplyState, Side

TODAY = date(2026, 9, 15)
DAY = timedelta(days=1)
COUNTS = st.dictionaries(st.integers(0, 8), st.integers(0, 40))


@pytest.mark.parametrize(("machine", "states"), [
    pytest.param(rules.PUBLICATION_MOVES, Publication, id="publication"),
    pytest.param(rules.REPLY_MOVES, ReplyState, id="reply"),
    pytest.param(rules.HEARING_MOVES, HearingState, id="hearing"),
])  # fmt: skip
def test_every_state_of_a_machine_has_its_moves_and_can_be_reached(
    machine: dict[str, frozenset[str]], states: type[Publication]
) -> None:
    reached: set[str] = {next(iter(states))}
    assert set(machine) == set(states)
    new = reached
    while new:
        new = {then for now in new for then in machine[now]} - reached
        reached |= new
    assert reached == set(states)


@pytest.mark.parametrize(("state", "closes", "asked", "waited", "taken"), [
    pytest.param("open", TODAY, None, 0, True, id="last day"),
    pytest.param("open", TODAY - DAY, None, 0, False, id="day after"),
    pytest.param("open", TODAY - DAY, TODAY - DAY, 24, True, id="asked in time, before the job closed it"),
    pytest.param("closed", TODAY - DAY, TODAY - DAY, 24, True, id="asked in time, closed"),
    pytest.param("closed", TODAY - DAY, TODAY - DAY, 24.1, False, id="too long ago"),
    pytest.param("closed", TODAY - DAY, TODAY, 1, False, id="asked after the end"),
    pytest.param("closed", TODAY - DAY, None, 0, False, id="closed"),
    pytest.param("hidden", TODAY, TODAY, 0, False, id="hidden"),
    pytest.param("backing", None, None, 0, True, id="backing"),
    pytest.param("moderation", None, None, 0, True, id="with the moderator"),
    pytest.param("returned", None, None, 0, False, id="returned"),
    pytest.param("draft", None, None, 0, False, id="draft"),
])  # fmt: skip
def test_support_is_taken_to_the_end_of_the_last_day_and_with_a_grace(
    state: str, closes: date | None, asked: date | None, waited: float, *, taken: bool
) -> None:
    found = rules.may_support(state, closes, TODAY, asked_on=asked, waited=timedelta(hours=waited))
    assert found is taken


@pytest.mark.parametrize(("counted", "yesterday", "people", "shown"), [
    (9, 0, 1_000, None), (10, 0, 1_000, 10), (10, 0, None, 10), (40, 12, 500, 40),
    (40, 12, 499, 12), (40, 9, 499, None), (0, 40, 499, 40),
])  # fmt: skip
def test_small_counts_are_not_told_and_small_villages_show_yesterday(
    counted: int, yesterday: int, people: int | None, shown: int | None
) -> None:
    assert rules.shown_count(counted, yesterday, people) == shown


@given(COUNTS)
def test_nobody_learns_a_hidden_part_from_the_whole(counts: dict[int, int]) -> None:
    shown = rules.floored(counts)
    hidden = [counts[key] for key, told in shown.items() if told is None]
    assert {key for key, n in counts.items() if n} == set(shown)
    assert all(told == counts[key] >= 10 for key, told in shown.items() if told is not None)
    if len(hidden) == 1:
        assert len(shown) == 1  # the whole alone was fewer than ten
    assert not hidden or sum(hidden) >= 10 or len(hidden) == len(shown)


def test_side_states_are_named_in_order() -> None:
    named = rules.sides_of(
        flagged=True, dormant_on=TODAY, orphaned_on=TODAY, handed_over_on=None, legal_hold=True
    )
    assert named == (Side.FLAGGED, Side.ORPHANED, Side.LEGAL_HOLD)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_one_person_has_one_hash_in_an_initiative_and_others_elsewhere(one: int, other: int) -> None:
    here, there = Keys(b"pepper", b"here"), Keys(b"pepper", b"there")
    person = keys.owner(one)
    assert here.support_key(person) == here.support_key(person)
    assert here.support_key(person) != there.support_key(person)
    assert here.support_key(person) != Keys(b"other", b"here").support_key(person)
    assert (here.support_key(person) == here.support_key(keys.owner(other))) is (one == other)
    assert len({here.source_key(one), here.sheet_key(one), here.device_key(str(one)),
                here.network_key(str(one)), here.support_key(person)}) == 5  # fmt: skip


def test_shifted_phones_keep_their_distance_and_hide_their_number() -> None:
    one, two = (Keys(b"pepper", b"key").shifted(phone) for phone in ("+7 701 000 00 01", "+77010000002"))
    assert one is not None
    assert two == one + 1
    assert one != 77010000001
    assert Keys(b"pepper", b"key").shifted(None) is None


def test_names_are_folded_as_people_type_them() -> None:
    assert keys.relative(1, "Гүлнар  Әлі.") == keys.relative(1, "гулнар али")
    assert keys.on_paper("Қайрат", 1970) != keys.on_paper("Қайрат", 1971)


def test_keys_are_not_printed() -> None:
    assert "pepper" not in repr(Keys(b"pepper", b"secret")).replace("Keys(", "")
