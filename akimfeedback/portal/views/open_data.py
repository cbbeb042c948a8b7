"""The open data: packages by quarter and version, their tables, what the columns mean, how to check."""

import csv
import io
import zipfile
from collections.abc import Iterator

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.core.redis import nudge
from akimfeedback.core.settings import current_settings
from akimfeedback.core.storage import storage
from akimfeedback.kpi.package import keeping
from akimfeedback.kpi.package.content import okrugs_in, versions
from akimfeedback.kpi.package.layout import TABLES
from akimfeedback.kpi.periods import BadPeriod, Period, PeriodKind, parse
from akimfeedback.portal import open_data_page
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.product import language

MADE_AT_ONCE = 300  # okrugs; more are written by a worker
_YEAR = "public, max-age=31536000, immutable"
_PIECE = 65_536


def _quarter(written: str) -> Period:
    try:
        period = parse(written)
    except BadPeriod as error:
        raise NotFound("kpi.not-published") from error
    if period.kind is not PeriodKind.QUARTER:
        raise NotFound("kpi.not-published")
    return period


@bp.get("/open-data")
@for_everyone
@cached_page(seconds=300)
def open_data() -> ResponseReturnValue:
    """Show what machines may read and how."""
    return render_template(
        "portal/open_data.html",
        example=url_for("api.kpi", kato="KATO", period="2026-Q3"),
        quarters=open_data_page.quarters_of(db.session),
    )


@bp.get("/open-data/<string(maxlength=7):period>")
@for_everyone
@cached_page(seconds=300)
def open_quarter(period: str) -> ResponseReturnValue:
    """Show the versions of a quarter's package, its tables and columns, and the first rows."""
    found = _quarter(period)
    moments = versions(db.session, period)
    if not moments:
        raise NotFound("kpi.not-published")
    return render_template(
        "portal/open_data_quarter.html",
        period=period,
        versions=keeping.numbered(moments),
        newest=len(moments),
        tables=open_data_page.tables(language()),
        examples=open_data_page.examples(storage(), found, len(moments), moments[-1]),
    )


def _archive(period: Period, version: int) -> bytes:
    """Return the archive of a version; a large one is written by a worker first. Raises NotFound."""
    moments = versions(db.session, str(period))
    if not 1 <= version <= len(moments):
        raise NotFound("kpi.not-published")
    try:
        return storage().read(keeping.key_of(period, version, moments[version - 1]))
    except FileNotFoundError:
        pass
    if okrugs_in(db.session, str(period)) > MADE_AT_ONCE:
        nudge("akimfeedback.kpi.package_jobs.keep_packages", queue="slow", at_most_every=60)
        words = _("This file is being made. Come back in two minutes.")
        abort(Response(words, status=503, mimetype="text/plain", headers={"Retry-After": "120"}))
    base_url = current_settings().product.base_url
    made = keeping.make(db.session, storage(), period, version, base_url)
    assert made is not None  # noqa: S101 - the version was found above
    return made


@bp.get("/open-data/<string(maxlength=7):period>/v<int:version>.zip")
@for_everyone
def open_package(period: str, version: int) -> ResponseReturnValue:
    """Give the archive of a version; it never changes."""
    response = Response(_archive(_quarter(period), version), mimetype="application/zip")
    name = f"work-with-residents-{period}-v{version}.zip"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = _YEAR
    return response


@bp.get("/open-data/<string(maxlength=7):period>/v<int:version>/<string(maxlength=20):table>.csv")
@for_everyone
def open_table(period: str, version: int, table: str) -> ResponseReturnValue:
    """Give one table; `?for=spreadsheet` adds the mark of UTF-8 and semicolons."""
    if table not in TABLES:
        raise NotFound("kpi.not-published")
    archive = _archive(_quarter(period), version)
    rows = _for_spreadsheet(archive, table) if request.args.get("for") else _pieces(archive, table)
    response = Response(rows, mimetype="text/csv")
    name = f"{table}-{period}-v{version}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = _YEAR
    return response


def _pieces(archive: bytes, table: str) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as found, found.open(f"{table}.csv") as member:
        while piece := member.read(_PIECE):
            yield piece


def _for_spreadsheet(archive: bytes, table: str) -> Iterator[bytes]:
    """Yield a table as spreadsheets of this country open it: a mark of UTF-8, semicolons."""
    with zipfile.ZipFile(io.BytesIO(archive)) as found, found.open(f"{table}.csv") as member:
        out = io.StringIO("\ufeff")
        out.seek(1)
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        for line in csv.reader(io.TextIOWrapper(member, "utf-8", newline="")):
            writer.writerow(line)
            if out.tell() > _PIECE:
                yield out.getvalue().encode()
                out.seek(0)
                out.truncate()
        yield out.getvalue().encode()
