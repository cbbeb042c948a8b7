"""What the author does with an initiative: find backers, correct, tell news, withdraw, end early."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from akimfeedback.accounts.queries import user as user_by_id
from akimfeedback.calendars.queries import calendar_on
from akimfeedback.core.clock import local_day
from akimfeedback.core.errors import NotAllowed, RuleBroken
from akimfeedback.law import initiatives as law
from akimfeedback.law.workdays import add_working_days
from akimfeedback.mandates.actor import Actor
from akimfeedback.petitions import policy
from akimfeedback.petitions.models import CoAuthor, Petition, PetitionFollower, PetitionNews, PetitionVersion
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.rules import PUBLIC, Publication, ReplyState, SupportState
from akimfeedback.petitions.service import acts
from akimfeedback.petitions.service.creating import InitiativeText, add_version
from akimfeedback.petitions.support_models import Signature

MOST_CO_AUTHORS = 5
NEWS_LETTERS = 1_000
CORRECTED = frozenset({Publication.RETURNED, Publication.REJECTED})
"""States in which a corrected text goes back to the moderator at once."""


def start_backing(session: Session, actor: Actor, petition: Petition, *, now: datetime) -> None:
    """Open a draft to those who have its link: the first backers are looked for.

    The author is not one of them. Raises NotAllowed `petitions.not-yours`, RuleBroken
    `petitions.author-not-confirmed`, `petitions.not-possible-now`. Law: L-31, L-46.
    """
    acts.require_author(actor, petition)
    if actor.user is None or actor.user.phone_confirmed_at is None:
        raise RuleBroken("petitions.author-not-confirmed")
    today = local_day(now)
    acts.publish_as(petition, Publication.BACKING)
    petition.backing_ends_on = today + timedelta(days=law.term("L-46", today))
    _seen(session, "backing-started", petition, actor, now)


def submit(session: Session, petition: Petition, *, now: datetime) -> None:
    """Hand a text to the moderators; their public clock of 5 working days starts.

    Called at the last backer needed, and when a returned text comes back corrected. Raises RuleBroken
    `petitions.not-possible-now`. Law: L-33.
    """
    today = local_day(now)
    acts.publish_as(petition, Publication.MODERATION)
    petition.submitted_at = now
    petition.moderation_due_on = add_working_days(today, law.term("L-33", today), calendar_on(session, today))
    acts.note(session, "submitted", petition, None, now, due_on=petition.moderation_due_on.isoformat())
    acts.tell_author(session, "submitted", petition, now)


def edit(
    session: Session, actor: Actor, petition: Petition, words: InitiativeText, *, now: datetime
) -> PetitionVersion:
    """Rewrite the text in place while nobody supports it.

    Raises NotAllowed `petitions.not-yours`, RuleBroken `petitions.text-frozen`.
    """
    acts.require_author(actor, petition)
    free = petition.publication in (Publication.DRAFT, Publication.BACKING)
    if petition.frozen_at is not None or not free or petition.text is None:
        raise RuleBroken("petitions.text-frozen")
    text = petition.text
    text.title, text.asks, text.why, text.tried = words.title, list(words.asks), words.why, words.tried
    text.tried_case, text.translation, text.language = words.tried_case, words.translation, words.language
    text.at = now
    _seen(session, "edited", petition, actor, now)
    return text


def correct(
    session: Session,
    actor: Actor,
    petition: Petition,
    words: InitiativeText,
    *,
    material: bool,
    seen: int | None = None,
    now: datetime,
) -> PetitionVersion:
    """Write a new version of a frozen text; it stands once a moderator has let it through.

    A returned or refused text goes back to the moderator at once; where its substance changed, the first
    backers are asked again before. Raises NotAllowed `petitions.not-yours`, RuleBroken
    `petitions.changed-meanwhile`, `petitions.nothing-changed`, `petitions.version-waits`,
    `petitions.not-possible-now`.
    """
    acts.require_author(actor, petition)
    if seen is not None and seen != petition.version:
        raise RuleBroken("petitions.changed-meanwhile")
    state = Publication(petition.publication)
    if state not in CORRECTED | {Publication.OPEN} or petition.reply_state != ReplyState.NONE:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    if state == Publication.OPEN and moderation.waiting_version(session, petition) is not None:
        raise RuleBroken("petitions.version-waits")
    if petition.text is not None and not differs(petition.versions[-1], words):
        raise RuleBroken("petitions.nothing-changed")
    version = add_version(session, petition, words, actor, now=now, material=material)
    _seen(session, "corrected", petition, actor, now, material=material)
    if state in CORRECTED:
        petition.text = version
        _again(session, petition, version, now)
    return version


def _again(session: Session, petition: Petition, version: PetitionVersion, now: datetime) -> None:
    """Send a corrected text to the moderators; one with another substance to its first backers before."""
    if not version.material or petition.frozen_at is None:
        submit(session, petition, now=now)
        return
    today = local_day(now)
    acts.publish_as(petition, Publication.BACKING)
    petition.backing_ends_on = today + timedelta(days=law.term("L-46", today))
    rest_support(session, petition, version, now=now)


def rest_support(session: Session, petition: Petition, version: PetitionVersion, *, now: datetime) -> None:
    """Let support of earlier versions lapse until it is renewed; the counting job takes it off."""
    session.flush()
    session.execute(
        update(Signature)
        .where(
            Signature.petition_id == petition.id,
            Signature.version_id != version.id,
            Signature.state.in_((SupportState.VALID, SupportState.HELD)),
        )
        .values(state=SupportState.LAPSED, changed_at=func.clock_timestamp(), on=local_day(now))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Signature)
        .where(
            Signature.petition_id == petition.id,
            Signature.version_id != version.id,
            Signature.state == SupportState.INVALIDATED,
            Signature.removed_from.in_((SupportState.VALID, SupportState.HELD)),
        )
        .values(removed_from=SupportState.LAPSED)  # an undone removal brings back no consent to another text
        .execution_options(synchronize_session=False)
    )


def differs(version: PetitionVersion, words: InitiativeText) -> bool:
    """Say whether a text is another one than a version holds."""
    held = (
        version.title, list(version.asks), version.why, version.tried, version.tried_case or None,
        version.language, version.translation,
    )  # fmt: skip
    given = (
        words.title, list(words.asks), words.why, words.tried, words.tried_case or None,
        words.language, words.translation,
    )  # fmt: skip
    return held != given


def add_news(
    session: Session, actor: Actor, petition: Petition, text: str, language: str, *, now: datetime
) -> PetitionNews:
    """Write how it goes; public, and told to followers, once a moderator has read it. Co-authors may too.

    Raises NotAllowed `petitions.not-yours`, RuleBroken `petitions.news-missing`,
    `petitions.news-too-long`, `petitions.not-possible-now`.
    """
    if not _carries(session, actor, petition):
        raise NotAllowed("petitions.not-yours")
    words = acts.require_words(text, "petitions.news-missing")
    if len(words) > NEWS_LETTERS:
        raise RuleBroken("petitions.news-too-long")
    if Publication(petition.publication) not in PUBLIC:
        raise RuleBroken("petitions.not-possible-now", state=petition.publication)
    row = PetitionNews(
        petition_id=petition.id, by_office=False, text=words, language=language, by_id=actor.user_id, at=now
    )
    session.add(row)
    _seen(session, "news", petition, actor, now)
    session.flush()
    return row


def withdraw(session: Session, actor: Actor, petition: Petition, *, now: datetime) -> None:
    """Take an initiative back, as long as no answer is owed: from then on it is not the author's alone.

    Before it was published nobody else reads it any more, whoever had the link.
    Raises NotAllowed `petitions.not-yours`, RuleBroken `petitions.answer-is-owed`,
    `petitions.not-possible-now`.
    """
    acts.require_author(actor, petition)
    if petition.reply_state != ReplyState.NONE:
        raise RuleBroken("petitions.answer-is-owed")
    was_public = petition.publication == Publication.OPEN
    acts.publish_as(petition, Publication.WITHDRAWN if was_public else Publication.DROPPED)
    petition.closed_at = now
    petition.scrub_on = local_day(now) + timedelta(days=law.term("L-44", local_day(now)))
    _seen(session, "withdrawn", petition, actor, now)
    if was_public:
        acts.tell_followers(session, "withdrawn", petition, now)


def invite_allowed(session: Session, petition: Petition) -> bool:
    """Say whether one more co-author may be asked."""
    return co_author_count(session, petition) < MOST_CO_AUTHORS


def co_author_count(session: Session, petition: Petition) -> int:
    """Return how many carry the initiative beside its author."""
    rows = select(func.count()).select_from(CoAuthor).where(CoAuthor.petition_id == petition.id)
    return session.scalar(rows) or 0


def join(session: Session, actor: Actor, petition: Petition, *, now: datetime) -> None:
    """Carry an initiative together with its author, asked by link; joining twice changes nothing.

    Raises NotAllowed `petitions.sign-in-first`, RuleBroken `petitions.enough-co-authors`,
    `petitions.author-already`.
    """
    if actor.user is None:
        raise NotAllowed("petitions.sign-in-first")
    if policy.is_author(actor, petition):
        raise RuleBroken("petitions.author-already")
    if session.get(CoAuthor, (petition.id, actor.user.id)) is not None:
        return
    if not invite_allowed(session, petition):
        raise RuleBroken("petitions.enough-co-authors")
    session.add(CoAuthor(petition_id=petition.id, user_id=actor.user.id, at=now))
    follow(session, petition, actor.user.id, now=now)
    acts.note(session, "co-author-joined", petition, actor, now)
    acts.tell_author(session, "joined", petition, now)


def follow(session: Session, petition: Petition, user_id: int, *, now: datetime) -> None:
    """Send somebody the news of an initiative; says nothing about support."""
    if session.get(PetitionFollower, (petition.id, user_id)) is None:
        session.add(PetitionFollower(petition_id=petition.id, user_id=user_id, at=now))


def adopt(session: Session, actor: Actor, petition: Petition, *, supports_it: bool, now: datetime) -> None:
    """Take over an initiative whose author has gone: a co-author first, then a resident who supports it.

    Raises NotAllowed `petitions.sign-in-first`, RuleBroken `petitions.not-orphaned`,
    `petitions.co-authors-first`, `petitions.support-first`.
    """
    if actor.user is None:
        raise NotAllowed("petitions.sign-in-first")
    if petition.orphaned_on is None:
        raise RuleBroken("petitions.not-orphaned")
    mine = session.get(CoAuthor, (petition.id, actor.user.id))
    if mine is None and co_authors_first(session, petition, now):
        raise RuleBroken("petitions.co-authors-first")
    if mine is None and not supports_it:
        raise RuleBroken("petitions.support-first")
    if mine is not None:
        session.delete(mine)
    petition.author = user_by_id(session, actor.user.id)
    petition.author_shown = None
    follow(session, petition, actor.user.id, now=now)
    _seen(session, "adopted", petition, actor, now)
    acts.tell_followers(session, "adopted", petition, now)


CO_AUTHORS_ALONE = timedelta(days=14)


def co_authors_first(session: Session, petition: Petition, now: datetime) -> bool:
    """Say whether only co-authors may adopt it yet: for 14 days, where there are any."""
    if petition.orphaned_on is None or local_day(now) >= petition.orphaned_on + CO_AUTHORS_ALONE:
        return False
    return co_author_count(session, petition) > 0


def _carries(session: Session, actor: Actor, petition: Petition) -> bool:
    if policy.is_author(actor, petition):
        return True
    return actor.user is not None and session.get(CoAuthor, (petition.id, actor.user.id)) is not None


def _seen(
    session: Session, act: str, petition: Petition, actor: Actor, now: datetime, **data: object
) -> None:
    """Note an act of the author: whoever acts is not silent."""
    petition.author_seen_on = local_day(now)
    petition.dormant_on = petition.orphaned_on = None
    acts.note(session, act, petition, actor, now, **data)
