"""What is known of a stored file; the bytes lie in the object store."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from akimfeedback.core.db import Base, one_of
from akimfeedback.files.rules import FileKind, FileState


class StoredFile(Base):
    """One upload. `sizes` maps a size name to its key, width and height in the store."""

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint(one_of("state", FileState), name="state_known"),
        CheckConstraint(one_of("kind", FileKind), name="kind_known"),
        Index("ix_stored_file_waiting", "id", postgresql_where="state = 'quarantined'"),
        Index("ix_stored_file_uploaded", "uploaded_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)  # random; the only id in a URL
    kind: Mapped[str]
    state: Mapped[str]
    public: Mapped[bool] = mapped_column(default=False)  # False: only by a signed, expiring address
    media_type: Mapped[str]  # found in the bytes, not told by the browser
    original_name: Mapped[str | None]  # documents only; photos lose their names
    sha256: Mapped[str]
    bytes: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    quarantine_key: Mapped[str | None]  # None once checked
    sizes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    uploaded_by: Mapped[int | None]
    uploaded_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]
    check_tries: Mapped[int] = mapped_column(
        SmallInteger, default=0
    )  # a decoder that dies is not asked for ever
    refusal: Mapped[str | None]  # code of the reason
