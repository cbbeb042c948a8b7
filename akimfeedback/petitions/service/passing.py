"""Look at what comes after publication: later versions of a text, and news."""

from datetime import datetime

from sqlalchemy.orm import Session

from akimfeedback.core.errors import NotFound, RuleBroken
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions.models import ModerationAct, Petition, PetitionNews, PetitionVersion
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.rules import PUBLIC, Publication, RejectReason, ReplyState
from akimfeedback.petitions.service import acts
from akimfeedback.petitions.service.authoring import rest_support
from akimfeedback.petitions.service.locking import require_moderator, write_act


def approve_version(
    session: Session, actor: Actor, petition: Petition, version: PetitionVersion, *, now: datetime
) -> ModerationAct:
    """Let a later version stand; where it changes the substance, support given to the old one rests.

    What an answer is owed on, or was given on, keeps its substance. Raises NotAllowed
    `petitions.moderator-outside-the-office`, NotFound `petitions.no-such-version`, RuleBroken
    `petitions.not-possible-now`.
    """
    _require_waiting(session, actor, petition, version)
    if version.material and petition.reply_state != ReplyState.NONE:
        raise RuleBroken("petitions.not-possible-now", state=petition.reply_state)
    version.approved_at = now
    petition.text = version
    act = write_act(session, petition, Act.APPROVE_VERSION, actor, now)
    act.version_id = version.id
    if version.material:
        rest_support(session, petition, version, now=now)
    acts.tell_followers(session, "reworded", petition, now)
    return act


def refuse_version(
    session: Session,
    actor: Actor,
    petition: Petition,
    version: PetitionVersion,
    reason: RejectReason | None,
    *,
    note: str | None = None,
    now: datetime,
) -> ModerationAct:
    """Leave the earlier text standing and tell the author why; raises as `approve_version`."""
    _require_waiting(session, actor, petition, version)
    if reason is None:
        raise RuleBroken("petitions.reason-missing")
    act = write_act(session, petition, Act.REFUSE_VERSION, actor, now, reason=reason, note_=note)
    act.version_id = version.id
    acts.tell_author(session, "version-refused", petition, now)
    return act


def pass_news(
    session: Session, actor: Actor, petition: Petition, news: PetitionNews, *, now: datetime
) -> ModerationAct:
    """Let news through, once: everybody reads them, and who follows is told.

    Raises NotAllowed, NotFound `petitions.no-such-news`.
    """
    _require_news(actor, petition, news)
    if all(one.id != news.id for one in moderation.news_to_read(session, petition.id)):
        raise NotFound("petitions.no-such-news")
    act = write_act(session, petition, Act.PASS_NEWS, actor, now)
    act.news_id = news.id
    acts.tell_followers(session, "news", petition, now)
    return act


def hide_news(
    session: Session,
    actor: Actor,
    petition: Petition,
    news: PetitionNews,
    reason: RejectReason | None,
    *,
    now: datetime,
) -> ModerationAct:
    """Hide news behind the reason; raises as `pass_news` and RuleBroken `petitions.reason-missing`."""
    _require_news(actor, petition, news)
    if reason is None:
        raise RuleBroken("petitions.reason-missing")
    news.hidden_reason = reason.value
    act = write_act(session, petition, Act.HIDE_NEWS, actor, now, reason=reason)
    act.news_id = news.id
    if not news.by_office:
        acts.tell_author(session, "news-hidden", petition, now)
    return act


def _require_waiting(session: Session, actor: Actor, petition: Petition, version: PetitionVersion) -> None:
    require_moderator(actor, petition)
    if Publication(petition.publication) not in PUBLIC:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    waiting = moderation.waiting_version(session, petition)
    if waiting is None or waiting.id != version.id:
        raise NotFound("petitions.no-such-version")


def _require_news(actor: Actor, petition: Petition, news: PetitionNews) -> None:
    require_moderator(actor, petition)
    if news.petition_id != petition.id or news.hidden_reason is not None:
        raise NotFound("petitions.no-such-news")
