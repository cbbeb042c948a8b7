"""A paper sheet of a made-up initiative: two people type it, its photo stays private."""

from datetime import datetime
from io import BytesIO

from akimfeedback.demo import people, pictures
from akimfeedback.demo.initiative_stage import Stage
from akimfeedback.files import service as files
from akimfeedback.files.models import StoredFile
from akimfeedback.petitions.personal import pepper
from akimfeedback.petitions.review_rules import SheetLine
from akimfeedback.petitions.service import sheets

_OPERATORS = ("moderator", "assessor")


def accept_sheet(stage: Stage, area_id: int, at: datetime) -> None:
    """Bring the sheet in with its photo; both operators type the same lines."""
    session, petition = stage.session, stage.petition
    first = stage.as_official(_OPERATORS[0], at)
    sheet = sheets.register(session, first, petition, 1, BytesIO(pictures.sheet(petition.id)), now=at)
    if sheet.photo_id is not None:
        _clean(stage, sheet.photo_id, at)
    lines = [
        SheetLine(people.full_name(stage.rng, "kk"), at.year - stage.rng.randint(20, 74), area_id)
        for _ in range(stage.story.paper)
    ]
    for code in _OPERATORS:
        actor = stage.as_official(code, at)
        sheets.enter(session, actor, petition, sheet, lines, pepper=pepper(), now=at)


def _clean(stage: Stage, photo_id: int, at: datetime) -> None:
    file = stage.session.get_one(StoredFile, photo_id)
    files.start_check(file)
    files.finish_check(file, now=at)
    files.delete_bytes(file)
