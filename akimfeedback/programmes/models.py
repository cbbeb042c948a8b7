"""Programmes, promises, progress and reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column, relationship

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base, one_of
from akimfeedback.files.models import StoredFile
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.models import Mandate
from akimfeedback.programmes.rules import Control, PromiseState


class Programme(Base):
    """The programme an akim was elected with."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey(Mandate.id), unique=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id), index=True)
    title: Mapped[str]
    language: Mapped[str]
    source: Mapped[str]  # what the document is and where it was published
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id))
    published_on: Mapped[date]
    entered_at: Mapped[datetime]

    mandate: Mapped[Mandate] = relationship()
    source_file: Mapped[StoredFile | None] = relationship()
    promises: Mapped[list["Promise"]] = relationship(back_populates="programme", order_by="Promise.position")
    reports: Mapped[list["ProgrammeReport"]] = relationship(order_by="ProgrammeReport.made_at")


class Promise(Base):
    """One promise, word for word."""

    __tablename__ = "promise"
    __table_args__ = (
        CheckConstraint(one_of("state", PromiseState), name="state_known"),
        CheckConstraint(one_of("control", Control), name="control_known"),
        Index("ix_promise_programme", "programme_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id))
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    wording: Mapped[str]  # verbatim, in the programme's language
    short_name: Mapped[str]  # at most 40 letters, for lists and messages
    source_page: Mapped[str | None]
    control: Mapped[str]
    measure: Mapped[str | None]  # how one can tell that it is done
    target_on: Mapped[date | None]  # None: no date in the programme
    state: Mapped[str]
    state_since: Mapped[date]
    last_update_on: Mapped[date | None]
    last_evidence_on: Mapped[date | None]  # of the last update that showed something; None: never
    entered_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship(back_populates="promises")
    progress: Mapped[list["Progress"]] = relationship(back_populates="promise", order_by="Progress.id")


class Progress(Base):
    """A dated update with evidence, by the office."""

    __tablename__ = "progress"
    __table_args__ = (CheckConstraint(one_of("state", PromiseState), name="state_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey(Promise.id), index=True)
    state: Mapped[str]  # as the akim sees it from here on
    text: Mapped[str]
    language: Mapped[str]
    spent_tenge: Mapped[int | None]
    evidence_url: Mapped[str | None]
    has_evidence: Mapped[bool]  # photo, document or address of a publication
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
    on: Mapped[date]

    promise: Mapped[Promise] = relationship(back_populates="progress")
    files: Mapped[list["ProgressFile"]] = relationship(order_by="ProgressFile.position")


class ProgressFile(Base):
    """A photo or document that shows the progress."""

    __tablename__ = "progress_file"

    progress_id: Mapped[int] = mapped_column(ForeignKey(Progress.id), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)

    file: Mapped[StoredFile] = relationship()


class UpdateDuty(Base):
    """One duty to report on one promise within 120 days. An update opens the next, a missed one too."""

    __tablename__ = "update_duty"
    __table_args__ = (Index("ix_update_duty_due", "territory_id", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey(Promise.id), index=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    opened_on: Mapped[date]
    due_on: Mapped[date]
    met_on: Mapped[date | None]  # day of the update with evidence; None: not (yet) met
    met: Mapped[bool | None]  # None: open; True: on time with evidence; False: missed
    cancelled_on: Mapped[date | None]  # the promise ended before the due day


class PromiseFollower(Base):
    """A resident who gets news of a promise."""

    __tablename__ = "promise_follower"

    promise_id: Mapped[int] = mapped_column(ForeignKey(Promise.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    at: Mapped[datetime]


class ProgrammeReport(Base):
    """The akim's dated one-page report on the programme."""

    __tablename__ = "programme_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey(Programme.id), index=True)
    covers_from: Mapped[date]
    covers_to: Mapped[date]
    done: Mapped[str]
    not_done: Mapped[str]
    next_steps: Mapped[str]
    language: Mapped[str]
    facts: Mapped[dict[str, Any]]  # counts of promises by state and of requests, frozen at publication
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    made_at: Mapped[datetime]
    published_on: Mapped[date | None]  # None: draft
