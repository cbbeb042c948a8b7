"""Put initiatives into the shapes of the open API; hidden text is dropped here, before any JSON."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy.orm import Session

from akimfeedback.geography.queries import by_ids
from akimfeedback.law.initiatives import FEWER_THAN
from akimfeedback.petitions.models import Petition, PetitionReply, PetitionVersion
from akimfeedback.petitions.public_page import shown_parts
from akimfeedback.petitions.queries import counts, initiatives, open_data, removals
from akimfeedback.petitions.rules import Part
from akimfeedback.petitions.show_page import author_name
from akimfeedback.petitions.support_models import Removal
from akimfeedback.portal import initiative_schemas as shapes

HEAD = (
    "number", "okrug", "place", "title", "language", "topic", "state", "reply_state", "hearing_state",
    "published_at", "closes_on", "count", "source", "url",
)  # fmt: skip


def short(petition: Petition, base_url: str) -> dict[str, Any]:
    """Return the members of one line of the list."""
    text, parts = petition.text, shown_parts(petition)
    return {
        "number": petition.number,
        "okrug": petition.territory.kato,
        "place": petition.place.kato if petition.place else None,
        "title": text.title if text and Part.TITLE in parts else None,
        "language": text.language if text else None,
        "topic": petition.topic_code,
        "state": petition.publication,
        "reply_state": petition.reply_state,
        "hearing_state": petition.hearing_state,
        "published_at": petition.published_at,
        "closes_on": petition.closes_on,
        "count": counts.shown(petition).count,
        "source": petition.outside_source,
        "url": f"{base_url.rstrip('/')}/initiatives/{petition.number}",
    }


def item(session: Session, petition: Petition, base_url: str) -> shapes.Initiative:
    """Return everything everybody may know of one initiative."""
    after = petition.superseded_by_id
    superseding = initiatives.by_id(session, after) if after else None
    return shapes.Initiative(
        **short(petition, base_url),
        texts=_texts(petition),
        author=author_name(petition) or None,
        ladder_version=petition.ladder_version,
        ladder=[
            shapes.LadderStep(rung=rung.value, needed=needed)
            for rung, needed in counts.ladder_of(petition).items()
        ],
        population=shapes.PopulationFact(
            people=petition.population, as_of=petition.population_on, source=petition.population_source
        ),
        portal=shapes.PortalNeeds(**petition.portal),
        counts=_counts(petition),
        rungs=[
            shapes.RungReached(
                rung=one.rung, needed=one.needed, reached_at=one.reached_at, lost_at=one.lost_at
            )
            for one in open_data.rungs(session, petition.id)
        ],
        replies=[_reply(reply) for reply in open_data.replies(session, petition.id)],
        positions=[
            shapes.DeputyPosition(
                deputy=one.mandate.holder,
                asked_on=one.asked_on,
                due_on=one.due_on,
                stance=cast(Any, one.stance),
                words=one.words,
            )
            for one in open_data.positions(session, petition.id)
        ],
        removals=[_removal(one) for one in removals.ledger_of(session, petition.id)],
        elsewhere=_elsewhere(petition),
        superseded_by=superseding.number if superseding else None,
        reject_reason=petition.reject_reason,
        note=petition.public_note,
        official_petition=False,
    )


def _texts(petition: Petition) -> list[shapes.InitiativeText]:
    parts = shown_parts(petition)
    if not parts:
        return []
    standing = [one for one in petition.versions if one.approved_at or one.id == petition.version_id]
    return [_text(version, parts) for version in standing]


def _text(version: PetitionVersion, parts: Iterable[Part]) -> shapes.InitiativeText:
    shown = {part.value for part in parts}
    own = {
        name: getattr(version, name) if name in shown else None for name in ("title", "asks", "why", "tried")
    }
    translation = {
        language: {name: value for name, value in words.items() if name in shown}
        for language, words in version.translation.items()
        if isinstance(words, dict)
    }
    return shapes.InitiativeText(
        version=version.position, at=version.at, language=version.language, translation=translation, **own
    )


def _counts(petition: Petition) -> shapes.Counts:
    shown = counts.shown(petition)
    return shapes.Counts(
        count=shown.count,
        lines=shown.lines,
        outside=shown.outside,
        as_of=shown.as_of,
        yesterday=shown.yesterday,
    )


def _reply(reply: PetitionReply) -> shapes.Reply:
    points = [
        shapes.ReplyPoint(ask=one.ask, outcome=one.outcome, text=one.text, by_on=one.by_on, mark=one.mark)
        for one in reply.points
    ]
    return shapes.Reply(
        version=reply.position, on=reply.on, late=reply.late, outcome=cast(Any, reply.outcome),
        text=reply.text,        law=reply.law, complain=reply.complain, language=reply.language,
        published_on=reply.published_on or reply.on, points=points,
    )  # fmt: skip


def _removal(removal: Removal) -> shapes.RemovalFact:
    return shapes.RemovalFact(
        reason=removal.reason, rule_version=removal.rule_version, state=removal.state,
        started_at=removal.started_at or removal.created_at, removed=_told(removal.done),
        restored=_told(removal.undone), words=removal.words,
    )  # fmt: skip


def _told(number: int) -> int | None:
    return number if number == 0 or number >= FEWER_THAN else None


def _elsewhere(petition: Petition) -> shapes.Elsewhere | None:
    if petition.elsewhere_url is None:
        return None
    return shapes.Elsewhere(
        url=petition.elsewhere_url, count=petition.elsewhere_count, on=petition.elsewhere_on
    )


def history(session: Session, petition: Petition) -> shapes.History:
    """Return the journal by day, and the funnel beside it."""
    return shapes.History(
        number=petition.number,
        days=[
            shapes.HistoryDay(on=row.day.on, count=row.day.count, change=row.day.change, lines=row.lines)
            for row in open_data.history(session, petition)
        ],
        funnel=[
            shapes.FunnelDay(on=row.on, begun=row.begun, confirmed=row.confirmed)
            for row in open_data.funnel(session, petition)
        ],
    )


def areas(session: Session, petition: Petition) -> shapes.Areas:
    """Return the count by village, by code."""
    found = counts.by_area(session, petition)
    units = by_ids(session, found)
    rows = [
        shapes.Area(kato=unit.kato, name_kk=unit.name_kk, name_ru=unit.name_ru, count=found[unit.id])
        for unit in units
    ]
    return shapes.Areas(number=petition.number, areas=sorted(rows, key=lambda row: row.kato))
