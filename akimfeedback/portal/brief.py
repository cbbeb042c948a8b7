"""The brief of an okrug, two A4 pages, the same for resident, deputy and superior; values for typst.

Everything of the figures comes from one frozen version; who held the office is said for the period; promises
and context say the day they stand at. The same values give the same file: it is kept by their hash.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from redis.exceptions import RedisError
from sqlalchemy.orm import Session

from akimfeedback.geography import queries as places
from akimfeedback.geography.models import Territory
from akimfeedback.journal.queries import newest_head
from akimfeedback.kpi import queries as kpi
from akimfeedback.kpi.labels import STATES
from akimfeedback.kpi.models import Snapshot
from akimfeedback.kpi.peer_words import group_words
from akimfeedback.kpi.periods import PeriodKind, parse
from akimfeedback.mandates import queries as mandates
from akimfeedback.mandates.rules import Role
from akimfeedback.portal import brief_beside, brief_figures, okrug_charts, okrug_page
from akimfeedback.web.formats import day, day_short, number
from akimfeedback.web.pdf import drawing_for_pdf, link_code, make_pdf
from akimfeedback.web.product import language, named

TEMPLATE = "portal/brief.typ"
KEPT_SECONDS = 24 * 3600
FINGERPRINT = 16
LONG_WORD = 30
MOST_LETTERS = 1800
SHORT_REPLY = 150
MOST_LINES = 8
_FORMS = {PeriodKind.QUARTER: "____-Q_", PeriodKind.HALF: "____-H_", PeriodKind.YEAR: "____"}


@dataclass(frozen=True)
class Subject:
    """What a brief is about: an okrug, one frozen version of its figures, the day it is made."""

    unit: Territory
    snapshot: Snapshot
    newest: bool  # whether no later public version of the period exists
    today: date

    @property
    def last_day(self) -> date:
        """Return the last day of the period."""
        return parse(self.snapshot.period).last_day


def subject(
    session: Session, unit: Territory, period: str, version: int | None, today: date
) -> Subject | None:
    """Return the public version asked for (None: the newest), or None when there is no such one."""
    newest = kpi.published(session, unit.id, period)
    if newest is None or version in (None, newest.version):
        return Subject(unit, newest, newest=True, today=today) if newest else None
    public = [one for one in kpi.snapshots(session, unit.id, period) if one.state in kpi.PUBLIC_STATES]
    found = next((one for one in public if one.version == version and version), None)
    return Subject(unit, found, newest=False, today=today) if found else None


def history_of(session: Session, about: Subject) -> list[Snapshot]:
    """Return the periods of the same kind up to this one, oldest first, this one in the version asked for."""
    kind = parse(about.snapshot.period).kind
    found = kpi.published_history(session, about.unit.id, _FORMS[kind])
    return [*(one for one in found if one.period < about.snapshot.period), about.snapshot]


def title_of(about: Subject) -> str:
    """Return the title of the file: «Қысқаша шолу: Аққұдық, 2026 ж. 3-тоқсан»."""
    return _(
        "Brief: %(okrug)s, %(period)s",
        okrug=named(about.unit), period=okrug_page.period_words(about.snapshot.period),
    )  # fmt: skip


def state_words(about: Subject) -> str:
    """Return the state, the version and, of a correction, the reason."""
    snapshot = about.snapshot
    words = _("%(state)s, version %(number)s", state=STATES[snapshot.state], number=snapshot.version)
    if snapshot.reason:
        words += ". " + _("Reason: %(reason)s", reason=snapshot.reason)
    if not about.newest:
        words += ". " + _("There is a newer version of these figures")
    return words


def holders(session: Session, about: Subject) -> str:
    """Return who held the office in the period; with the days of change when there were several."""
    first, last = parse(about.snapshot.period).first_day, about.last_day
    held = [
        one
        for one in reversed(mandates.of_unit(session, about.unit.id))
        if one.role == Role.AKIM and one.starts_on <= last and (one.ends_on is None or one.ends_on >= first)
    ]
    if len(held) < 2:
        return okrug_page.akim_line(session, about.unit.id, last)
    parts = []
    for one in held:
        words = okrug_page.akim_line(session, about.unit.id, max(one.starts_on, first))
        if one.ends_on is not None and one.ends_on < last:
            words = _("%(akim)s, to %(day)s", akim=words, day=day_short(one.ends_on))
        elif one.starts_on > first:
            words = _("%(akim)s, since %(day)s", akim=words, day=day_short(one.starts_on))
        parts.append(words)
    return "; ".join(parts)


def facts(session: Session, about: Subject) -> list[list[str]]:
    """Return what stands under the title: place, period, state, data, method, people, holder."""
    unit, snapshot = about.unit, about.snapshot
    people = places.population_on(session, unit.id, about.last_day)
    office = mandates.office_of(session, unit.id)
    rows = [
        [_("Place"), ", ".join(named(one) for one in places.path(session, unit))],
        [_("Period"), f"{okrug_page.period_words(snapshot.period)}. {state_words(about)}."],
        [
            _("Data as of"),
            _("%(day)s; method %(method)s", day=day_short(snapshot.data_time), method=snapshot.method),
        ],
        [_("Who holds the office"), holders(session, about)],
        [_("Residents"), _population(people) if people else _("not known")],
    ]
    if office is not None and office.connected_from:
        rows.append([_("The office joined"), day(office.connected_from, True)])
    rows.append([_("Compared with"), compared_words(snapshot)])
    return [row for row in rows if row[1]]


def compared_words(snapshot: Snapshot) -> str:
    """Return which okrugs the figures are compared with, and how many they are."""
    name, size = snapshot.figures["group"], snapshot.figures["group_size"]
    return ngettext(
        "%(n)s okrug: %(group)s", "%(n)s okrugs: %(group)s", size, n=number(size), group=group_words(name)
    )


def _population(people: Any) -> str:
    words = ngettext("%(n)s resident", "%(n)s residents", people.people, n=number(people.people))
    return f"{words} ({day_short(people.as_of)})"


def addresses(about: Subject) -> dict[str, str]:
    """Return where the figures can be seen and checked."""
    kato, period = about.unit.kato, about.snapshot.period
    older = None if about.newest else about.snapshot.version
    if parse(period).frozen_itself:
        data = url_for("portal.open_quarter", period=period, _external=True)
    else:
        data = url_for("portal.open_data", _external=True)
    return {
        "live": url_for("portal.okrug", kato=kato, period=period, _external=True),
        "counted": url_for("portal.how_counted", kato=kato, period=period, version=older, _external=True),
        "data": data,
        "journal": url_for("journal.show", _external=True),
    }


def values(session: Session, about: Subject) -> dict[str, Any]:
    """Return everything the template needs, in the language of the request."""
    snapshot = about.snapshot
    beside = snapshot.figures.get("beside")
    where = addresses(about)
    found = {
        "title": title_of(about),
        "adapted": _("Block “Interaction with citizens”: an adaptation, not an official assessment."),
        "not_official": _("An adaptation, not an official assessment."),
        "made_at": _("Made on %(moment)s", moment=day(about.today, True)),
        "facts": facts(session, about),
        "headline": okrug_page.headline(snapshot),
        "head": brief_figures.indicator_head(),
        "rows": [row[1:] for row in brief_figures.indicator_rows(snapshot)],
        "score_name": _("Score"),
        "score": brief_figures.score_words(snapshot),
        "lacking": okrug_page.lacking(snapshot),
        "peers_name": _("Similar okrugs"),
        "peers": brief_figures.peer_words(snapshot),
        "drawings": [
            {"title": one.title, "subtitle": one.subtitle, "svg": drawing_for_pdf(one.svg), "alt": _alt(one)}
            for one in brief_figures.drawings(snapshot, okrug_charts.quarters_until(session, snapshot))
        ],
        "sections": [*(_beside(session, about, beside) if beside else []), *_around(session, about)],
        "promises_name": _("The akim's promises"),
        "promises": brief_beside.promise_lines(session, about.unit, about.last_day, about.today),
        "reply_name": _("The akim's reply"),
        "replies": _replies(session, about),
        "check_name": _("How to check"),
        "check": check_lines(session, about, where),
        "code": link_code(where["live"]),
        "address": where["live"],
        "link_words": _("The same figures on a live page, with every number explained:"),
        "links": [where["counted"], where["data"]],
    }
    checked: dict[str, Any] = json.loads(json.dumps(found, ensure_ascii=False, default=str))
    return checked


def _alt(one: okrug_page.Drawing) -> str:
    """Return a drawing's numbers in words, for readers who do not see it."""
    return f"{one.title}. " + "; ".join(" ".join(row) for row in one.rows)


def _section(title: str, counts: Sequence[brief_beside.Counted], lines: list[str]) -> dict[str, Any]:
    return {"title": title, "counts": [[word, number(many), many] for word, many in counts], "lines": lines}


def _beside(session: Session, about: Subject, beside: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of page two that stand beside the block; an empty one says why."""
    topics = brief_beside.topic_counts(session, about.snapshot)
    outcomes = brief_beside.outcome_counts(beside)
    gap = brief_beside.gap_words(about.snapshot, beside) or _("No verdict was asked for in the period.")
    return [
        _section(
            _("What residents write about"),
            topics,
            [] if topics else [_("Topics are named from five requests on.")],
        ),
        _section(
            _("What the office decided"), outcomes, [] if outcomes else [_("No decision in the period.")]
        ),
        _section(_("How long people waited"), [], brief_beside.waiting_lines(beside)),
        _section(_("Office and residents"), [], [gap]),
    ]


def _around(session: Session, about: Subject) -> list[dict[str, Any]]:
    """Return the parts every period has: openness duties, and the facts around the figures."""
    duties = [brief_beside.duty_line(row) for row in brief_beside.duty_rows(session, about.snapshot)]
    context = brief_beside.context_lines(session, about.unit, about.last_day)
    found = [_section(_("Openness duties of the period"), [], duties or [_("None fell due in the period.")])]
    if context:
        found.append(_section(_("Around the figures, not scored"), [], context))
    return found


def _replies(session: Session, about: Subject) -> list[dict[str, str]]:
    """Return the akim's words, that on the whole first; many letters on single indicators are cut short."""
    found = brief_beside.replies_of(session, about.snapshot)
    much = sum(len(one["text"]) for one in found) > MOST_LETTERS
    return [
        {**one, "text": fitting(_shortened(one["text"]) if much and one["name"] else one["text"])}
        for one in found
    ]


def _shortened(text: str) -> str:
    if len(text) <= SHORT_REPLY:
        return text
    return f"{text[:SHORT_REPLY].rpartition(' ')[0] or text[:SHORT_REPLY]}…"


def fitting(text: str) -> str:
    """Return words that break inside a page: over-long words get places to break, many lines become one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    joined = "\n".join(lines) if len(lines) <= MOST_LINES else " ".join(lines)
    return " ".join(_breakable(word) for word in joined.split(" "))


def _breakable(word: str) -> str:
    if len(word) <= LONG_WORD:
        return word
    return "\u200b".join(word[at : at + LONG_WORD] for at in range(0, len(word), LONG_WORD))


def check_lines(session: Session, about: Subject, where: dict[str, str]) -> list[str]:
    """Return how anybody can check the figures without asking us."""
    head = newest_head(session)
    sealed = [
        _(
            "Journal of acts: head of %(day)s over %(acts)s acts, %(mark)s: %(address)s",
            day=day_short(head.sealed_at), acts=number(head.size), mark=head.root.hex()[:FINGERPRINT],
            address=where["journal"],
        )
    ] if head else []  # fmt: skip
    return [
        _(
            "How each number was counted, with this okrug as the example: %(address)s",
            address=where["counted"],
        ),
        _("Rows without names, and a program that counts again: %(address)s", address=where["data"]),
        _("Fingerprint of the counts: %(mark)s", mark=about.snapshot.input_hash[:FINGERPRINT]),
        *sealed,
        _("No number here leads to any sanction by itself."),
    ]


def key_of(found: dict[str, Any]) -> str:
    """Return the name under which the file of these values is kept: they alone decide what is printed."""
    material = json.dumps([language(), found], sort_keys=True).encode()
    return "brief:" + hashlib.sha256(material).hexdigest()


def pdf_of(found: dict[str, Any]) -> bytes:
    """Return the file of the values: kept for a day by their hash, drawn anew otherwise."""
    key, redis = key_of(found), current_app.extensions.get("akimfeedback.redis")
    try:
        kept = redis.get(key) if redis is not None else None
    except RedisError:
        kept, redis = None, None
    if isinstance(kept, bytes):
        return kept
    made = make_pdf(TEMPLATE, found)
    if redis is not None:
        try:
            redis.set(key, made, ex=KEPT_SECONDS)
        except RedisError:
            return made
    return made
