"""What the clerk takes to the state accounting system: a PDF, the photos and fields to paste, as one ZIP."""

import io
import zipfile
from typing import Any

from flask_babel import gettext as _

from akimfeedback.appeals import policy
from akimfeedback.appeals.labels import LEGAL_KINDS
from akimfeedback.appeals.models import Appeal
from akimfeedback.appeals.rules import LEGAL_KINDS as LEGAL_KIND_OF
from akimfeedback.appeals.rules import printed
from akimfeedback.core.storage import storage
from akimfeedback.files.models import StoredFile
from akimfeedback.files.rules import FileState
from akimfeedback.mandates.actor import Actor
from akimfeedback.topics.rules import Kind
from akimfeedback.web.formats import moment
from akimfeedback.web.pdf import make_pdf
from akimfeedback.web.product import named

FULL = "full"


def package_of(appeal: Appeal, actor: Actor) -> bytes:
    """Return the ZIP: request.pdf, fields.txt, photo-1.jpg and so on: the author's photos that are ready.

    Name and phone stand in it only where this person may see them.
    """
    pairs = fields(appeal, actor)
    values = {
        "title": _("Request No. %(number)s", number=printed(appeal.number)),
        "facts": pairs,
        "text_title": _("What the resident wrote"),
        "text": appeal.text,
        "text_language": appeal.language,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("request.pdf", make_pdf("appeals/office/package.typ", values))
        package.writestr("fields.txt", "\ufeff" + as_text(pairs, appeal.text))
        for place, file in enumerate(photos(appeal), start=1):
            package.writestr(f"photo-{place}.jpg", storage().read(file.sizes[FULL]["key"]))
    return out.getvalue()


def fields(appeal: Appeal, actor: Actor) -> list[tuple[str, str]]:
    """Return name and value of what the register asks for, in its order; empty ones are left out."""
    seen = policy.can_see_author(actor, appeal) and appeal.author is not None
    place = ", ".join(part for part in (_place(appeal), appeal.place_words or "") if part)
    point = f"{appeal.lat:.5f}, {appeal.lon:.5f}" if appeal.lat is not None and appeal.lon is not None else ""
    pairs = [
        (_("Number"), printed(appeal.number)),
        (_("Accepted"), moment(appeal.filed_at)),
        (_("Counts from"), appeal.registered_on.strftime("%d.%m.%Y")),
        (_("Answer due"), appeal.due_on.strftime("%d.%m.%Y")),
        (_("Kind of appeal by the code"), str(LEGAL_KINDS[LEGAL_KIND_OF[Kind(appeal.kind)]])),
        (_("Topic"), named(appeal.topic)),
        (_("Place"), place),
        (_("Point on the map"), point),
        (_("Name"), _said(appeal.author.name) if seen and appeal.author else ""),
        (_("Phone"), _said(appeal.author.phone) if seen and appeal.author else ""),
        (_("Language of the request"), appeal.language),
    ]
    return [(name, value) for name, value in pairs if value]


def _said(value: Any) -> str:
    return str(value) if value else ""


def _place(appeal: Appeal) -> str:
    return named(appeal.place)


def as_text(pairs: list[tuple[str, str]], text: str) -> str:
    """Return the fields one a line, then the text as it was written, for a plain editor of any system."""
    lines = [f"{name}: {value}" for name, value in pairs]
    return "\r\n".join([*lines, "", *text.splitlines(), ""])


def photos(appeal: Appeal) -> list[StoredFile]:
    """Return the author's photos that are cleaned and ready, in order."""
    return [
        photo.file
        for photo in appeal.photos
        if not photo.by_office and photo.file.state == FileState.READY and FULL in photo.file.sizes
    ]
