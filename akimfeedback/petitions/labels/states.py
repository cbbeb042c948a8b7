"""Words for the states, lines, rungs and general refusals of initiatives."""

from flask_babel import lazy_gettext as _l

from akimfeedback.law.initiatives import Rung
from akimfeedback.petitions.rules import HearingState, Line, Outcome, Publication, ReplyState

PUBLICATIONS = {
    Publication.DRAFT: _l("draft"),
    Publication.BACKING: _l("looking for the first backers"),
    Publication.MODERATION: _l("being checked"),
    Publication.RETURNED: _l("returned for correction"),
    Publication.REJECTED: _l("not published"),
    Publication.HIDDEN: _l("hidden"),
    Publication.OPEN: _l("collecting support"),
    Publication.CLOSED: _l("collection is over"),
    Publication.WITHDRAWN: _l("withdrawn by the author"),
    Publication.DROPPED: _l("withdrawn by the author"),
    Publication.LAPSED: _l("did not find enough backers"),
    Publication.SUPERSEDED: _l("goes on in another initiative"),
}
REPLIES = {
    ReplyState.NONE: _l("no answer is owed yet"),
    ReplyState.AWAITING: _l("waits for the akim's answer"),
    ReplyState.HOLDING: _l("the akim has given a first word, the answer is still owed"),
    ReplyState.ANSWERED: _l("answered"),
    ReplyState.REVISED: _l("answered, the answer was revised"),
}
HEARINGS = {
    HearingState.NONE: _l("no hearing is owed yet"),
    HearingState.AWAITING: _l("a public discussion is to be called"),
    HearingState.SCHEDULED: _l("a public discussion is called"),
    HearingState.HELD: _l("the public discussion was held"),
    HearingState.REFUSED: _l("the public discussion was refused"),
}
LINES = {
    Line.STRONG: _l("identity confirmed"),
    Line.PHONE: _l("residents with a confirmed phone"),
    Line.SHARED: _l("adults on a shared phone"),
    Line.PAPER: _l("on paper"),
    Line.OUTSIDE: _l("from elsewhere, not counted"),
    Line.IMPORTED: _l("from an earlier system"),
}
RUNGS = {
    Rung.ANSWER: _l("the akim answers in writing"),
    Rung.AGENDA: _l("the community assembly and a public discussion take it up"),
    Rung.POSITIONS: _l("the deputies of the district say where they stand"),
}
OUTCOMES = {
    Outcome.SATISFIED: _l("agreed"),
    Outcome.PARTLY: _l("agreed in part"),
    Outcome.REFUSED: _l("refused"),
}
REFUSALS = {
    "petitions.no-such-initiative": _l("We do not know this initiative. Check the number."),
    "petitions.not-yours": _l("Only the author of the initiative can do this."),
    "petitions.not-possible-now": _l("This is not possible at this stage of the initiative."),
    "petitions.changed-meanwhile": _l(
        "Somebody changed this initiative meanwhile. Your text is kept: read the new state and send again."
    ),
    "petitions.not-addressed-to-you": _l("This initiative is not addressed to your office."),
    "petitions.not-your-district": _l("This initiative belongs to another district."),
    "petitions.off": _l("This is switched off for a short time. Nothing is lost: please come back later."),
}
REFUSALS |= {
    "petitions.sign-in-first": _l("Confirm your phone first. Your text is kept."),
    "petitions.office-not-joined": _l(
        "The akim's office of this place has not joined yet. The official way is open."
    ),
    "petitions.odd-collection": _l("Choose 30, 60 or 90 days for collecting support."),
}
