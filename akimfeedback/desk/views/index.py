"""Where the work of administrators, moderators and auditors begins."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from akimfeedback.mandates.rules import Role
from akimfeedback.mandates.session import me
from akimfeedback.web.access import for_seat

bp = Blueprint("desk", __name__, template_folder="../templates")

_DOORS = (
    (
        "desk_moderation.queue",
        {Role.MODERATOR},
        "eye",
        _l("Texts waiting for a check"),
        _l("Publish, hide or send back"),
    ),
    (
        "desk_initiatives.queue",
        {Role.MODERATOR, Role.ASSESSOR, Role.ADMINISTRATOR},
        "flag",
        _l("Initiatives to check"),
        _l("Texts, versions, news, objections"),
    ),
    (
        "desk_support.queue",
        {Role.MODERATOR, Role.ASSESSOR, Role.ADMINISTRATOR},
        "shield",
        _l("Support to review"),
        _l("Signals, held supports, removals, paper sheets"),
    ),
    (
        "desk_support.pressure",
        {Role.ASSESSOR},
        "alert",
        _l("Withdrawals after a visit"),
        _l("Signs of pressure on people"),
    ),
    (
        "desk_signals.queue",
        {Role.ASSESSOR, Role.AUDITOR},
        "eye",
        _l("Worth a look"),
        _l("What is unusual in the figures"),
    ),
    (
        "desk_signals.withdrawals",
        {Role.ASSESSOR, Role.AUDITOR},
        "alert",
        _l("Withdrawals after an act of the office"),
        _l("Past the office"),
    ),
    (
        "desk_offices.offices",
        {Role.ADMINISTRATOR},
        "akim",
        _l("Offices and people"),
        _l("Who works where and when"),
    ),
    ("desk_people.accounts", {Role.ADMINISTRATOR}, "lock", _l("Locked accounts"), _l("Let people in again")),
    (
        "desk_calendar.show",
        {Role.ADMINISTRATOR},
        "calendar",
        _l("Working days"),
        _l("Days moved by the Government"),
    ),
    (
        "desk_switches.switches",
        {Role.ADMINISTRATOR},
        "pause",
        _l("Switches for a storm"),
        _l("Stop parts of initiatives"),
    ),
    (
        "desk_campaigns.campaigns",
        {Role.ADMINISTRATOR},
        "flag",
        _l("Election days"),
        _l("When share pictures and posters rest"),
    ),
    (
        "desk_methods.versions",
        {Role.ASSESSOR, Role.ADMINISTRATOR},
        "chart",
        _l("Versions of the method"),
        _l("Draft, try on past quarters, approve"),
    ),
    ("desk_topics.topics", {Role.ADMINISTRATOR}, "list", _l("Topics"), _l("Who is competent for what")),
    (
        "desk_figures.corrections",
        {Role.ASSESSOR, Role.ADMINISTRATOR, Role.AUDITOR},
        "return",
        _l("Corrections of figures"),
        _l("Proposed by one, confirmed by another"),
    ),
    (
        "desk_years.years",
        {Role.ASSESSOR, Role.ADMINISTRATOR},
        "calendar",
        _l("The year of the district"),
        _l("Conclusions, commission, contests, decision"),
    ),
    (
        "journal.auditor",
        {Role.AUDITOR},
        "shield",
        _l("Checks of the journal"),
        _l("Records against sealed acts"),
    ),
    ("oversight.district", {Role.AUDITOR}, "map", _l("The district today"), _l("Overdue requests")),
)


@bp.get("/desk")
@for_seat(Role.ADMINISTRATOR, Role.MODERATOR, Role.AUDITOR, Role.ASSESSOR)
def index() -> ResponseReturnValue:
    """Show the doors the reader's roles open."""
    held = me().roles
    doors = [
        {"url": url_for(endpoint), "icon": icon, "word": word, "hint": hint}
        for endpoint, roles, icon, word, hint in _DOORS
        if held & roles
    ]
    return render_template("desk/index.html", doors=doors)
