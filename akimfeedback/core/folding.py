"""Plain text for searching and a Kazakh order for sorting; pure, the same in every process."""

import re
import unicodedata

SEARCH_FROM = "әғқңөұүһіёihexopckmtyaëïéöüñ’"
SEARCH_TO = "агкноуухиеихехорскмтуаеиеоунʼ"
SEARCH_NOISE = "-‐‑–—_/[]{}\\"
"""What a database folds with `translate` when a whole text, not a name, is looked through."""

_SEARCH = str.maketrans(SEARCH_FROM, SEARCH_TO)
_SPACES = re.compile(r"[\s\-‐‑–—_/]+")
_NOISE = re.compile(r"[\"'«»„“”‘ʼ`.,;:!?()№#\u0300-\u036f]")

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_ORDER = {letter: chr(0x430 + place) for place, letter in enumerate(ALPHABET)}


def fold(text: str) -> str:
    """Return text as people without a Kazakh keyboard type it, for comparing in a search.

    Kazakh letters become their Russian neighbours, Latin look-alikes become Cyrillic, hyphens become
    spaces, quotes and points vanish, spaces are single. Folding twice changes nothing.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_SEARCH)
    return _SPACES.sub(" ", _NOISE.sub("", plain)).strip()


def kazakh_key(text: str) -> str:
    """Return the key that sorts in the order of the Kazakh alphabet (ә after а, қ after к, і after ы)."""
    plain = unicodedata.normalize("NFC", text).casefold()
    return "".join(_ORDER.get(letter, letter) for letter in plain)
