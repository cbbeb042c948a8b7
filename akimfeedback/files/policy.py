"""Who may fetch a file's bytes."""

from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileState


def can_fetch(file: StoredFile, size: str, *, signed: bool) -> bool:
    """Say whether the bytes may leave: checked, of that size, and public or asked with a good signature.

    Who gets a signed address is decided by the package that shows the page.
    """
    return file.state == FileState.READY and size in file.sizes and (file.public or signed)
