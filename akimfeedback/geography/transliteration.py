"""English names: Kazakh letters written with the twenty-six Latin ones. Pure; the table is docs/adr/0010."""

_LETTERS = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "n", "о": "o",
    "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh",
    "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e",
    "ю": "yu", "я": "ya",
}  # fmt: skip
_FIRST = {"й": "y"}
_QUOTES = str.maketrans("«»„“”", '"""""')


def transliterate(text: str) -> str:
    """Return Kazakh text in plain Latin letters: «Қарасу» is Qarasu, «Тұрғын үні» is Turgyn uni.

    Letters that are not Kazakh or Russian stay as they are. Capitals stay capitals; a capital that becomes
    two letters keeps only the first one large unless the whole word is large.
    """
    return " ".join(_word(word) for word in text.translate(_QUOTES).split())


def _word(word: str) -> str:
    loud = len(word) > 1 and word.isalpha() and word.isupper()
    return "".join(_letter(letter, first=at == 0, loud=loud) for at, letter in enumerate(word))


def _letter(letter: str, *, first: bool, loud: bool) -> str:
    small = letter.lower()
    latin = (_FIRST.get(small) if first else None) or _LETTERS.get(small)
    if latin is None:
        return letter
    if small == letter:
        return latin
    return latin.upper() if loud else latin.capitalize()
