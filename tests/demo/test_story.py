"""What happens in the made-up district, before a row is written."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from akimfeedback.core.clock import KAZAKHSTAN, local_day
from akimfeedback.demo import acts, places, story
from akimfeedback.demo.acts import CaseStory
from akimfeedback.demo.filing import World
from akimfeedback.demo.office_life import CLOSES
from akimfeedback.law import request_terms, workdays
from akimfeedback.law.official_days import calendar_for
from akimfeedback.topics import catalogue
from akimfeedback.topics.rules import Kind

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
GOOD, BAD = places.OKRUGS[0], places.OKRUGS[1]


CALENDAR = calendar_for(range(2023, 2029))


def world(now: datetime = NOW) -> World:
    lines = catalogue.lines()
    return World(
        now=now,
        calendar=CALENDAR,
        routing={line.code: line.routing for line in lines},
        past_the_office=frozenset(line.code for line in lines if line.past_the_office),
    )


@pytest.fixture(scope="module")
def whole() -> story.Story:
    return story.tell(world())


def due_on(case: CaseStory) -> date:
    registered = workdays.registration_day(case.filed_at.astimezone(KAZAKHSTAN), CALENDAR, CLOSES)
    return request_terms.answer_due_on(registered, CALENDAR)


def is_open(case: CaseStory) -> bool:
    ends = (acts.Answered, acts.Forwarded, acts.Withdrawn)
    return not any(isinstance(act, ends) for act in case.acts)


def test_the_same_day_tells_the_same_story(whole: story.Story) -> None:
    assert story.tell(world()) == whole


def test_another_day_tells_another_story(whole: story.Story) -> None:
    assert story.tell(world(NOW + timedelta(days=1))).cases != whole.cases


def test_about_two_and_a_half_thousand_requests_in_two_languages(whole: story.Story) -> None:
    languages = Counter(case.language for case in whole.cases)

    assert 2300 <= len(whole.cases) <= 2900
    assert 0.5 <= languages["kk"] / len(whole.cases) <= 0.7


def test_hardly_a_text_comes_twice(whole: story.Story) -> None:
    texts = Counter(case.text for case in whole.cases)

    assert max(texts.values()) <= 12
    assert len(texts) > 0.85 * len(whole.cases)
    assert not [text for text in texts if "{" in text or "}" in text]


def test_nothing_happens_before_the_filing_or_after_now(whole: story.Story) -> None:
    for case in whole.cases:
        moments = [case.filed_at, *(act.at for act in case.acts), NOW]
        assert moments == sorted(moments), case


def test_snow_is_not_written_about_in_july(whole: story.Story) -> None:
    months = {local_day(case.filed_at).month for case in whole.cases if case.topic == "SNOW"}

    assert not months & {5, 6, 7, 8, 9}


@pytest.mark.parametrize("okrug", places.OKRUGS[:4], ids=lambda okrug: okrug.stem_en)
def test_a_busy_office_gets_sixty_requests_a_quarter(whole: story.Story, okrug: places.Okrug) -> None:
    quarter = [
        case
        for case in whole.cases
        if case.okrug == okrug.kato
        and datetime(2026, 7, 1, tzinfo=UTC) <= case.filed_at < datetime(2026, 10, 1, tzinfo=UTC)
    ]

    assert len(quarter) >= 60


@pytest.mark.parametrize(
    ("okrug", "lowest", "highest"), [(GOOD, 0.9, 1.0), (BAD, 0.5, 0.7)], ids=["good", "bad"]
)
def test_offices_keep_their_habit_of_answering(
    whole: story.Story, okrug: places.Okrug, lowest: float, highest: float
) -> None:
    first_answers = [
        (local_day(answers[0].at), due_on(case))
        for case in whole.cases
        if case.okrug == okrug.kato
        and not any(isinstance(act, acts.Extended) for act in case.acts)
        and (answers := [act for act in case.acts if isinstance(act, acts.Answered)])
    ]
    in_time = sum(answered <= due for answered, due in first_answers) / len(first_answers)

    assert lowest <= in_time <= highest


def test_no_office_that_has_not_accepted_the_term_gets_requests(whole: story.Story) -> None:
    not_joined = {okrug.kato for okrug in places.OKRUGS if not okrug.months_connected}

    assert not_joined
    assert not [case for case in whole.cases if case.okrug in not_joined]


def test_the_day_of_the_load_has_something_due_late_and_new(whole: story.Story) -> None:
    mine = [case for case in whole.cases if case.okrug == GOOD.kato and is_open(case)]
    today = local_day(NOW)

    assert sum(due_on(case) == today for case in mine) >= 3
    assert 1 <= sum(due_on(case) < today for case in mine) <= 6
    assert sum(case.filed_at > NOW - timedelta(days=2) for case in mine) >= 3
    assert any(isinstance(case.acts[-1], acts.Asked) for case in mine if case.acts)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 12, 16, 9, tzinfo=UTC),
        datetime(2027, 3, 22, 3, tzinfo=UTC),
        datetime(2026, 11, 28, 20, tzinfo=UTC),
    ],
    ids=["a holiday", "Nauryz", "a Saturday night"],
)
def test_the_story_can_begin_on_any_day(now: datetime) -> None:
    assert story.tell(world(now), share=0.05).cases


def test_thanks_get_no_verdict(whole: story.Story) -> None:
    thanks = [case for case in whole.cases if case.kind == Kind.THANKS]

    assert thanks
    assert not [act for case in thanks for act in case.acts if isinstance(act, acts.Judged)]
