"""Words for the functions an administrator may turn off in a storm, and what people read meanwhile."""

from flask_babel import lazy_gettext as _l

from akimfeedback.petitions.rules import Switch

SWITCHES = {
    Switch.SIGN: _l("Supporting initiatives"),
    Switch.CREATE: _l("Starting initiatives"),
    Switch.LIVE_COUNT: _l("Live counts"),
    Switch.TRENDING: _l("The list of what grows fast"),
}
WHAT_STOPS = {
    Switch.SIGN: _l(
        "Nobody can support. Whole days lost are added to the collection of every open initiative."
    ),
    Switch.CREATE: _l("Nobody can start a new initiative. Drafts are kept."),
    Switch.LIVE_COUNT: _l("Pages show the last count and stop asking for a newer one."),
    Switch.TRENDING: _l("The list page leaves out what grows fast."),
}
BANNERS = {
    Switch.SIGN: _l(
        "Supporting is stopped for a short time. Nothing is lost: the days are added to the collection."
    ),
    Switch.CREATE: _l("New initiatives cannot be started for a short time. Your draft is kept."),
    Switch.LIVE_COUNT: _l("Counts are renewed more rarely for a short time. Every support is counted."),
    Switch.TRENDING: _l("A part of this page is off for a short time."),
}
REFUSALS = {
    "petitions.no-such-switch": _l("There is no such switch."),
    "petitions.administrators-only": _l("Only an administrator can do this."),
    "petitions.banner-missing": _l("Write in Kazakh and in Russian what people will read."),
}
