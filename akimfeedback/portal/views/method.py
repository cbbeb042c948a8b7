"""The method in plain words, its versions with every number, what changed and why, before and after."""

import csv
import io
from typing import Any

from flask import Response, jsonify, render_template
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import NotFound
from akimfeedback.geography.queries import by_ids
from akimfeedback.kpi import labels, method_labels, method_queries, method_shown
from akimfeedback.kpi.method import Method, change_between, method_from
from akimfeedback.kpi.models import Method as MethodRow
from akimfeedback.kpi.periods import quarter_of
from akimfeedback.portal import method_page
from akimfeedback.portal.views.home import bp
from akimfeedback.web.access import for_everyone
from akimfeedback.web.cache import cached_page
from akimfeedback.web.paging import page_number

ADDRESS = "/method/<string(maxlength=8):version>"


@bp.get("/method")
@for_everyone
@cached_page(seconds=300)
def method() -> ResponseReturnValue:
    """Explain each indicator in plain words."""
    found = _in_force()
    return render_template(
        "portal/method.html",
        method=found,
        cards=[method_shown.card(one) for one in found.indicators],
        terms=method_shown.terms(method_queries.approved_methods(db.session)),
        today=clock.today(),
    )


def _in_force() -> Method:
    return method_queries.method_of(db.session, quarter_of(clock.today()))


@bp.get("/method/example")
@for_everyone
@cached_page(seconds=300)
def method_example() -> ResponseReturnValue:
    """Count two made-up okrugs step by step, by the same code as the real ones."""
    found = _in_force()
    return render_template(
        "portal/method_example.html",
        method=found,
        head=method_page.example_head(),
        example=method_page.example(found, method_page.EXAMPLE),
        small=method_page.example(found, method_page.SMALL),
    )


@bp.get("/method/words")
@for_everyone
@cached_page(seconds=300)
def method_words() -> ResponseReturnValue:
    """Explain the words of the figures."""
    return render_template("portal/method_words.html", glossary=method_page.glossary())


@bp.get("/method/changes")
@for_everyone
@cached_page(seconds=300)
def method_changes() -> ResponseReturnValue:
    """Tell every version, newest first: what was added, dropped, changed, and why."""
    approved = method_queries.approved_methods(db.session)
    rows = {row.version: row for row in method_queries.method_rows(db.session, method_queries.APPROVED)}
    befores = [None, *approved[:-1]]
    entries = [
        {
            "version": one.version,
            "reason": method_shown.said(method_page.told(one, rows.get(one.version))[0]),
            "changes": method_shown.changes_said(change_between(before, one)) if before else [],
        }
        for before, one in zip(befores, approved, strict=True)
    ]
    return render_template(
        "portal/method_changes.html",
        entries=list(reversed(entries)),
        terms=method_shown.terms(approved),
        today=clock.today(),
    )


@bp.get(ADDRESS)
@for_everyone
@cached_page(seconds=300)
def method_version(version: str) -> ResponseReturnValue:
    """Show all numbers of a version, what it changed, and where it is compared."""
    found, row = _version(version)
    approved = method_queries.approved_methods(db.session)
    before = approved[approved.index(found) - 1] if approved.index(found) else None
    reason, sources = method_page.told(found, row)
    return render_template(
        "portal/method_version.html",
        method=found,
        row=row,
        reason=method_shown.said(reason),
        sources=sources,
        table=method_shown.number_table(found),
        cards=[method_shown.card(one) for one in found.indicators],
        changes=method_shown.changes_said(change_between(before, found)) if before else [],
        term=method_shown.terms(approved)[version],
        compared=bool(row and row.dry_run),
        labels=method_labels,
        today=clock.today(),
    )


@bp.get(ADDRESS + ".json")
@for_everyone
@cached_page(seconds=300)
def method_document(version: str) -> ResponseReturnValue:
    """Give a version to machines: every number and word of it."""
    found, row = _version(version)
    term = method_shown.terms(method_queries.approved_methods(db.session))[version]
    return jsonify(method_page.as_document(found, row, term.until))


@bp.get(ADDRESS + "/comparison")
@for_everyone
@cached_page(seconds=300)
def method_compared(version: str) -> ResponseReturnValue:
    """Show the comparison made before a version was approved: what moves, what hangs on a choice."""
    _found, row = _version(version)
    if row is None or not row.dry_run:
        raise NotFound("kpi.no-such-method")
    compared = method_shown.comparison(db.session, row.dry_run, page_number())
    return render_template("portal/method_comparison.html", version=version, compared=compared)


@bp.get(ADDRESS + "/comparison.csv")
@for_everyone
@cached_page(seconds=300)
def method_comparison_file(version: str) -> ResponseReturnValue:
    """Give the whole comparison: an okrug and quarter a line, score, words and shares before and after."""
    _found, row = _version(version)
    if row is None or not row.dry_run:
        raise NotFound("kpi.no-such-method")
    answer = Response(_as_csv(row.dry_run), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="method-{row.version}-comparison.csv"'
    return answer


def _as_csv(run: dict[str, Any]) -> str:
    """Return one line per okrug and quarter; codes and numbers only, twelve significant digits."""
    codes = sorted(labels.NAMES)
    out = io.StringIO()
    writer = csv.writer(out)
    shares = [f"{code.lower()}_{when}" for code in codes for when in ("before", "after")]
    head = ["kato", "quarter", "score_before", "score_after", "standing_before", "standing_after", *shares]
    writer.writerow(head)
    ids = {row[0] for quarter in run["done"].values() for row in quarter["rows"]}
    katos = {unit.id: unit.kato for unit in by_ids(db.session, ids)}
    for period, quarter in sorted(run["done"].items()):
        for unit_id, before, after, old, new, parts in quarter["rows"]:
            pairs = [value for code in codes for value in parts.get(code, [None, None])]
            writer.writerow(
                [katos.get(unit_id, ""), period, *map(_digits, (before, after)), old or "", new or "",
                 *map(_digits, pairs)]
            )  # fmt: skip
    return out.getvalue()


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


def _version(version: str) -> tuple[Method, MethodRow | None]:
    """Return an approved version and its row (None: of the product, not written yet). Raises NotFound."""
    row = method_queries.method_row(db.session, version)
    if row is not None and row.state == method_queries.APPROVED:
        return method_from(row.definition), row
    found = [one for one in method_queries.approved_methods(db.session) if one.version == version]
    if not found:
        raise NotFound("kpi.no-such-method")
    return found[0], None
