"""What helps to decide on a text: personal data in it, texts like it, what was decided before."""

from datetime import date

from akimfeedback.core.db import db
from akimfeedback.petitions.labels.moderation import ACTS, REASON_NAMES
from akimfeedback.petitions.models import ModerationAct, Petition, PetitionVersion
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.queries import moderation
from akimfeedback.petitions.queries.similar import similar, within_year
from akimfeedback.petitions.rules import RejectReason
from akimfeedback.web import personal_words

_ICONS = {
    Act.PUBLISH: "check", Act.RETURN: "return", Act.REJECT: "stop", Act.HIDE: "eye-off",
    Act.PROPOSE_HIDE: "eye-off", Act.RESTORE: "eye", Act.FLAG: "people", Act.HOLD: "lock", Act.LATE: "alert",
}  # fmt: skip
"""Of an act in the story of a text; acts left out are ticked."""


def text_to_check(petition: Petition) -> PetitionVersion | None:
    """Return what would stand after the decision: the newest text; once published, the one that stands."""
    if petition.published_at is not None:
        return petition.text
    return petition.versions[-1] if petition.versions else petition.text


def personal_data(text: PetitionVersion | None) -> list[str]:
    """Return what looks like personal data in any language of a text, in words, each once."""
    if text is None:
        return []
    translated = [str(value) for words in text.translation.values() for value in dict(words).values()]
    whole = "\n".join([text.title, *text.asks, text.why, text.tried, *translated])
    return list(dict.fromkeys(str(word) for word, _piece in personal_words.personal_data(whole)))


def similar_to(petition: Petition, text: PetitionVersion | None) -> list[Petition]:
    """Return public initiatives of the unit that read like this one, most alike first."""
    if text is None:
        return []
    found = similar(
        db.session, petition.territory_id, text.title, place_id=petition.place_id,
        topic_code=petition.topic_code, but=petition.id,
    )  # fmt: skip
    return [one.petition for one in found]


def decided_lately(petition: Petition, text: PetitionVersion | None, today: date) -> Petition | None:
    """Return an initiative on the same matter that was answered less than a year ago."""
    if text is None:
        return None
    return within_year(db.session, petition.territory_id, text.title, today, topic_code=petition.topic_code)


def history(petition: Petition) -> list[dict[str, object]]:
    """Return what moderators did, oldest first; posts and codes, never names of residents."""
    return [_line(act) for act in moderation.acts_of(db.session, petition.id)]


def _line(act: ModerationAct) -> dict[str, object]:
    reason = str(REASON_NAMES[RejectReason(act.reason)]) if act.reason else ""
    word = f"{ACTS[Act(act.act)]}: {reason}" if reason else str(ACTS[Act(act.act)])
    told = [words for words in (act.words, act.note) if words]
    state = "side" if act.undone_at else "done"
    icon = _ICONS.get(Act(act.act), "check")
    return {"word": word, "at": act.at, "text": " ".join(told), "state": state, "icon": icon}
