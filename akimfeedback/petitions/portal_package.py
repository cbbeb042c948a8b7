"""What somebody takes to epetition.kz: the frozen text in the portal's fields, kk and ru, as files."""

import io
import zipfile
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from akimfeedback.law.initiatives import PORTAL_ADMISSION
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.printed import in_language
from akimfeedback.petitions.public_page import place_of
from akimfeedback.petitions.rules import printed
from akimfeedback.web.formats import number
from akimfeedback.web.pdf import make_pdf

LANGUAGES = ("kk", "ru")
PORTAL = "https://epetition.kz/"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same package, the same bytes


def fields(petition: Petition, code: str) -> dict[str, Any]:
    """Return the portal's fields in one language; `missing`: the author gave no text in it."""
    with force_locale(code):
        words = in_language(petition, code)
        arguments = [part for part in (words["why"], words["tried"]) if part]
        return {
            "language": code,
            "missing": words["language"] != code,
            "text_language": words["language"],
            "rows": [
                [_("Addressee"), _("akim's office, %(name)s", name=place_of(petition))],
                [_("Subject"), words["title"]],
                [_("Arguments"), "\n\n".join(arguments)],
                [_("Proposals"), "\n".join(f"{n}. {ask}" for n, ask in enumerate(words["asks"], 1))],
            ],
        }


def needs(petition: Petition) -> list[str]:
    """Return what the portal asks, in the language of the page. Law: L-32."""
    portal = petition.portal
    found = [
        _("Your full name, IIN, address and e-mail, and a digital signature (EDS)."),
        _(
            "%(n)s citizens join within 20 working days, or it is not admitted.",
            n=number(portal.get("admission") or PORTAL_ADMISSION),
        ),
        _("Then it collects for 6 months. Support given here does not count there: everybody signs anew."),
    ]
    if portal.get("okrug"):
        most = number(portal["okrug"])
        found.append(_("Enough for the akim's office of this okrug: %(n)s, 5%% of residents.", n=most))
    if portal.get("district_maslikhat"):
        most = number(portal["district_maslikhat"])
        found.append(_("Enough for the maslikhat of the district: %(n)s, 10%% of the district.", n=most))
    found.append(_("Too few in 6 months: it goes to the office as an ordinary appeal."))
    return found


def text_file(petition: Petition, code: str) -> str:
    """Return one language as plain text, one field after another."""
    found = fields(petition, code)
    with force_locale(code):
        head = [_("Frozen text of local initiative № %(number)s", number=printed(petition.number))]
        if found["missing"]:
            head.append(_("The author gave no text in this language: translate it before you use it."))
    parts = [f"{name}\n{'-' * len(name)}\n{words}" for name, words in found["rows"]]
    return "\n\n".join(["\n".join(head), *parts]) + "\n"


def pdf(petition: Petition, address: str) -> bytes:
    """Return both languages and what the portal asks on paper."""
    values = {
        "title": _("For epetition.kz: initiative № %(number)s", number=printed(petition.number)),
        "parts": [fields(petition, code) for code in LANGUAGES],
        "needs_title": _("What the state's portal asks"),
        "needs": needs(petition),
        "missing": _("The author gave no text in this language: translate it before you use it."),
        "address": address,
        "portal": PORTAL,
    }
    return make_pdf("petitions/portal.typ", values, official=True)


def package(petition: Petition, address: str) -> bytes:
    """Return everything as a ZIP: a text for each language, the PDF, what to do."""
    todo = "\n".join([PORTAL, "", *(f"- {line}" for line in needs(petition)), "", address, ""])
    files = {
        f"{code}.txt": text_file(petition, code).replace("\n", "\r\n").encode("utf-8-sig")
        for code in LANGUAGES
    }
    files["epetition.txt"] = todo.replace("\n", "\r\n").encode("utf-8-sig")
    files["epetition.pdf"] = pdf(petition, address)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
