"""Names people type: only letters of a name, and the short form that may be shown. Pure."""

import re

LONGEST = 80
_NAME = re.compile(r"[^\W\d_]+(?:[ '’ʼ.\-]+[^\W\d_]+)*\.?", re.UNICODE)


def is_name(typed: str) -> bool:
    """Say whether this can be a name: letters with spaces, hyphens, points; no links, digits, signs."""
    words = " ".join(typed.split())
    if not 2 <= len(words) <= LONGEST or not _NAME.fullmatch(words):
        return False
    return not re.search(r"\.\S{2,}", words)


def short_name(typed: str) -> str:
    """Return the first name and the first letter of the next: «Айгүл Сейітова» is shown as «Айгүл С.»."""
    words = typed.replace(".", " ").split()
    if not words:
        return ""
    first = words[0].capitalize()
    return f"{first} {words[1][0].upper()}." if len(words) > 1 else first
