"""Keep the catalogs in step with the code: extract, fill from a file, check.

Runs under a lock, because several people may add words at once.
  words.py update           extract and merge
  words.py fill FILE.json   the same, then take translations from the file
  words.py check            fail when anything is stale, missing, fuzzy or broken
"""

import fcntl
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
WORDS = ROOT / "translations"
POT = WORDS / "messages.pot"
LANGUAGES = ("kk", "ru", "en")
COMPLETE = ("kk", "ru")
HEADER = "# Words of akimfeedback.\n"
TAG = re.compile(r"</?[a-zA-Z][^>]*>")


MOMENTS = tuple(
    f'"{name}'.encode()
    for name in (
        "POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Generated-By", "Project-Id-Version",
        "Report-Msgid-Bugs-To", "Language-Team",
    )
)  # fmt: skip
"""Headers that change without a word having changed."""


def po_path(language: str) -> Path:
    return WORDS / language / "LC_MESSAGES" / "messages.po"


@contextmanager
def locked() -> Iterator[None]:
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var" / "words.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def extract() -> Catalog:
    """Return the catalog of every msgid in the code and the templates."""
    done = subprocess.run(
        [
            sys.executable, "-m", "babel.messages.frontend", "extract", "-F", "config/babel.cfg",
            "--no-location", "--sort-output", "--no-wrap", "-c", "NOTE:", "-s",
            "-k", "_l", "-k", "lazy_gettext", "-k", "lazy_ngettext:1,2", "-k", "pgettext:1c,2",
            "-k", "lazy_pgettext:1c,2",
            "-o", "/dev/stdout", "akimfeedback",
        ],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    return read_po(io.BytesIO(done.stdout))


def read(path: Path, language: str | None = None) -> Catalog:
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def as_text(catalog: Catalog) -> bytes:
    """Return the file's bytes without dates, so that only words make a difference."""
    catalog.header_comment = HEADER
    catalog.fuzzy = False
    out = io.BytesIO()
    write_po(out, catalog, width=0, no_location=True, sort_output=True, ignore_obsolete=True)
    lines = out.getvalue().split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(MOMENTS))


def merged(template: Catalog, language: str) -> Catalog:
    """Return the language's catalog with the template's msgids, no guesses, nothing obsolete."""
    old = read(po_path(language), language)
    old.update(template, no_fuzzy_matching=True)
    old.obsolete.clear()
    return old


def key(message: Message) -> str:
    return "|".join(message.id) if isinstance(message.id, tuple) else str(message.id)


def is_empty(message: Message) -> bool:
    return not all(message.string) if isinstance(message.string, tuple | list) else not message.string


def save(fill: dict[str, dict[str, str | list[str]]]) -> int:
    template = extract()
    POT.write_bytes(as_text(template))
    missing = set(fill) - {key(message) for message in template if message.id}
    for language in LANGUAGES:
        catalog = merged(read(POT), language)  # read anew: a merge keeps the template's own messages
        for message in catalog:
            given = fill.get(key(message), {}).get(language) if message.id else None
            if given:
                message.string = tuple(given) if isinstance(given, list) else given
        path = po_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_text(catalog))
    for lost in sorted(missing):
        print("not in the code:", lost)
    for language in COMPLETE:
        empty = [key(m) for m in read(po_path(language), language) if m.id and is_empty(m)]
        print(f"{language}: {len(empty)} without a translation")
        for name in empty[:60]:
            print("  ", name)
    return 0


def faults(language: str) -> Iterator[str]:
    """Yield what is wrong with one catalog, a line each."""
    catalog = read(po_path(language), language)
    if as_text(merged(read(POT), language)) != as_text(catalog):
        yield f"{language}: out of step with the code, run make words"
    for message in catalog:
        if not message.id:
            continue
        if language in COMPLETE and is_empty(message):
            yield f"{language}: no translation of: {key(message)}"
        if message.fuzzy:
            yield f"{language}: fuzzy: {key(message)}"
        for error in message.check(catalog):
            yield f"{language}: {key(message)}: {error}"
        yield from tag_faults(language, message)


def tag_faults(language: str, message: Message) -> Iterator[str]:
    source = [str(text) for text in (message.id if isinstance(message.id, tuple) else (message.id,))]
    given = message.string if isinstance(message.string, tuple | list) else (message.string,)
    target = [str(text) for text in given if text]
    wanted = {tuple(sorted(TAG.findall(text))) for text in source}
    for text in target:
        if tuple(sorted(TAG.findall(text))) not in wanted:
            yield f"{language}: other HTML tags than in: {key(message)}"


def check() -> int:
    in_step = POT.exists() and as_text(extract()) == POT.read_bytes()
    found = [] if in_step else ["messages.pot is stale, run make words"]
    for language in LANGUAGES:
        found += faults(language)
    print("\n".join(found) or "words: complete")
    return 1 if found else 0


def main(arguments: list[str]) -> int:
    with locked():
        if arguments[:1] == ["check"]:
            return check()
        fill = json.loads(Path(arguments[1]).read_text(encoding="utf-8")) if arguments[:1] == ["fill"] else {}
        return save(fill)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
