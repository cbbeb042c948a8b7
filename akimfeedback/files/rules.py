"""Kinds and states of stored files. Pure."""

from enum import StrEnum


class FileState(StrEnum):
    """A file is served only when it is ready."""

    QUARANTINED = "quarantined"
    READY = "ready"
    REFUSED = "refused"
    DROPPED = "dropped"


class FileKind(StrEnum):
    """What the file is to people."""

    PHOTO = "photo"
    DOCUMENT = "document"
