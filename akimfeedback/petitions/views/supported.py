"""What I support: only its owner sees the list, and nothing stored leads from a person to it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from akimfeedback.core.db import db
from akimfeedback.mandates.session import me
from akimfeedback.petitions import personal, public_page, signing
from akimfeedback.petitions.queries import authored
from akimfeedback.petitions.rules import printed
from akimfeedback.web.access import for_signed_in

bp = Blueprint("petitions_supported", __name__, template_folder="../templates")


@bp.get("/initiatives/supported")
@for_signed_in
def supported() -> ResponseReturnValue:
    """List what the reader's phone supports, found by trying every key that lives."""
    held = personal.supports(db.session, me().user_id or 0, pepper=signing.pepper())
    standing = [row for row in held if not row["withdrawn"]]
    found = authored.by_printed(db.session, [row["number"] for row in standing])
    rows = [
        {
            "words": public_page.words_of(petition),
            "title": public_page.title_of(petition, public_page.words_of(petition)),
            "url": signing.address("petitions_support.mine", petition),
            "number": printed(petition.number),
            "chip": public_page.chip_of(petition),
            "petition": petition,
            "own": row["own"],
        }
        for row in standing
        if (petition := found.get(row["number"])) is not None
    ]
    return render_template("petitions/supported.html", rows=rows)
