"""What is hashed of an act: bytes that every language makes the same, a salt inside, nobody's account."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akimfeedback.journal import records, verify

SALT = UUID("00112233-4455-6677-8899-aabbccddeeff")
AT = datetime(2026, 9, 15, 7, 0, 0, 123, tzinfo=UTC)

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def record(actor_id: int | None = 7, salt: UUID = SALT, **data: object) -> dict[str, object]:
    return records.record_of("appeals.filed", "appeal", 5, actor_id=actor_id, at=AT, data=data, salt=salt)


def test_a_record_has_one_way_to_be_written() -> None:
    words = verify.canonical({"ә": [1, None, True], "a": "ж\n"})
    assert words == '{"a":"ж\\n","ә":[1,null,true]}'.encode()


@pytest.mark.parametrize(
    ("value", "told"),
    [(2.0, 2), (-0.0, 0), (0.1, "0.1"), (1e22, 10**22), (True, True), ({1: (2, 3.5)}, {"1": [2, "3.5"]})],
    ids=str,
)
def test_numbers_are_whole_or_words(value: object, told: object) -> None:
    assert records.plain(value) == told
    assert type(records.plain(value)) is type(told)


@pytest.mark.parametrize("value", [float("nan"), float("inf")], ids=str)
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="cannot be sealed"):
        records.plain(value)


@given(values)
def test_the_digest_survives_the_way_through_json(value: object) -> None:
    assert records.digest(json.loads(json.dumps(value))) == records.digest(value)


def test_the_same_act_under_another_salt_is_another_leaf() -> None:
    other = UUID("00112233-4455-6677-8899-aabbccddeef0")

    assert records.leaf_of(record()) != records.leaf_of(record(salt=other))
    assert records.leaf_of(record()) == records.leaf_of(record())


def test_the_actor_cannot_be_found_with_the_salt_that_is_shown() -> None:
    shown = record(actor_id=7)

    assert shown["actor"] != "7"
    assert str(SALT) not in json.dumps(shown)
    assert SALT.hex not in json.dumps(shown)
    assert shown["actor"] != record(actor_id=8)["actor"]
    assert record(actor_id=None)["actor"] is None


@pytest.mark.parametrize(
    "change",
    [{"act": "appeals.late"}, {"subject_id": 6}, {"at": "2026-09-15T07:00:00.000124Z"}, {"data": {"x": 1}}],
    ids=lambda change: next(iter(change)),
)
def test_each_part_of_a_record_counts(change: dict[str, object]) -> None:
    assert records.leaf_of(record() | change) != records.leaf_of(record())
