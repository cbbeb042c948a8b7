"""The receipt as PDF and the prepared text of an official appeal."""

from datetime import date

from flask_babel import gettext as _

from akimfeedback.appeals.labels import LEGAL_KINDS
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.resident_page import counted_lines
from akimfeedback.appeals.rules import LEGAL_KINDS as KIND_OF
from akimfeedback.appeals.rules import is_overdue, printed
from akimfeedback.geography.models import Territory
from akimfeedback.topics.rules import Kind
from akimfeedback.web import formats
from akimfeedback.web.pdf import link_code, make_pdf
from akimfeedback.web.product import named


def pdf(appeal: Appeal, address: str, proof: str) -> bytes:
    """Return the receipt as PDF, in the language of the page; the addresses lead to case and proof."""
    where = ", ".join(part for part in (named(appeal.place), appeal.place_words) if part)
    facts = [
        [_("Number"), printed(appeal.number)],
        [_("Came on"), formats.moment(appeal.filed_at)],
        [_("Accepted by"), _("akim's office, %(name)s", name=named(appeal.territory))],
        [_("Place"), where],
        [_("Topic"), named(appeal.topic)],
        [_("Answer by"), formats.day(appeal.due_on, True)],
    ]
    values = {
        "title": _("Request No. %(number)s was accepted", number=printed(appeal.number)),
        "facts": facts,
        "counted_title": _("How the date was counted"),
        "counted": list(counted_lines(appeal.counted)),
        "text_title": _("What you wrote"),
        "text": appeal.text,
        "address": address,
        "code": link_code(address),
        "journal": _("Check that the request is in the sealed journal"),
        "proof": proof,
    }
    return make_pdf("appeals/receipt.typ", values)


def legal_kind(kind: str) -> str:
    """Return what a text of this kind is called on the official track."""
    return str(LEGAL_KINDS[KIND_OF[Kind(kind)]])


def prepared_text(appeal: Appeal) -> str:
    """Return the text a person may take to the official track, with gaps for what only they may write."""
    return prepared(appeal.text, named(appeal.territory), ", ".join(
        part for part in (named(appeal.place), appeal.place_words) if part
    ), printed(appeal.number), formats.day(appeal.registered_on, True))  # fmt: skip


def higher_text(appeal: Appeal, district: Territory | None, today: date) -> str:
    """Return the text of an official appeal to the akim of the district about this request."""
    if is_overdue(appeal.state, appeal.due_on, today):
        why = _(
            "It was to be answered by the office's own date, %(day)s. There is no answer.",
            day=formats.day(appeal.due_on, True),
        )
    else:
        why = _("The matter is not solved.")
    wrote = _(
        "On %(day)s I wrote to the akim's office, %(name)s, No. %(number)s.",
        day=formats.day(appeal.registered_on, True),
        name=named(appeal.territory),
        number=printed(appeal.number),
    )
    lines = [
        _("To: the akim of the district, %(name)s", name=named(district))
        if district
        else _("To: the akim of the district"),
        _("From: (your full name, IIN, postal address, phone)"),
        "",
        f"{wrote} {why}",
        _("This is what I wrote:"),
        "",
        appeal.text,
        "",
        _("I ask you to look into it and to answer me in the term set by law."),
        _("Date, signature (EDS)"),
    ]
    return "\n".join(lines)


def prepared(text: str, addressee: str, where: str, number: str = "", since: str = "") -> str:
    """Return the prepared text of an official appeal."""
    lines = [
        _("To: the akim's office, %(name)s", name=addressee),
        _("From: (your full name, IIN, postal address, phone)"),
        "",
        text,
        "",
        _("Place: %(place)s", place=where) if where else "",
    ]
    if number:
        lines.append(
            _("I wrote about it through the service on %(day)s, No. %(number)s.", day=since, number=number)
        )
    lines += ["", _("I ask for an answer in the term set by law."), _("Date, signature (EDS)")]
    return "\n".join(lines).strip()
