"""From what the office typed to what services take, and back: rows of the list, words of refusals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from akimfeedback.core.errors import RuleBroken
from akimfeedback.files import service as files
from akimfeedback.files.labels import REFUSALS as FILE_REFUSALS
from akimfeedback.programmes import labels, queries
from akimfeedback.programmes.forms_office import ProgrammeForm, ProgressForm, PromiseForm
from akimfeedback.programmes.models import Programme, Promise
from akimfeedback.programmes.rules import Control, PromiseState
from akimfeedback.programmes.service import News, ProgrammeText, PromiseText
from akimfeedback.web.fields import Form


@dataclass(frozen=True)
class OfficeRow:
    """One promise in the office's list."""

    promise: Promise
    word: str
    tone: str
    icon: str
    update_by: date | None  # None: owes no update


def rows(session: Session, programme: Programme, today: date) -> list[OfficeRow]:
    """Return the promises of a programme, those that owe an update soonest first; two queries."""
    due = queries.open_duties(session, programme.id)
    found = [
        _row(promise, still, due.get(promise.id)) for promise, still in _promises(session, programme, today)
    ]
    return sorted(
        found, key=lambda row: (row.update_by is None, row.update_by or date.max, row.promise.position)
    )


def _promises(session: Session, programme: Programme, today: date) -> Iterable[tuple[Promise, bool]]:
    return queries.promises(session, programme.id, today=today)


def _row(promise: Promise, still: bool, update_by: date | None) -> OfficeRow:  # noqa: FBT001 - a pair taken apart
    code = labels.standing(promise.state, stalled=still)
    return OfficeRow(promise, labels.word(code), labels.TONES[code], labels.ICONS[code], update_by)


def chosen_files(uploads: Iterable[object]) -> list[FileStorage]:
    """Return the files somebody has really chosen; browsers send an empty one for none."""
    return [upload for upload in uploads if isinstance(upload, FileStorage) and upload.filename]


def news_of(session: Session, form: ProgressForm, *, by: int | None, now: datetime) -> News:
    """Take the uploads in and return the update; raises RuleBroken of `files`."""
    photos = chosen_files(form.photos.data or [])
    documents = chosen_files([form.document.data])
    taken = files.receive_photos(session, [photo.stream for photo in photos], by=by, now=now)
    taken += [
        files.receive_document(session, paper.stream, name=paper.filename, by=by, now=now)
        for paper in documents
    ]
    return News(
        state=PromiseState(form.state.data),
        text=form.text.data or "",
        language=form.language.data,
        spent_tenge=form.spent_tenge.data,
        evidence_url=(form.evidence_url.data or "").strip() or None,
        file_ids=[file.id for file in taken],
    )


def programme_of(session: Session, form: ProgrammeForm, *, by: int | None, now: datetime) -> ProgrammeText:
    """Take the document in and return the programme's text; raises RuleBroken of `files`."""
    papers = chosen_files([form.document.data])
    taken = [
        files.receive_document(session, paper.stream, name=paper.filename, by=by, now=now) for paper in papers
    ]
    return ProgrammeText(
        title=form.title.data or "",
        language=form.language.data,
        source=form.source.data or "",
        published_on=form.published_on.data,
        source_file_id=taken[0].id if taken else None,
    )


def promise_of(form: PromiseForm) -> PromiseText:
    """Return the promise as typed."""
    return PromiseText(
        wording=form.wording.data or "",
        short_name=form.short_name.data or "",
        control=Control(form.control.data),
        state=PromiseState(form.state.data),
        source_page=form.source_page.data or None,
        measure=form.measure.data or None,
        target_on=form.target_on.data,
    )


def put_refusal(form: Form, refusal: RuleBroken) -> None:
    """Write why something was refused at the field it is about, else over the form."""
    words = str({**FILE_REFUSALS, **labels.REFUSALS}.get(refusal.code, refusal.code))
    names = {"files": ("photos", "document"), "programmes": ()}[refusal.code.split(".")[0]]
    name = next((name for name in names if name in form and chosen_files(_as_list(form[name].data))), None)
    if name is None:
        form.form_errors.append(words)
    else:
        form[name].errors = [*form[name].errors, words]


def _as_list(data: object) -> list[object]:
    return list(data) if isinstance(data, list | tuple) else [data]
