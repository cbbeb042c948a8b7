"""The made-up district: codes, names, people and texts that can accuse nobody."""

import re
import string

import pytest

from akimfeedback.accounts.rules import is_easy_pin, mobile
from akimfeedback.demo import people, places, promises
from akimfeedback.demo.texts import office_voice, resident_voice
from akimfeedback.demo.topics_of_life import TEXTS
from akimfeedback.demo.words import Answer
from akimfeedback.programmes.rules import NEEDS_EVIDENCE, SHORT_NAME, PromiseState
from akimfeedback.topics import catalogue

SLOTS = {"street", "no", "near", "since", "n", "village", "day", "until"}
MIXED = re.compile(r"[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі][A-Za-z]|[A-Za-z][А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]")


def all_texts() -> list[str]:
    found = [text.words for topic in TEXTS.values() for texts in topic.asked.values() for text in texts]
    for topic in TEXTS.values():
        for kind in (topic.done, topic.part, topic.no):
            found += [part for answers in kind.values() for answer in answers for part in parts(answer)]
    for group in (office_voice.BRUSH_OFFS, office_voice.NOTED, office_voice.SECOND):
        found += [part for answers in group.values() for answer in answers for part in parts(answer)]
    for lines in (
        office_voice.NEXT_STEPS,
        office_voice.QUESTIONS,
        resident_voice.SOLVED,
        resident_voice.NOT_SOLVED,
    ):
        found += [line for among in lines.values() for line in among]
    return found


def parts(answer: Answer) -> tuple[str, str]:
    return answer.found, answer.done


def test_every_code_is_of_the_range_the_classifier_leaves_free() -> None:
    codes = [places.OBLAST, places.DISTRICT]
    codes += [okrug.kato for okrug in places.OKRUGS]
    codes += [village.kato for okrug in places.OKRUGS for village in okrug.villages]

    assert all(re.fullmatch(r"99\d{7}", code) for code in codes)
    assert len(set(codes)) == len(codes)


def test_a_village_has_the_code_of_its_okrug() -> None:
    assert all(
        village.kato[:6] == okrug.kato[:6] and village.kato != okrug.kato
        for okrug in places.OKRUGS
        for village in okrug.villages
    )


def test_twelve_okrugs_have_one_to_five_villages_and_a_believable_size() -> None:
    assert len(places.OKRUGS) == 12
    assert all(1 <= len(okrug.villages) <= 5 for okrug in places.OKRUGS)
    assert all(150 <= okrug.people <= 7000 for okrug in places.OKRUGS)


@pytest.mark.parametrize("number", [1, people.FIRST_RESIDENT, 9999])
def test_a_made_up_phone_passes_as_a_mobile_number(number: int) -> None:
    assert mobile(people.phone(number)) == people.phone(number)


def test_nobody_shares_a_phone() -> None:
    numbers = [official.number for official in people.OFFICIALS]

    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < people.FIRST_RESIDENT


def test_the_pin_of_the_demo_is_one_the_product_takes() -> None:
    assert not is_easy_pin(people.STAFF_PIN)


def test_every_topic_written_about_stands_in_the_catalogue() -> None:
    known = {line.code for line in catalogue.lines()}

    assert set(TEXTS) <= known


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_topic_has_enough_texts_in_both_languages(code: str) -> None:
    topic = TEXTS[code]

    assert len(topic.asked["kk"]) >= 12
    assert len(topic.asked["ru"]) >= 8
    assert all(kind[language] for kind in (topic.done, topic.part, topic.no) for language in ("kk", "ru"))


def test_texts_use_only_known_slots() -> None:
    used = {
        name for text in all_texts() for _, name, _, _ in string.Formatter().parse(text) if name is not None
    }

    assert used <= SLOTS


def test_no_word_mixes_cyrillic_and_latin_letters() -> None:
    bare = [re.sub(r"\{\w+\}|«[A-Z]+»|eGov|QR|NET", " ", text) for text in all_texts()]

    assert [text for text in bare if MIXED.search(text)] == []


def test_nine_programmes_hold_promises_in_all_states() -> None:
    states = {promise.state for programme in promises.PROGRAMMES for promise in programme.promises}

    assert len(promises.PROGRAMMES) == 9
    assert states == {state.value for state in PromiseState}


def test_a_promise_that_needs_evidence_shows_it() -> None:
    for programme in promises.PROGRAMMES:
        for promise in programme.promises:
            assert len(promise.short_name) <= SHORT_NAME
            assert all(update.evidence for update in promise.updates if update.state in NEEDS_EVIDENCE)


def test_only_elected_akims_have_a_programme() -> None:
    kinds = {akim.code: akim.akim_kind for akim in people.AKIMS}

    assert {kinds[programme.akim] for programme in promises.PROGRAMMES} == {"elected"}
    assert {"acting", "appointed"} <= set(kinds.values())
