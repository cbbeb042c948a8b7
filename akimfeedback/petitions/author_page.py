"""What the author's page shows: where it stands, what comes next, what may be done. Edge."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import current_app, url_for
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.mandates.actor import Actor
from akimfeedback.mandates.session import me
from akimfeedback.petitions import policy
from akimfeedback.petitions.draft_pages import translation_of
from akimfeedback.petitions.forms_author import TextForm, TranslationForm, points_of
from akimfeedback.petitions.labels.moderation import REASONS, WAYS
from akimfeedback.petitions.models import Petition, PetitionVersion
from akimfeedback.petitions.queries import authored, moderation
from akimfeedback.petitions.rules import PUBLIC, Publication, RejectReason, ReplyState
from akimfeedback.petitions.service import authoring, objecting
from akimfeedback.petitions.service.creating import InitiativeText
from akimfeedback.petitions.wording import Piece, changed, pieces, points

INVITATION_LIFE = timedelta(days=14)
_SALT = "co-author"
_WITHDRAWABLE = (
    Publication.DRAFT, Publication.BACKING, Publication.MODERATION, Publication.RETURNED, Publication.OPEN,
)  # fmt: skip


@dataclass(frozen=True)
class Can:
    """What the reader may do now; each is one button."""

    edit: bool
    correct: bool
    back: bool
    news: bool
    withdraw: bool
    end: bool
    object: bool
    invite: bool
    mark: bool


@dataclass(frozen=True)
class VersionShown:
    """One version beside the one before it."""

    version: PetitionVersion
    title: tuple[Piece, ...]
    asks: list[tuple[Piece, ...]]
    why: tuple[Piece, ...]
    tried: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Say whether any word differs."""
        return any(changed(part) for part in (self.title, *self.asks, self.why, self.tried))


def can(petition: Petition, actor: Actor) -> Can:
    """Return what an author or a co-author may do with an initiative in this state."""
    state, mine = Publication(petition.publication), policy.is_author(actor, petition)
    owed = petition.reply_state != ReplyState.NONE
    waiting = moderation.waiting_version(db.session, petition) is not None
    before = state in (Publication.DRAFT, Publication.BACKING) and petition.frozen_at is None
    return Can(
        edit=mine and before,
        correct=mine and state in authoring.CORRECTED | {Publication.OPEN} and not owed and not waiting,
        back=mine and state == Publication.DRAFT,
        news=state in (Publication.OPEN, Publication.CLOSED),
        withdraw=mine and state in _WITHDRAWABLE and not owed,
        end=mine
        and state == Publication.OPEN
        and bool(petition.closes_on and petition.closes_on > clock.today()),
        object=mine and objecting.open_to_objection(db.session, petition) is not None,
        invite=mine and state in authored.ALIVE and authoring.invite_allowed(db.session, petition),
        mark=mine and petition.reply_state in (ReplyState.ANSWERED, ReplyState.REVISED),
    )


def text_of(form: TextForm, petition: Petition) -> InitiativeText:
    """Return the text as the service takes it; language and translation stay as they are."""
    held = petition.versions[-1]
    return InitiativeText(
        title=form.title.data.strip(),
        asks=tuple(points_of(form.asks.data)),
        why=form.why.data.strip(),
        tried=(form.tried.data or "").strip(),
        language=held.language,
        tried_case=(form.tried_case.data or "").strip() or None,
        translation=held.translation,
    )


def correct(petition: Petition, form: TextForm, words: InitiativeText) -> PetitionVersion:
    """Send a new version; an author who looked at an old state is refused."""
    return authoring.correct(
        db.session, me(), petition, words,
        material=form.material.data == "yes",
        seen=int(form.seen.data) if (form.seen.data or "").isdigit() else None,
        now=clock.now(),
    )  # fmt: skip


def translate(petition: Petition, said: TranslationForm) -> None:
    """Put a second language beside the newest text: in place, or as a version with the same substance."""
    held, can_edit = petition.versions[-1], can(petition, me()).edit
    words = replace(_as_text(held), translation=translation_of(said))
    if can_edit:
        authoring.edit(db.session, me(), petition, words, now=clock.now())
    else:
        authoring.correct(db.session, me(), petition, words, material=False, now=clock.now())


def _as_text(held: PetitionVersion) -> InitiativeText:
    return InitiativeText(
        title=held.title,
        asks=tuple(held.asks),
        why=held.why,
        tried=held.tried,
        language=held.language,
        tried_case=held.tried_case,
        translation=held.translation,
    )


def handing_over_url(petition: Petition) -> str:
    """Return where the package for the state's portal is taken, "" while there is none."""
    endpoint = "petitions_handing_over.show"
    if endpoint not in current_app.view_functions or Publication(petition.publication) not in PUBLIC:
        return ""
    return url_for(endpoint, number=petition.number)


def reason_words(petition: Petition) -> tuple[str, str] | None:
    """Return why it is not published and the lawful way on, None where there is no such reason."""
    if petition.reject_reason is None:
        return None
    reason = RejectReason(petition.reject_reason)
    return str(REASONS[reason]), str(WAYS[reason])


def filled(petition: Petition) -> dict[str, Any]:
    """Return the newest text for the form."""
    held = petition.versions[-1]
    return {
        "title": held.title,
        "asks": "\n".join(held.asks),
        "why": held.why,
        "tried": held.tried,
        "tried_case": held.tried_case,
        "material": "no",
        "seen": str(petition.version),
    }


def history(petition: Petition, *, everything: bool) -> list[VersionShown]:
    """Return the versions, newest first, each beside the one before; those that wait only to authors."""
    shown = [one for one in petition.versions if everything or one.approved_at or one is petition.text]
    before = [None, *shown[:-1]]
    return [_beside(old, new) for old, new in reversed(list(zip(before, shown, strict=True)))]


def _beside(old: PetitionVersion | None, new: PetitionVersion) -> VersionShown:
    held = old or new
    return VersionShown(
        version=new,
        title=pieces(held.title, new.title),
        asks=points(held.asks, new.asks),
        why=pieces(held.why, new.why),
        tried=pieces(held.tried, new.tried),
    )


def invitation_url(petition: Petition) -> str:
    """Return the link that makes its reader a co-author, valid for 14 days."""
    token = _signer().dumps(petition.link)
    return url_for("petitions_author.join", number=petition.number, token=token, _external=True)


def is_invited(petition: Petition, token: str) -> bool:
    """Say whether a link is of this initiative and not too old."""
    try:
        link = _signer().loads(token, max_age=int(INVITATION_LIFE.total_seconds()))
    except (BadSignature, SignatureExpired):
        return False
    return bool(link == petition.link)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt=_SALT)
