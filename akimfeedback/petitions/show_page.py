"""The page of one initiative: what happens next, whose name it shows, where else it leads."""

from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.law.initiatives import term
from akimfeedback.mandates.session import me
from akimfeedback.petitions import after_rung, policy, public_page, rules
from akimfeedback.petitions.decision_page import check_of, decision_of
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import counts, initiatives, public, switches
from akimfeedback.petitions.queries.support import STANDING
from akimfeedback.petitions.rules import BY_LINK, PUBLIC, Publication, ReplyState, Switch
from akimfeedback.petitions.service import joining
from akimfeedback.petitions.service.supporting import supports
from akimfeedback.petitions.signing import address, facts, pepper
from akimfeedback.petitions.support_models import Signature
from akimfeedback.web.fields import Form
from akimfeedback.web.formats import day, day_until, number
from akimfeedback.web.product import language

_NAMED = BY_LINK | {Publication.DRAFT, Publication.OPEN}
_COUNTED = frozenset({Publication.OPEN, Publication.CLOSED, Publication.SUPERSEDED, Publication.WITHDRAWN})


def next_steps(petition: Petition, today: date) -> list[str]:
    """Return what happens next, in order, in one sentence each; empty where nothing follows."""
    state, reply = Publication(petition.publication), ReplyState(petition.reply_state)
    if state in BY_LINK:
        return _before_publication(petition)
    if reply in (ReplyState.ANSWERED, ReplyState.REVISED):
        return [
            str(_("The author says of every point whether it is solved.")),
            str(_("What the office promised with a date is followed here until it is done.")),
        ]
    if reply in (ReplyState.AWAITING, ReplyState.HOLDING):
        days = term("L-35", today)
        return [
            str(_("The akim answers in writing, point by point, within %(n)s working days.", n=days)),
            str(_("The answer is published on the next working day.")),
            str(_("The author says of every point whether it is solved.")),
        ]
    return _collecting(petition, today) if state is Publication.OPEN else []


def _before_publication(petition: Petition) -> list[str]:
    checked = (
        _("A moderator checks the text by %(day)s.", day=day_until(petition.moderation_due_on))
        if petition.moderation_due_on
        else _("A moderator checks the text within 5 working days.")
    )
    first = _("First %(n)s residents back it by the link.", n=petition.backers_needed)
    last = _("Then everybody can support it for %(n)s days.", n=petition.collection_days)
    waits = [first] if petition.submitted_at is None else []
    return [str(words) for words in (*waits, checked, last)]


def _collecting(petition: Petition, today: date) -> list[str]:
    days = term("L-35", today)
    steps = (
        []
        if petition.pledge_id is None
        else [
            _(
                "When %(n)s residents support it, the akim must answer in writing within %(days)s working "
                "days.",
                n=number(petition.answer_at),
                days=days,
            )
        ]
    )
    if petition.closes_on is not None:
        steps.append(_("Support is collected until %(day)s inclusive.", day=day(petition.closes_on)))
    steps.append(
        _("If fewer support it by then, it goes to the office as a request of its author, with the count.")
    )
    return [str(words) for words in steps]


def author_name(petition: Petition) -> str:
    """Return the author's short name while support is collected and the author wants it shown, else ""."""
    return (petition.author_shown or "") if Publication(petition.publication) in _NAMED else ""


def is_counted(petition: Petition) -> bool:
    """Say whether the page shows counts at all: not before publication, not of a text never published."""
    return Publication(petition.publication) in _COUNTED


def link_to(endpoint: str, **values: object) -> str:
    """Return an address where the page exists in this installation, else ""."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""  # type: ignore[arg-type]


def cards_of(rows: "list[Petition]") -> list[public_page.Card]:
    """Return the cards of several initiatives with one query for their rungs."""
    held = public.rungs_holding(db.session, [row.id for row in rows])
    today = clock.today()
    return [public_page.card(row, counts.shown(row), held[row.id], today) for row in rows]


SEVERAL = 2


def context(petition: Petition) -> dict[str, Any]:
    """Return what the page of an initiative draws, for whoever reads it in this request."""
    card, user_id = cards_of([petition])[0], me().user_id
    counted, by_link = is_counted(petition), Publication(petition.publication) in BY_LINK
    next_one = petition.superseded_by_id and initiatives.by_id(db.session, petition.superseded_by_id)
    return dict(
        petition=petition,
        card=card,
        second_chip=_second_chip(petition),
        words=public_page.words_of(petition),
        parts=public_page.shown_parts(petition),
        decision=decision_of(petition),
        check=check_of(db.session, petition, clock.now()),
        is_counted=counted,
        listed=Publication(petition.publication) in PUBLIC,
        author=author_name(petition),
        superseded_url=public_page.url_of(next_one) if next_one else "",
        superseded_title=public_page.words_of(next_one).title if next_one else "",
        steps=next_steps(petition, clock.today()),
        versions_url=_versions_url(petition),
        news=public.news_of(db.session, petition.id) if counted else [],
        names=_names(petition, card),
        backers=counts.backers(db.session, petition) if by_link else None,
        unit=petition.territory,
        links=_links(petition),
        form=Form() if user_id else None,
        follows=joining.follows(db.session, user_id, petition),
        address=address,
        **_button(petition),
        **after_rung.context(db.session, petition, me(), now=clock.now()),
    )


def _second_chip(petition: Petition) -> public_page.Chip | None:
    """Return the chip of the publication where the first one speaks of the answer."""
    first, second = public_page.chip_of(petition), public_page.publication_chip(petition)
    return second if second != first else None


def _button(petition: Petition) -> dict[str, bool]:
    """Return whether the button stands there, or pauses."""
    takes = rules.may_support(petition.publication, petition.closes_on, clock.today())
    on = switches.is_on(db.session, Switch.SIGN)
    return {"takes_support": takes and on, "paused": takes and not on, "holds": _holds(petition)}


def _holds(petition: Petition) -> bool:
    """Say whether whoever has signed in supports it; nobody else learns that."""
    user = me().user
    own = user and supports(db.session, facts(petition), user, pepper=pepper())
    return isinstance(own, Signature) and own.state in STANDING


def _versions_url(petition: Petition) -> str:
    """Return where the versions stand side by side, "" while there is one."""
    if sum(version.approved_at is not None for version in petition.versions) < SEVERAL:
        return ""
    return link_to("petitions_author.versions", number=petition.number)


def _names(petition: Petition, card: public_page.Card) -> list[str]:
    """Return names people want shown: while support is collected, and not among fewer than ten."""
    if Publication(petition.publication) is not Publication.OPEN or card.count is None or card.as_of_words:
        return []
    return public.shown_names(db.session, petition.id)


def _links(petition: Petition) -> dict[str, str]:
    """Return the addresses of what other parts of the product make of this initiative, "" where none."""
    number = petition.number
    found = {name: link_to(endpoint, number=number) for name, endpoint in _PLACES.items()}
    if not policy.is_author(me(), petition):
        found |= {"manage": "", "objection": ""}
    state = Publication(petition.publication)
    if state is not Publication.OPEN:
        found |= {"sheet": "", "poster": "", "adopt": ""}
    if petition.outside_source is not None:
        found |= {"portal": ""}
    refreshes = state is Publication.OPEN and not rules.is_small(petition.population)
    if not (refreshes and switches.is_on(db.session, Switch.LIVE_COUNT)):
        found |= {"count": ""}
    image = ""
    if state in PUBLIC:
        image = link_to("petitions_printing.image", number=number, l=language(), _external=True)
    return {**found, "image": image, "share": public_page.url_of(petition, external=True)}


_PLACES = {
    "manage": "petitions_author.manage",
    "adopt": "petitions_author.adopt",
    "count": "petitions_count.count",
    "ledger": "petitions_ledger.ledger",
    "poster": "petitions_printing.poster",
    "sheet": "petitions_printing.sheet",
    "history": "petitions_feeds.history",
    "numbers": "petitions_feeds.numbers",
    "objection": "petitions_objecting.objection",
    "atom": "petitions_feeds.atom",
    "portal": "petitions_handing_over.show",
}
