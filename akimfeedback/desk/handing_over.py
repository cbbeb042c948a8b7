"""An initiative that obliges to no answer becomes a request of its author: exactly once, with its count."""

import logging
from datetime import datetime, timedelta

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from akimfeedback.appeals.rules import TEXT_LETTERS, Visibility
from akimfeedback.appeals.service.filing import NewAppeal, file_appeal
from akimfeedback.core import clock
from akimfeedback.core.errors import Refusal
from akimfeedback.mandates.queries import actor_of
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries.counts import shown
from akimfeedback.petitions.queries.office import to_hand_over
from akimfeedback.petitions.rules import printed
from akimfeedback.petitions.service.closing import handed_over
from akimfeedback.topics.rules import Kind

SETTLED_AFTER = timedelta(hours=6)
"""A small unit's count is that of the last midnight: the last supporters are in it by then."""

log = logging.getLogger(__name__)


def hand_over_ended(session: Session, *, now: datetime, limit: int = 100) -> int:
    """File a request for each closed initiative below its first rung, or without a pledge; return how many.

    The number of the initiative is the key of the request: a second run files nothing. One that is refused
    (its office has left) waits for the next run.
    """
    done = 0
    for petition in to_hand_over(session, now - SETTLED_AFTER, limit):
        try:
            with session.begin_nested():
                _hand_over(session, petition, now)
        except Refusal as refused:
            log.warning("initiative not handed over", extra={"number": petition.number, "code": refused.code})
        else:
            done += 1
    return done


def _hand_over(session: Session, petition: Petition, now: datetime) -> None:
    author = actor_of(session, petition.author, clock.local_day(now))
    language = petition.text.language if petition.text else "kk"
    draft = NewAppeal(
        topic_code=petition.topic_code,
        text=text_of(petition, language),
        place_id=petition.place_id or petition.territory_id,
        language=language,
        kind=Kind.IDEA,
        visibility=Visibility.OFFICE if petition.author_shown else Visibility.HIDDEN,
        idempotency_key=f"initiative:{petition.number}",
    )
    handed_over(session, petition, file_appeal(session, author, draft, now=now).number, now=now)


def text_of(petition: Petition, language: str) -> str:
    """Return the text of the request in the language of the initiative: what is asked, and the count."""
    words = petition.text
    asks = words.asks if words else []
    with force_locale(language):
        parts = [
            words.title if words else "",
            "\n".join(f"{place}. {ask}" for place, ask in enumerate(asks, start=1)),
            _count_words(petition),
            _("This was local initiative No. %(number)s.", number=printed(petition.number)),
            words.why if words else "",
        ]
    return "\n\n".join(part for part in parts if part)[:TEXT_LETTERS]


def _count_words(petition: Petition) -> str:
    """Return what everybody may see of the count. Law: L-48."""
    count = shown(petition).count
    if count is None:
        return _("It was supported by fewer than 10 residents.")
    return ngettext(
        "It was supported by %(n)s resident.", "It was supported by %(n)s residents.", count, n=count
    )
