"""What is printed of an initiative: poster, sheet for support on paper, the answer. Values for typst."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from akimfeedback.petitions.labels.states import OUTCOMES
from akimfeedback.petitions.models import Petition, PetitionReply
from akimfeedback.petitions.public_page import place_of
from akimfeedback.petitions.rules import Outcome, printed
from akimfeedback.web.formats import day
from akimfeedback.web.pdf import link_code, make_pdf
from akimfeedback.web.product import language

POSTER_LANGUAGES = ("kk", "ru")
SHEET_LINES = 15
MOST_SHEETS = 20
MOST_POSTER_ASKS = 4


def in_language(petition: Petition, code: str) -> dict[str, Any]:
    """Return title, asks, why and tried in a language where the author gave them, else as they bind."""
    text = petition.text
    if text is None:
        return {"language": code, "title": "", "asks": [], "why": "", "tried": ""}
    own = {
        "language": text.language, "title": text.title, "asks": text.asks, "why": text.why,
        "tried": text.tried,
    }  # fmt: skip
    other = text.translation.get(code) or {}
    if code == text.language or not other.get("title"):
        return own
    return {**own, "language": code, **{name: other.get(name) or own[name] for name in other if name in own}}


def poster(petition: Petition, address: str) -> bytes:
    """Return the A4 poster: Kazakh above, Russian below, a code that leads to the button."""
    halves = []
    for code in POSTER_LANGUAGES:
        with force_locale(code):
            words = in_language(petition, code)
            halves.append({
                "language": code,
                "text_language": words["language"],
                "mark": _("Local initiative"),
                "title": words["title"],
                "asks": words["asks"][:MOST_POSTER_ASKS],
                "place": place_of(petition),
                "how": _("Point your phone's camera at the code, read, and press “I support” if you agree."),
                "free": _("Free. Your name is not shown to anybody unless you want it."),
                "ends": _("Support is collected until %(day)s.", day=day(petition.closes_on, True))
                if petition.closes_on
                else "",
                "what": _("A collective proposal to the akim of this place, not an epetition.kz petition."),
            })  # fmt: skip
    values = {
        "title": halves[0]["title"], "halves": halves, "number": printed(petition.number),
        "address": address, "code": link_code(address),
    }  # fmt: skip
    return make_pdf("petitions/poster.typ", values, official=True)


def sheets(petition: Petition, address: str, first: int, many: int) -> bytes:
    """Return numbered sheets for support on paper, one a page, in the language of the page."""
    words = in_language(petition, language())
    values = {
        "title": _("Support on paper: %(title)s", title=words["title"]),
        "text_language": words["language"],
        "name": words["title"],
        "asks": words["asks"],
        "facts": [
            [_("Initiative"), f"№ {printed(petition.number)}"],
            [_("To"), _("akim's office, %(name)s", name=place_of(petition))],
        ],
        "sheets": [
            {"number": number, "words": _("Sheet № %(number)s", number=number)}
            for number in range(first, first + many)
        ],
        "lines": SHEET_LINES,
        "head": ["№", _("Surname and first name"), _("Year of birth"), _("Village"), _("In own hand")],
        "consent_title": _("What I agree to by writing in this sheet"),
        "consent": [
            _("I am at least %(age)s years old and live in this okrug.", age=petition.adult_age),
            _("I support the proposal above of my own will; nobody paid or promised me anything."),
            _("Two people type my name, year of birth and village apart from each other, to count me once."),
            _("The names are forgotten when the sheet is accepted, a photo of it 180 days after the end."),
            _("I may withdraw my support: the number of the sheet and of the line is enough."),
        ],
        "what_title": _("What this is and what it is not"),
        "what": [
            _("A collective proposal to the akim of this place, not an epetition.kz petition."),
            _("The office answers by its own pledge when enough residents support it."),
            _("A line that cannot be read, or that is empty in one place, is not counted."),
        ],
        "address": address,
        "code": link_code(address),
        "link_words": _("The same by phone, without paper:"),
    }
    return make_pdf("petitions/sheet.typ", values, official=True)


def answer(petition: Petition, reply: PetitionReply, address: str) -> bytes:
    """Return one version of the answer as PDF, point by point; its text in the language it was written in."""
    values = {
        "title": _("Answer to initiative № %(number)s", number=printed(petition.number)),
        "text_language": reply.language,
        "name": petition.text.title if petition.text else "",
        "name_language": petition.text.language if petition.text else reply.language,
        "facts": [
            [_("Answered by"), _("akim's office, %(name)s", name=place_of(petition))],
            [_("Day of the answer"), day(reply.on, True)],
            [_("Published on"), day(reply.published_on, True) if reply.published_on else ""],
            [_("Version"), str(reply.position)],
            [_("Decision"), _outcome(reply.outcome)],
        ],
        "points": [
            {
                "ask": point.ask,
                "outcome": _outcome(point.outcome),
                "text": point.text,
                "until": _("until %(day)s", day=day(point.by_on, True)) if point.by_on else "",
            }
            for point in reply.points
        ],
        "asked": _("Asked"),
        "answered": _("The answer as a whole"),
        "text": reply.text,
        "law_title": _("Rule the answer rests on"),
        "law": reply.law,
        "complain_title": _("Where one may complain and until when"),
        "complain": reply.complain,
        "what": _("A collective proposal to the akim of this place, not an epetition.kz petition."),
        "address": address,
        "code": link_code(address),
    }
    return make_pdf("petitions/answer.typ", values, official=True)


def _outcome(code: str | None) -> str:
    return str(OUTCOMES[Outcome(code)]) if code else str(_("a word in between; the answer is still owed"))
