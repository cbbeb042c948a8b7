"""Atom feeds from plain values. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Tree

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Entry:
    """One piece of news; `id` never changes, `url` leads to the page."""

    id: str
    title: str
    url: str
    at: datetime
    text: str = ""
    language: str = ""


def atom(
    *, id_: str, title: str, url: str, page: str, language: str, entries: Sequence[Entry], now: datetime
) -> bytes:
    """Return a feed; `url` is its own address, `page` the page it tells of. Entries keep their order."""
    root = Tree.Element("feed", {"xmlns": _ATOM, _LANG: language})
    newest = max((entry.at for entry in entries), default=now)
    for name, words in (("id", id_), ("title", title), ("updated", _moment(newest))):
        _add(root, name, words)
    _add(root, "author", "").append(_named(title))
    Tree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": url})
    Tree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for entry in entries:
        one = Tree.SubElement(root, "entry", {_LANG: entry.language} if entry.language else {})
        _add(one, "id", entry.id)
        _add(one, "title", entry.title)
        _add(one, "updated", _moment(entry.at))
        Tree.SubElement(one, "link", {"rel": "alternate", "href": entry.url})
        if entry.text:
            _add(one, "summary", entry.text)
    return Tree.tostring(root, encoding="utf-8", xml_declaration=True)


def _named(words: str) -> Tree.Element:
    name = Tree.Element("name")
    name.text = _clean(words)
    return name


def _add(parent: Tree.Element, name: str, words: str) -> Tree.Element:
    found = Tree.SubElement(parent, name)
    found.text = _clean(words) or None
    return found


def _clean(words: str) -> str:
    return _NOT_XML.sub("", words)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
