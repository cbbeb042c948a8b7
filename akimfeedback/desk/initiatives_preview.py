"""A decision before it is sent: what stands in its way, what the author and everybody get."""

from flask import render_template
from flask.typing import ResponseReturnValue

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.core.errors import Refusal
from akimfeedback.core.settings import current_settings
from akimfeedback.desk.forms_initiatives import RulingForm
from akimfeedback.desk.initiatives_checks import text_to_check
from akimfeedback.mandates.session import me
from akimfeedback.notifications.labels import render
from akimfeedback.petitions.decision_page import decision
from akimfeedback.petitions.labels.moderation import ACTS
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.moderation_rules import Act
from akimfeedback.petitions.rules import printed
from akimfeedback.petitions.service import acts, moderating
from akimfeedback.web.errors import words_of

VERBS_TOLD = {Act.PUBLISH: "published", Act.RETURN: "returned", Act.REJECT: "rejected"}


def would_pass(petition: Petition, form: RulingForm) -> bool:
    """Say whether the decision could be sent now; what stands in its way is said on the form."""
    try:
        what, now = Act(form.outcome.data), clock.now()
        moderating.check(db.session, me(), petition, what, form.ruling(), now=now)
    except Refusal as refusal:
        form.form_errors.append(words_of(refusal.code))
        return False
    return True


def preview_page(petition: Petition, form: RulingForm) -> ResponseReturnValue:
    """Show what the author gets, letter by letter, and what everybody will read."""
    ruling, author = form.ruling(), petition.author
    host, path = current_settings().product.short_host, acts.path_of(petition)
    facts: dict[str, object] = {"name": acts.name_in_message(petition), "path": path}
    kind = f"petitions.{VERBS_TOLD[Act(form.outcome.data)]}"
    language = author.language if author else "kk"
    return render_template(
        "desk/initiative_preview.html",
        petition=petition,
        number=printed(petition.number),
        form=form,
        outcome=ACTS[Act(form.outcome.data)],
        message=render(kind, facts, language, host=host),
        language=language,
        ruling=ruling,
        text=text_to_check(petition),
        public=decision(
            petition, ruling.reason, ruling.barred, moderating.parts_of(ruling), ruling.words or ""
        )
        if ruling.reason and form.outcome.data == Act.REJECT
        else None,
    )
