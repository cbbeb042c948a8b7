"""Requests and what happened to them.

Facts that figures are counted from (`due_on`, `on_time`, `prompt`, `out_on`, windows) are written once, at
the act, by the rule in force that day; nothing later derives them again.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    SmallInteger,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from akimfeedback.accounts.models import User
from akimfeedback.appeals.rules import (
    Decision,
    EscalationReason,
    Publicity,
    Source,
    State,
    Verdict,
    Visibility,
)
from akimfeedback.core.db import Base, one_of
from akimfeedback.files.models import StoredFile
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import Kind


class Appeal(Base):
    """One request to one office."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint(one_of("state", State), name="state_known"),
        CheckConstraint(one_of("kind", Kind), name="kind_known"),
        CheckConstraint(one_of("publicity", Publicity), name="publicity_known"),
        CheckConstraint(one_of("visibility", Visibility), name="visibility_known"),
        CheckConstraint(one_of("source", Source), name="source_known"),
        CheckConstraint("due_on >= registered_on", name="due_after_registration"),
        UniqueConstraint("author_id", "idempotency_key"),
        UniqueConstraint("territory_id", "outside_number"),
        # the office's list, most urgent first
        Index(
            "ix_appeal_office_open",
            "territory_id", "due_on", "id",
            postgresql_where=(
                "state IN ('accepted', 'in-work', 'question', 'disputed') AND NOT past_the_office"
            ),
        ),
        Index("ix_appeal_office_all", "territory_id", "id"),
        Index("ix_appeal_due", "territory_id", "first_due_on"),
        Index("ix_appeal_author", "author_id", "id"),
        Index("ix_appeal_touched", "touched_at"),
        Index("ix_appeal_moderation", "id", postgresql_where="publicity = 'pending'"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # what people read out: digits only
    link: Mapped[str] = mapped_column(unique=True)  # random short code of links in messages
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))  # the okrug addressed, as filed
    office_id: Mapped[int] = mapped_column(ForeignKey(Office.id))
    mandate_id: Mapped[int | None] = mapped_column(
        ForeignKey(Mandate.id)
    )  # akim on the day of filing; None: vacant
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))  # None: imported, or erased
    topic_code: Mapped[str] = mapped_column(ForeignKey(Topic.code))
    # as the resident chose it, once somebody corrected it; None: never corrected. The case mix goes by it
    intake_topic_code: Mapped[str | None] = mapped_column(ForeignKey(Topic.code))
    routing: Mapped[str]  # of the topic, frozen at filing; a clerk's correction is journalled
    past_the_office: Mapped[bool] = mapped_column(
        default=False
    )  # about the office itself: the superior answers
    kind: Mapped[str]
    source: Mapped[str]
    title: Mapped[str]  # first words, for lists of the author and the office
    text: Mapped[str]
    language: Mapped[str]
    place_id: Mapped[int | None] = mapped_column(ForeignKey(Territory.id))  # village; None: imported
    place_words: Mapped[str | None]  # street or landmark; None: not given
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    gps_error_m: Mapped[int | None]
    visibility: Mapped[str]
    publicity: Mapped[str]
    public_title: Mapped[str | None]  # set by the moderator
    public_text: Mapped[str | None]  # as moderated; None: the author's text
    idempotency_key: Mapped[str | None]
    outside_number: Mapped[str | None]  # number in the register it was imported from

    filed_at: Mapped[datetime]  # when the text reached the server
    registered_on: Mapped[date]  # day the term counts from
    first_due_on: Mapped[date]  # effective due date of the first answer: K1 and K2
    due_on: Mapped[date]  # the date shown now; later than first_due_on only after a reopening
    counted: Mapped[dict[str, Any]]  # how the date was counted: rule, calendar version, skipped days
    state: Mapped[str]
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey(Mandate.id))
    seen_at: Mapped[datetime | None]  # first opened by the office

    answered_on: Mapped[date | None]  # first substantive answer
    on_time: Mapped[bool | None]  # of that answer
    prompt: Mapped[bool | None]  # of that answer: within 5 working days
    working_days: Mapped[int | None] = mapped_column(SmallInteger)  # from registration to that answer
    out_on: Mapped[
        date | None
    ]  # left the cohort: withdrawn, duplicate, returned, terminated, forwarded in time
    ended_on: Mapped[date | None]  # day of any exit; median's censoring day
    reopened: Mapped[int] = mapped_column(SmallInteger, default=0)
    overdue_told_at: Mapped[datetime | None]  # the resident was told that the term passed

    register_number: Mapped[str | None]  # in the state accounting system, typed by the clerk
    register_on: Mapped[date | None]
    touched_at: Mapped[datetime]  # any change: the roll-up looks here
    version: Mapped[int] = mapped_column(
        default=1
    )  # acts of the office compare it: nobody overwrites anybody

    author: Mapped[User | None] = relationship()
    territory: Mapped[Territory] = relationship(foreign_keys=[territory_id])
    place: Mapped[Territory | None] = relationship(foreign_keys=[place_id])
    office: Mapped[Office] = relationship()
    topic: Mapped[Topic] = relationship(foreign_keys=[topic_code])
    replies: Mapped[list["Reply"]] = relationship(back_populates="appeal", order_by="Reply.id")
    photos: Mapped[list["CasePhoto"]] = relationship(back_populates="appeal", order_by="CasePhoto.position")
    notes: Mapped[list["CaseNote"]] = relationship(back_populates="appeal", order_by="CaseNote.id")
    extensions: Mapped[list["Extension"]] = relationship(back_populates="appeal", order_by="Extension.id")
    forwarding: Mapped["Forwarding | None"] = relationship(back_populates="appeal")


class Reply(Base):
    """One answer of the office. The verdict window is stored when the answer is given."""

    __tablename__ = "reply"
    __table_args__ = (
        CheckConstraint(one_of("decision", Decision), name="decision_known"),
        CheckConstraint(f"verdict IS NULL OR {one_of('verdict', Verdict)}", name="verdict_known"),
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_range"),
        CheckConstraint("rating IS NULL OR verdict IS NOT NULL", name="verdict_before_rating"),
        Index("ix_reply_window", "territory_id", "window_ends_on"),
        Index("ix_reply_appeal", "appeal_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id))
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))  # of the case: counted without a join
    routing: Mapped[str]  # of the case at the answer
    kind: Mapped[str]  # of the case at the answer
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey(Mandate.id))  # akim in office that day
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decision: Mapped[str]
    found: Mapped[str]  # facts established
    done: Mapped[str]  # what was done, when, by whom; or why not
    next_steps: Mapped[str | None]  # what will be done, by which date
    law: Mapped[str]  # norm cited
    complain: Mapped[str]  # to whom and until when the resident may complain
    language: Mapped[str]
    substantive: Mapped[bool]
    first: Mapped[bool]  # the first substantive one of the case: K1, K2
    late: Mapped[bool]
    answered_at: Mapped[datetime]
    answered_on: Mapped[date]
    window_ends_on: Mapped[date]  # last day a verdict counts
    token_hash: Mapped[str] = mapped_column(unique=True)  # of the one-tap link

    verdict: Mapped[str | None]  # None: silence
    rating: Mapped[int | None] = mapped_column(SmallInteger)
    comment: Mapped[str | None]
    comment_passed_on: Mapped[bool] = mapped_column(default=False)  # the resident lets the office read it
    by_staff: Mapped[bool] = mapped_column(default=False)  # entered by staff: never counted in K3, K4
    rater_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))  # distinct raters are counted
    judged_at: Mapped[datetime | None]  # first verdict; may be changed within 10 working days of it
    judged_change_ends_on: Mapped[date | None]

    appeal: Mapped[Appeal] = relationship(back_populates="replies")


class Extension(Base):
    """A longer term, decided before the old date, with a public reason."""

    __tablename__ = "extension"

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id), index=True)
    old_due_on: Mapped[date]
    new_due_on: Mapped[date]
    reason: Mapped[str]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime]
    told_at: Mapped[datetime | None]  # notice to the resident, at most 3 working days later

    appeal: Mapped[Appeal] = relationship(back_populates="extensions")


class Forwarding(Base):
    """Sent to the competent body; in time only within 3 working days of arrival."""

    __tablename__ = "forwarding"

    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id), primary_key=True)
    body: Mapped[str]
    reason: Mapped[str]
    forwarded_at: Mapped[datetime]
    in_time: Mapped[bool]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    appeal: Mapped[Appeal] = relationship(back_populates="forwarding")


class CaseNote(Base):
    """A line of the conversation on a case, or an inner note of the office."""

    __tablename__ = "case_note"
    __table_args__ = (
        CheckConstraint("kind IN ('question', 'addition', 'message', 'inner')", name="kind_known"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id), index=True)
    kind: Mapped[str]  # question of the office | addition of the author | message of the office | inner note
    text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    by_office: Mapped[bool]
    at: Mapped[datetime]

    appeal: Mapped[Appeal] = relationship(back_populates="notes")


class CasePhoto(Base):
    """A picture on a case, of the author or of the office (evidence)."""

    __tablename__ = "case_photo"

    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id), primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    by_office: Mapped[bool] = mapped_column(default=False)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey(Reply.id))
    public: Mapped[bool] = mapped_column(default=False)  # set by the moderator

    appeal: Mapped[Appeal] = relationship(back_populates="photos")
    file: Mapped[StoredFile] = relationship()


class Follower(Base):
    """Somebody whom the case concerns too."""

    __tablename__ = "case_follower"

    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    at: Mapped[datetime]


class Escalation(Base):
    """A case on the district superior's list until somebody deals with it."""

    __tablename__ = "escalation"
    __table_args__ = (CheckConstraint(one_of("reason", EscalationReason), name="reason_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id), index=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id), index=True)
    reason: Mapped[str]
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    note: Mapped[str | None]


class PublicityAct(Base):
    """What a moderator decided, with the public wording of the reason. The latest one holds."""

    __tablename__ = "publicity_act"
    __table_args__ = (CheckConstraint(one_of("outcome", Publicity), name="outcome_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey(Appeal.id), index=True)
    outcome: Mapped[str]
    reason: Mapped[str | None]  # code; None: published
    note: Mapped[str | None]  # to the author
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]


class NumberSeries(Base):
    """The next free number of a year; a row lock hands numbers out once."""

    __tablename__ = "number_series"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last: Mapped[int]
