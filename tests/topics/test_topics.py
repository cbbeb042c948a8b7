"""The catalogue of topics, the first page's tiles, and the words of danger."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from akimfeedback.core.errors import RuleBroken
from akimfeedback.topics import catalogue, queries, urgent
from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import DEFAULT_TILES, NEVER_TILES, TILES, Routing, tile_codes
from akimfeedback.topics.service import Loaded, change, load_catalogue

ICONS = Path(catalogue.__file__).parents[1] / "web" / "static" / "icons.svg"
CODES = {line.code for line in catalogue.lines()}


def test_the_catalogue_has_every_topic_once() -> None:
    codes = [line.code for line in catalogue.lines()]

    assert len(codes) == len(set(codes)) == 51
    assert {"ROAD_IN", "WATER", "PASTURE", "CREDIT", "CONDUCT", "CORR", "OTHER"} <= set(codes)


@pytest.mark.parametrize("line", catalogue.lines(), ids=lambda line: line.code)
def test_every_topic_speaks_three_languages_and_has_an_icon(line: catalogue.TopicLine) -> None:
    words = (line.name_kk, line.name_ru, line.name_en, line.executor_kk, line.executor_ru, line.executor_en)

    assert all(word.strip() == word and word for word in words)
    assert not re.search("[А-я]", line.name_en + line.executor_en)
    assert f'id="{line.icon}"' in ICONS.read_text(encoding="utf-8")
    assert line.target_days is None or 1 <= line.target_days <= 15
    assert (line.routing != Routing.OTHER) or line.source is None


def test_only_conduct_and_corruption_pass_the_office_by() -> None:
    assert {line.code for line in catalogue.lines() if line.past_the_office} == {"CONDUCT", "CORR"}


def test_a_second_load_changes_nothing(session: Session) -> None:
    load_catalogue(session)

    assert load_catalogue(session) == Loaded(new=0, changed=0, unchanged=51)


def test_a_load_brings_the_catalogue_back_but_not_what_was_switched_off(session: Session) -> None:
    load_catalogue(session)
    road = queries.by_code(session)["ROAD_IN"]
    road.name_en, road.active = "Streets", False
    session.flush()

    assert load_catalogue(session).changed == 1
    assert road.name_en == "Village roads"
    assert "ROAD_IN" not in {topic.code for topic in queries.all_active(session)}


def test_the_first_page_shows_what_the_okrug_writes_about(session: Session) -> None:
    load_catalogue(session)

    tiles = queries.tiles_for(session, ["PASTURE", "OTHER", "WATER"])

    assert [topic.code for topic in tiles] == ["PASTURE", "WATER", "ROAD_IN", "LIGHT", "WASTE", "CATTLE"]


def test_a_topic_switched_off_is_no_tile(session: Session) -> None:
    load_catalogue(session)
    queries.by_code(session)["WATER"].active = False

    assert "WATER" not in {topic.code for topic in queries.tiles_for(session, ["WATER"])}


@given(st.lists(st.sampled_from(sorted(CODES))))
def test_tiles_are_six_different_topics_whatever_was_used(used: list[str]) -> None:
    tiles = tile_codes(used, CODES)

    assert len(tiles) == len(set(tiles)) == TILES
    assert not NEVER_TILES & set(tiles)


def test_default_tiles_exist() -> None:
    assert set(DEFAULT_TILES) <= CODES


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Көршінің қорасы өртеніп жатыр", ["101", "112"]),
        ("У соседа ПОЖАР!", ["101", "112"]),
        ("Сильный запах газа в подъезде", ["104", "112"]),
        ("Үйде газ иісі шығып тұр", ["104", "112"]),
        ("Көшені су басып қалды", ["112"]),
        ("Собака укусила ребёнка", ["103", "112"]),
        ("Баланы ит қапты", ["103", "112"]),
        ("не хочу жить", ["103", "102", "112"]),
        ("муж избивает жену", ["102", "112"]),
        ("На дороге провод лежит и искрит", ["112"]),
        ("Мектеп жанында сым үзіліп жатыр", ["112"]),
        ("There is a gas leak", ["104", "112"]),
        ("Шам жанбайды", []),
        ("Нужно заасфальтировать дорогу", []),
        ("Спасибо за горячую воду", []),
        ("Жолды жөндеп беріңіздерші", []),
        ("", []),
    ],
)
def test_words_of_danger_show_whom_to_call(text: str, numbers: list[str]) -> None:
    assert urgent.numbers_for(text) == numbers


def test_the_script_gets_the_same_words() -> None:
    words = urgent.words_for_script().split(",")

    assert "өрт" in words
    assert all(urgent.dangers_in(word) for word in words)


def test_what_the_administrator_changed_survives_the_next_load(session: Session) -> None:
    load_catalogue(session)
    topic = session.get_one(Topic, "ROAD_IN")
    change(
        session, None, topic, {"routing": "help", "target_days": 7}, now=datetime(2026, 11, 23, tzinfo=UTC)
    )
    session.flush()

    load_catalogue(session)

    assert (topic.routing, topic.target_days) == ("help", 7)


def test_a_matter_about_the_office_is_never_among_its_own_powers(session: Session) -> None:
    load_catalogue(session)
    topic = next(one for one in queries.all_active(session) if one.past_the_office)
    now = datetime(2026, 11, 23, tzinfo=UTC)

    with pytest.raises(RuleBroken, match="about-the-office"):
        change(session, None, topic, {"routing": "own"}, now=now)
    change(session, None, topic, {"routing": "help", "name_en": "About the office"}, now=now)

    assert (topic.routing, topic.name_en) == ("help", "About the office")
