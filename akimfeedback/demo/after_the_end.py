"""News of the author and the end of a made-up initiative: closed, withdrawn, or a request of its author."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from akimfeedback.appeals.queries.cases import by_number
from akimfeedback.appeals.rules import Decision, Visibility
from akimfeedback.appeals.service import answering, filing
from akimfeedback.appeals.service.filing import NewAppeal
from akimfeedback.core.clock import local_day
from akimfeedback.demo.initiative_stage import Stage, on
from akimfeedback.demo.texts import initiative_office as words
from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.queries.counts import shown
from akimfeedback.petitions.rules import Publication, ReplyState, printed
from akimfeedback.petitions.service import authoring, closing, passing
from akimfeedback.topics.rules import Kind

_LAST_NEWS = timedelta(days=95)


def plan_end(stage: Stage, first: datetime, last: datetime, reached: Mapping[Rung, datetime]) -> None:
    """Plan the news and the end of collecting."""
    _plan_news(stage, first, last, reached)
    if stage.story.end == Publication.WITHDRAWN:
        stage.plan(last + timedelta(hours=3), lambda at: _withdraw(stage, at))
        return
    closes_on = stage.petition.closes_on
    if closes_on is not None:
        closed_at = on(closes_on + timedelta(days=2), 6, 30)
        stage.plan(closed_at, lambda at: _close(stage, at))
        stage.plan(closed_at + timedelta(minutes=30), lambda at: _become_request(stage, at))


def _plan_news(stage: Stage, first: datetime, last: datetime, reached: Mapping[Rung, datetime]) -> None:
    """Plan the first news after the visit, the last one when something was done."""
    news, start = stage.story.news, reached.get(Rung.ANSWER, first)
    ends = min(start + _LAST_NEWS, stage.books.now - timedelta(days=3))
    if stage.story.end == Publication.WITHDRAWN:
        ends = last + timedelta(hours=1)
    for place, text in enumerate(news):
        at = ends if place == len(news) - 1 else start + timedelta(days=8)
        stage.plan(at, lambda now, text=text: _tell(stage, text, now))  # type: ignore[misc]


def _tell(stage: Stage, text: str, at: datetime) -> None:
    session, petition = stage.session, stage.petition
    row = authoring.add_news(session, stage.as_author(at), petition, text, stage.story.language, now=at)
    read_at = at + timedelta(hours=1)
    passing.pass_news(session, stage.as_official("moderator", read_at), petition, row, now=read_at)


def _withdraw(stage: Stage, at: datetime) -> None:
    authoring.withdraw(stage.session, stage.as_author(at), stage.petition, now=at)


def _close(stage: Stage, at: datetime) -> None:
    closing.close_ended(stage.session, now=at)


def _become_request(stage: Stage, at: datetime) -> None:
    """File the request an initiative below its first rung becomes, and plan its answer."""
    petition, story = stage.petition, stage.story
    if petition.reply_state != ReplyState.NONE or petition.publication != Publication.CLOSED:
        return
    count = shown(petition).count or "<10"
    asks = "\n".join(f"{place}. {ask}" for place, ask in enumerate(story.asks, start=1))
    ending = words.AS_REQUEST[story.language].format(number=printed(petition.number), count=count)
    draft = NewAppeal(
        topic_code=story.topic,
        text="\n\n".join((story.title, asks, ending, story.why)),
        place_id=petition.place_id or petition.territory_id,
        language=story.language,
        kind=Kind.IDEA,
        visibility=Visibility.OFFICE,
        idempotency_key=f"initiative:{petition.number}",
    )
    appeal = filing.file_appeal(stage.session, stage.as_author(at), draft, now=at)
    closing.handed_over(stage.session, petition, appeal.number, now=at)
    stage.plan(stage.after(at, 6, 16), lambda now: _answer_request(stage, appeal.number, now))


def _answer_request(stage: Stage, number: str, at: datetime) -> None:
    appeal = by_number(stage.session, number, to_change=True)
    if appeal is None or local_day(at) > stage.books.today:
        return
    language = stage.story.language
    answer = answering.NewReply(
        Decision.DONE, words.REQUEST_FOUND[language], words.REQUEST_DONE[language], words.LAW[language],
        words.COMPLAIN[language], language,
    )  # fmt: skip
    answering.reply(stage.session, stage.as_akim(at), appeal, answer, now=at)
