"""The words people read, from the catalogs: tests name a msgid and never copy a translation."""

import re
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from akimfeedback.core.settings import ROOT
from akimfeedback.web.language import compile_catalogs

_HOLES = re.compile(r"%\(\w+\)[sd]")


@cache
def _catalog(language: str) -> NullTranslations:
    compile_catalogs()
    return Translations.load(str(ROOT / "translations"), [language])


def words(language: str, msgid: str, **values: object) -> str:
    """Return a sentence in a language, with its values."""
    found = _catalog(language).ugettext(msgid)
    return found % values if values else found


def counted(language: str, one: str, many: str, n: int) -> str:
    """Return the sentence for this many things."""
    return _catalog(language).ungettext(one, many, n) % {"n": n}


@cache
def english_of(language: str) -> frozenset[str]:
    """Return the English sentences that must not show on a page of the language: they are translated."""
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return frozenset(text for message in read_po(file) for text in _translated(message))


def _translated(message: Message) -> Iterator[str]:
    """Yield the English of a message without holes whose translation differs."""
    source = [message.id] if isinstance(message.id, str) else list(message.id)
    target = [message.string] if isinstance(message.string, str) else list(message.string or [])
    for text in source:
        if len(text) > 3 and not _HOLES.search(text) and any(target) and text not in target:
            yield text
