"""Kinds and states of stored files, sizes of pictures, terms of the sweeps. Pure."""

from datetime import timedelta
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


SIZES = {"thumb": (320, "WEBP"), "page": (960, "WEBP"), "full": (1600, "JPEG")}
"""Longest side in pixels and format of each picture made; the original is never kept."""

FULL_SIZE = "full"
"""The largest size of a photo."""

DOCUMENT_SIZE = "file"
"""The one size of a document: the bytes as they came."""

CHECK_TRIES = 3
ORPHAN_AFTER = timedelta(days=8)  # a text that waits for a code keeps its photos for seven
FAILED_AFTER = timedelta(days=1)  # bytes whose request was rolled back have no row to wait for
SIGNED_FOR = timedelta(hours=1)


def fit(width: int, height: int, longest: int) -> tuple[int, int]:
    """Return width and height scaled down so that the longest side fits; never scaled up, never below 1."""
    most = max(width, height)
    if most <= longest:
        return width, height
    return max(1, round(width * longest / most)), max(1, round(height * longest / most))
