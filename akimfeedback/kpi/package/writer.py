"""Write a package as one archive: CSV tables, each hashed while it streams, and `datapackage.json`. Pure.

The same content gives the same bytes, so that a file made anew is the file that was downloaded before.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import IO, Any

from akimfeedback.kpi.package.content import Content
from akimfeedback.kpi.package.layout import LICENCE, NOT_OFFICIAL, TABLES, TITLE, schema, table_title
from akimfeedback.kpi.package.tables import MAKERS, Cell, Line, Plan, moment_text, plan_of

DESCRIPTOR = "datapackage.json"
README = "README.txt"
_PIECE = 2_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DAY = (1980, 1, 1, 0, 0, 0)  # of every member: bytes say nothing of when the archive was made
Progress = Callable[[str, int], None]


def cell(value: Cell) -> str:
    """Return a cell as text: 12 significant digits, and nothing a spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _pieces(columns: Sequence[str], lines: Iterable[Line]) -> Iterator[tuple[bytes, int]]:
    """Yield encoded stretches of a table with how many lines each has."""
    text, count = io.StringIO(), 0
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for line in lines:
        writer.writerow([cell(value) for value in line])
        count += 1
        if count == _PIECE:
            yield text.getvalue().encode(), count
            text.seek(0)
            text.truncate()
            count = 0
    yield text.getvalue().encode(), count


def write(content: Content, target: IO[bytes], base_url: str, progress: Progress | None = None) -> None:
    """Write a package into an open file; `progress` is told each table and its lines."""
    plan = plan_of(content)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        resources = [_write_table(archive, plan, name, progress) for name in TABLES]
        descriptor = json.dumps(_descriptor(content, resources, base_url), ensure_ascii=False, indent=1)
        archive.writestr(_member(DESCRIPTOR), descriptor.encode())
        archive.writestr(_member(README), _readme(content, base_url).encode())


def _member(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _DAY)
    made.compress_type = zipfile.ZIP_DEFLATED
    made.external_attr = 0o644 << 16
    return made


def _write_table(
    archive: zipfile.ZipFile, plan: Plan, name: str, progress: Progress | None
) -> dict[str, Any]:
    digest, size, lines = sha256(), 0, 0
    with archive.open(_member(f"{name}.csv"), "w", force_zip64=True) as member:
        for piece, count in _pieces(TABLES[name], MAKERS[name](plan)):
            member.write(piece)
            digest.update(piece)
            size, lines = size + len(piece), lines + count
    if progress:
        progress(name, lines)
    return {
        "name": name.replace("_", "-"),
        "path": f"{name}.csv",
        "type": "table",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "title": table_title(name, "en"),
        "description": " · ".join(table_title(name, language) for language in ("kk", "ru", "en")),
        "bytes": size,
        "hash": f"sha256:{digest.hexdigest()}",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": schema(name),
    }


def _descriptor(content: Content, resources: list[dict[str, Any]], base_url: str) -> dict[str, Any]:
    home = f"{base_url.rstrip('/')}/open-data"
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"work-with-residents-{str(content.period).lower()}",
        "id": f"{home}/{content.period}/v{content.version}.zip",
        "title": f"{TITLE['en']}, {content.period}",
        "description": " · ".join(f"{TITLE[one]}. {NOT_OFFICIAL[one]}" for one in ("kk", "ru", "en")),
        "homepage": home,
        "version": f"{content.version}.0.0",
        "created": moment_text(content.made_at),
        "licenses": [dict(LICENCE)],
        "contributors": [{"title": "akimfeedback", "path": base_url, "roles": ["publisher"]}],
        "sources": [
            {
                "title": "Requests, answers, verdicts and openness duties kept by the platform",
                "path": base_url,
            },
            {"title": "Classifier of administrative units (КАТО)"},
        ],
        "keywords": ["akim", "residents", "Kazakhstan", "rural okrug"],
        "period": str(content.period),
        "official": False,
        "methods": sorted({one.method for one in content.okrugs}),
        "calendars": sorted({one.calendar for one in content.okrugs}),
        "code": sorted({one.code for one in content.okrugs}),
        "data_times": sorted({moment_text(one.data_time) for one in content.okrugs}),
        "resources": resources,
    }


def _readme(content: Content, base_url: str) -> str:
    lines = [
        *(f"{TITLE[one]}, {content.period}. {NOT_OFFICIAL[one]}" for one in ("kk", "ru", "en")),
        f"CC BY 4.0 · {base_url.rstrip('/')}/open-data",
        f"python -m akimfeedback.kpi.verify v{content.version}.zip",
        "",
    ]
    return "\r\n".join(lines)
