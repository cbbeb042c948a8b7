"""The beginning of a made-up initiative: the draft, its first backers, a moderator's refusal."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from akimfeedback.accounts.models import User
from akimfeedback.core.clock import local_day
from akimfeedback.demo import places
from akimfeedback.demo.books import Books
from akimfeedback.demo.initiative_stage import Stage
from akimfeedback.demo.initiative_story import InitiativeStory
from akimfeedback.mandates.queries import actor_of
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.names import short_name
from akimfeedback.petitions.personal import pepper
from akimfeedback.petitions.queries import support as reads
from akimfeedback.petitions.rules import Barred, Publication, RejectReason
from akimfeedback.petitions.service import authoring, counting, creating, moderating, supporting
from akimfeedback.petitions.service.creating import InitiativeText, NewInitiative
from akimfeedback.petitions.service.moderating import Ruling
from akimfeedback.petitions.service.supporting import Supporter

EARLY = (Publication.BACKING, Publication.MODERATION, Publication.REJECTED)
_OF_AGE = 1981  # said by those whose account has no year of birth


def create(session: Session, books: Books, story: InitiativeStory, author: User, at: datetime) -> Petition:
    """Write the draft and open it to backers."""
    okrug = next(one for one in places.OKRUGS if one.kato == story.okrug)
    place = story.okrug if story.village is None else okrug.villages[story.village].kato
    text = InitiativeText(
        title=story.title, asks=story.asks, why=story.why, tried=story.tried, language=story.language,
        translation=story.translation,
    )  # fmt: skip
    shown = short_name(author.name) if author.name else None
    new = NewInitiative(books.place_ids[place], story.topic, text, story.days, author_shown=shown)
    actor = actor_of(session, author, local_day(at))
    petition = creating.create(session, actor, new, now=at)
    authoring.start_backing(session, actor, petition, now=at + timedelta(minutes=12))
    return petition


def back(
    session: Session, story: InitiativeStory, petition: Petition, others: list[User], since: datetime
) -> tuple[list[User], datetime]:
    """Let neighbours back the draft within a day; return who did and the moment of the last one."""
    many = story.support if story.end in EARLY else min(petition.backers_needed, story.support)
    stride = max(1, len(others) // max(1, many))
    backers, at = others[::stride][:many], since
    for place, user in enumerate(backers, start=1):
        at = since + timedelta(hours=1) + (timedelta(hours=10) * place) / len(backers)
        who = Supporter(user, user.home_id, user.birth_year or _OF_AGE, consent=True)
        facts = reads.facts_of(session, petition.id)
        if facts is not None:
            supporting.support(session, facts, who, pepper=pepper(), now=at)
    return backers, at


def reject(stage: Stage, at: datetime) -> None:
    """Refuse the text with the moderator's words to everybody."""
    story = stage.story
    ruling = Ruling(
        reason=RejectReason(story.reject_reason or ""), words=story.words,
        barred=Barred(story.barred) if story.barred else None,
    )  # fmt: skip
    moderating.reject(stage.session, stage.as_official("moderator", at), stage.petition, ruling, now=at)
    counting.count_due(stage.session, now=at, lag_seconds=0)
