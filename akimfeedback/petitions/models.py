"""Initiatives: text, moderation, what the office owes and answers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from akimfeedback.accounts.models import User
from akimfeedback.core.db import Base, one_of
from akimfeedback.files.models import StoredFile
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.models import Mandate, Office
from akimfeedback.petitions.rules import (
    DutyKind,
    HearingState,
    Mark,
    Outcome,
    Publication,
    ReplyState,
    Stance,
)
from akimfeedback.topics.models import Topic


class Petition(Base):
    """One local initiative to one office. Rules are frozen in it on the day it was created."""

    __tablename__ = "petition"
    __table_args__ = (
        CheckConstraint(one_of("publication", Publication), name="publication_known"),
        CheckConstraint(one_of("reply_state", ReplyState), name="reply_state_known"),
        CheckConstraint(one_of("hearing_state", HearingState), name="hearing_state_known"),
        UniqueConstraint("author_id", "idempotency_key"),
        UniqueConstraint("outside_source", "outside_number"),
        Index("ix_petition_place_public", "territory_id", "publication", "id"),
        Index("ix_petition_author", "author_id"),
        Index("ix_petition_moderation", "moderation_due_on", postgresql_where="publication = 'moderation'"),
        Index("ix_petition_closes", "closes_on", postgresql_where="publication = 'open'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)  # what people read out: digits only
    link: Mapped[str] = mapped_column(unique=True)  # random short code of links in messages
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))  # the okrug addressed
    place_id: Mapped[int | None] = mapped_column(ForeignKey(Territory.id))  # village; None: the whole okrug
    office_id: Mapped[int] = mapped_column(ForeignKey(Office.id))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey(Mandate.id))  # akim on the day of publication
    author_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))  # None: imported, erased or scrubbed
    author_shown: Mapped[str | None]  # first name and first letter, where the author wants it; None: hidden
    topic_code: Mapped[str] = mapped_column(ForeignKey(Topic.code))
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("petition_version.id", use_alter=True, name="fk_petition_version_id")
    )  # the text that stands
    idempotency_key: Mapped[str | None]
    outside_source: Mapped[str | None]  # name of the system it was imported from
    outside_number: Mapped[str | None]

    publication: Mapped[str] = mapped_column(default=Publication.DRAFT.value)
    reply_state: Mapped[str] = mapped_column(default=ReplyState.NONE.value)
    hearing_state: Mapped[str] = mapped_column(default=HearingState.NONE.value)

    # frozen at creation
    ladder_version: Mapped[str]
    population: Mapped[int | None]  # None: unknown
    population_on: Mapped[date | None]
    population_source: Mapped[str | None]
    answer_at: Mapped[int]  # counted supporters that oblige to a written answer
    agenda_at: Mapped[int | None]  # None: no such rung
    positions_at: Mapped[int | None]
    portal: Mapped[dict[str, Any]]  # what the state's portal asks: admission, okrug, district_maslikhat
    backers_needed: Mapped[int] = mapped_column(SmallInteger)
    adult_age: Mapped[int] = mapped_column(SmallInteger)
    collection_days: Mapped[int] = mapped_column(SmallInteger)
    pledge_id: Mapped[int | None] = mapped_column(ForeignKey("petition_pledge.id"))  # None: no pledge then

    created_at: Mapped[datetime]
    backing_ends_on: Mapped[date | None]
    frozen_at: Mapped[datetime | None]  # the first support: the text is fixed from here
    submitted_at: Mapped[datetime | None]  # enough backers: the moderator's clock starts
    moderation_due_on: Mapped[date | None]
    published_at: Mapped[datetime | None]
    closes_on: Mapped[date | None]  # last day of collection
    closed_at: Mapped[datetime | None]
    paused_days: Mapped[int] = mapped_column(SmallInteger, default=0)  # added to the end when signing was off
    case_number: Mapped[str | None]  # the request it became below the first rung
    version: Mapped[int] = mapped_column(default=1)  # acts compare it: nobody overwrites anybody
    touched_at: Mapped[datetime]

    # side states
    flagged: Mapped[bool] = mapped_column(default=False)
    author_seen_on: Mapped[date]  # last act of the author
    dormant_on: Mapped[date | None]
    orphaned_on: Mapped[date | None]
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("petition.id"))
    legal_hold: Mapped[bool] = mapped_column(default=False)
    lock_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))  # moderator at work
    lock_until: Mapped[datetime | None]
    handed_over_on: Mapped[date | None]
    elsewhere_url: Mapped[str | None]
    elsewhere_count: Mapped[int | None]
    elsewhere_on: Mapped[date | None]
    reject_reason: Mapped[str | None]  # of the decision in force; RejectReason
    barred: Mapped[str | None]  # which of the 16 subjects
    shown_parts: Mapped[list[Any]] = mapped_column(default=list)  # of a rejected text
    public_note: Mapped[str | None]  # of the moderator, to everybody
    scrub_on: Mapped[date | None]  # set when the matter ended
    scrubbed_at: Mapped[datetime | None]

    author: Mapped[User | None] = relationship(foreign_keys=[author_id])
    territory: Mapped[Territory] = relationship(foreign_keys=[territory_id])
    place: Mapped[Territory | None] = relationship(foreign_keys=[place_id])
    office: Mapped[Office] = relationship()
    topic: Mapped[Topic] = relationship()
    mandate: Mapped[Mandate | None] = relationship()
    pledge: Mapped["Pledge | None"] = relationship()
    text: Mapped["PetitionVersion | None"] = relationship(foreign_keys=[version_id], post_update=True)
    versions: Mapped[list["PetitionVersion"]] = relationship(
        back_populates="petition",
        foreign_keys="PetitionVersion.petition_id",
        order_by="PetitionVersion.position",
    )
    totals: Mapped["PetitionTotal | None"] = relationship()
    duties: Mapped[list["PetitionDuty"]] = relationship(back_populates="petition", order_by="PetitionDuty.id")
    replies: Mapped[list["PetitionReply"]] = relationship(
        back_populates="petition", order_by="PetitionReply.position"
    )


class PetitionVersion(Base):
    """One version of the text. From the first support on, a change is a new version."""

    __tablename__ = "petition_version"
    __table_args__ = (UniqueConstraint("petition_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    position: Mapped[int] = mapped_column(SmallInteger)
    language: Mapped[str]  # of the text that binds
    title: Mapped[str]
    asks: Mapped[list[Any]]  # what should be done, point by point
    why: Mapped[str]
    tried: Mapped[str]  # what was tried before
    tried_case: Mapped[str | None]  # number of an earlier request
    translation: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {language: {title, asks, why, tried}}
    material: Mapped[bool] = mapped_column(default=False)  # changes the substance: support is renewed
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
    approved_at: Mapped[datetime | None]  # by a moderator; None: not public

    petition: Mapped[Petition] = relationship(back_populates="versions", foreign_keys=[petition_id])


class PetitionTotal(Base):
    """What the figures hold of one initiative; written by the counting job alone."""

    __tablename__ = "petition_total"

    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), primary_key=True)
    counted: Mapped[int] = mapped_column(default=0)  # lines that count
    outside: Mapped[int] = mapped_column(default=0)
    lines: Mapped[dict[str, Any]] = mapped_column(default=dict)  # {line: number}
    counted_at: Mapped[datetime]  # database clock of the last change
    checked_at: Mapped[datetime | None]  # last recount from the rows
    yesterday: Mapped[int] = mapped_column(default=0)  # counted at the last midnight: shown in small villages
    yesterday_on: Mapped[date | None]


class Pledge(Base):
    """The office's written pledge to the ladder; the okrug's page and each initiative show it."""

    __tablename__ = "petition_pledge"

    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]  # None: stands
    note: Mapped[str]  # number and date of the signed paper
    file_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]

    file: Mapped[StoredFile | None] = relationship()


class CoAuthor(Base):
    """Somebody asked to carry an initiative together."""

    __tablename__ = "petition_co_author"

    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    at: Mapped[datetime]


class PetitionFollower(Base):
    """A person who gets news of an initiative; says nothing about support."""

    __tablename__ = "petition_follower"

    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    at: Mapped[datetime]


class PetitionNews(Base):
    """News on an initiative, by its author or by the office."""

    __tablename__ = "petition_news"

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), index=True)
    by_office: Mapped[bool]
    text: Mapped[str]
    language: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
    hidden_reason: Mapped[str | None]  # by a moderator


class ModerationAct(Base):
    """One decision of a moderator, in the order they were made. `words` are public, `note` is not."""

    __tablename__ = "petition_moderation"

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), index=True)
    act: Mapped[str]  # publish | return | reject | propose-hide | hide | restore | flag | unflag | hold | ...
    reason: Mapped[str | None]
    barred: Mapped[str | None]
    shown_parts: Mapped[list[Any]] = mapped_column(default=list)
    words: Mapped[str | None]
    note: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
    due_on: Mapped[date | None]  # of the moderation it ends
    in_term: Mapped[bool | None]  # None: no term was running
    open: Mapped[bool] = mapped_column(default=False)  # a proposal that waits for a second person
    was: Mapped[str | None]  # state of publication before the act: what undo and restore return to
    version_id: Mapped[int | None] = mapped_column(ForeignKey(PetitionVersion.id))  # a later text decided on
    news_id: Mapped[int | None] = mapped_column(ForeignKey(PetitionNews.id))  # news looked at
    undone_at: Mapped[datetime | None]  # taken back by its maker


class Objection(Base):
    """An appeal against a moderator's decision or a removal; somebody else decides it."""

    __tablename__ = "petition_objection"
    __table_args__ = (CheckConstraint("(act_id IS NULL) <> (removal_id IS NULL)", name="against_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id), index=True)
    act_id: Mapped[int | None] = mapped_column(ForeignKey(ModerationAct.id))
    removal_id: Mapped[int | None] = mapped_column(ForeignKey("petition_removal.id"))
    text: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
    due_on: Mapped[date]
    upheld: Mapped[bool | None]  # None: not decided
    words: Mapped[str | None]  # public
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    decided_at: Mapped[datetime | None]


class PetitionDuty(Base):
    """One duty of the office after a rung: what, by when, when done or why skipped."""

    __tablename__ = "petition_duty"
    __table_args__ = (
        CheckConstraint(one_of("kind", DutyKind), name="kind_known"),
        Index("ix_petition_duty_due", "territory_id", "due_on"),
        Index("ix_petition_duty_petition", "petition_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    territory_id: Mapped[int] = mapped_column(ForeignKey(Territory.id))
    kind: Mapped[str]
    opened_on: Mapped[date]
    due_on: Mapped[date]
    event_at: Mapped[datetime | None]  # of a discussion, a visit, an assembly
    event_place: Mapped[str | None]
    noticed_on: Mapped[date | None]  # notice given; 3 working days before
    done_on: Mapped[date | None]
    skipped_reason: Mapped[str | None]  # public
    cancelled_on: Mapped[date | None]  # the rung was lost before it was met
    words: Mapped[str | None]  # what came out, public
    file_id: Mapped[int | None] = mapped_column(ForeignKey(StoredFile.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    met: Mapped[bool | None]  # None: open; stored at the act or when missed
    escalated_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(back_populates="duties")
    file: Mapped[StoredFile | None] = relationship()


class PetitionReply(Base):
    """One version of the office's answer; earlier ones stay beside it."""

    __tablename__ = "petition_reply"
    __table_args__ = (
        UniqueConstraint("petition_id", "position"),
        CheckConstraint(f"outcome IS NULL OR {one_of('outcome', Outcome)}", name="outcome_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    position: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[str | None]  # None: a holding word
    text: Mapped[str]
    law: Mapped[str]
    complain: Mapped[str]
    language: Mapped[str]
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey(Mandate.id))
    by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    at: Mapped[datetime]
    on: Mapped[date]
    late: Mapped[bool]
    publish_by: Mapped[date]  # the next working day
    published_on: Mapped[date | None]

    petition: Mapped[Petition] = relationship(back_populates="replies")
    points: Mapped[list["ReplyPoint"]] = relationship(back_populates="reply", order_by="ReplyPoint.position")


class ReplyPoint(Base):
    """The answer to one point asked, and the author's mark on it."""

    __tablename__ = "petition_reply_point"
    __table_args__ = (CheckConstraint(f"mark IS NULL OR {one_of('mark', Mark)}", name="mark_known"),)

    reply_id: Mapped[int] = mapped_column(ForeignKey(PetitionReply.id), primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    ask: Mapped[str]  # as it was asked
    outcome: Mapped[str]
    text: Mapped[str]
    by_on: Mapped[date | None]  # until when it will be done
    mark: Mapped[str | None]
    marked_at: Mapped[datetime | None]

    reply: Mapped[PetitionReply] = relationship(back_populates="points")


class Position(Base):
    """What one deputy was asked and said."""

    __tablename__ = "petition_position"
    __table_args__ = (
        UniqueConstraint("petition_id", "mandate_id"),
        CheckConstraint(f"stance IS NULL OR {one_of('stance', Stance)}", name="stance_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey(Petition.id))
    mandate_id: Mapped[int] = mapped_column(ForeignKey(Mandate.id))
    asked_on: Mapped[date]
    due_on: Mapped[date]
    stance: Mapped[str | None]  # None: no answer yet
    words: Mapped[str | None]
    language: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    cancelled_on: Mapped[date | None]  # the rung was lost before an answer

    mandate: Mapped[Mandate] = relationship()


class PetitionNumber(Base):
    """The running number of a year."""

    __tablename__ = "petition_number"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last: Mapped[int]
