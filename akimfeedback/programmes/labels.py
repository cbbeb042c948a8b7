"""Words, tones and icons for promises; words for refusals."""

from fractions import Fraction

from flask_babel import lazy_gettext as _l

from akimfeedback.programmes.rules import Control, PromiseState

STATES = {
    PromiseState.DECLARATION: _l("Cannot be checked"),
    PromiseState.NOT_DUE: _l("Not due yet"),
    PromiseState.IN_PROGRESS: _l("In progress"),
    PromiseState.FULFILLED: _l("Fulfilled"),
    PromiseState.PARTLY: _l("Partly fulfilled"),
    PromiseState.NOT_FULFILLED: _l("Not fulfilled"),
    PromiseState.THWARTED: _l("Not done for reasons outside the akim"),
    PromiseState.WITHDRAWN: _l("Withdrawn by the akim"),
}
STALLED = _l("Stalled")
IN_DRAWING = {"thwarted": _l("Outside reasons")}
"""Shorter words where a drawing has no room."""

ORDER = ("fulfilled", "partly", "not-fulfilled", "thwarted", "in-progress", "stalled", "not-due", "withdrawn",
         "declaration")  # fmt: skip

TONES = {
    "fulfilled": "ok",
    "partly": "warn",
    "not-fulfilled": "bad",
    "thwarted": "neutral",
    "in-progress": "primary",
    "stalled": "warn",
    "not-due": "info",
    "withdrawn": "neutral",
    "declaration": "neutral",
}
ICONS = {
    "fulfilled": "check-double",
    "partly": "half",
    "not-fulfilled": "cross",
    "thwarted": "stop",
    "in-progress": "clock",
    "stalled": "alert",
    "not-due": "calendar",
    "withdrawn": "return",
    "declaration": "speech",
}

CONTROLS = {
    Control.AKIM: _l("In the akim's own hands"),
    Control.DISTRICT: _l("In the district's hands"),
    Control.OBLAST: _l("In the oblast's hands"),
    Control.REPUBLIC: _l("In the republic's hands"),
    Control.PRIVATE: _l("In private hands"),
}

LANGUAGES = {"kk": "Қазақша", "ru": "Русский"}

REFUSALS = {
    "programmes.not-your-okrug": _l("Only the akim's office of this okrug may do this."),
    "programmes.only-the-akim": _l(
        "Only the akim may do this. Save the draft and ask the akim to press the button."
    ),
    "programmes.already-entered": _l("The programme of this akim is entered already."),
    "programmes.cannot-become": _l("This promise cannot get that status any more."),
    "programmes.evidence-missing": _l("Show it: add a photo, a document or the address of a publication."),
    "programmes.report-dates": _l("The days of the report are in the wrong order or not over yet."),
    "programmes.report-published": _l("This report is published already and is not changed any more."),
    "programmes.sign-in-to-follow": _l("Sign in to follow a promise."),
    "programmes.no-such-promise": _l("There is no such promise."),
    "programmes.no-such-okrug": _l("There is no okrug with this code."),
    "programmes.no-such-report": _l("There is no such report, or it is not published."),
    "programmes.no-akim": _l("The akim's seat is vacant; a programme belongs to an akim."),
    "programmes.no-programme": _l("The programme is not entered yet. Enter it first."),
}


def standing(state: str, *, stalled: bool) -> str:
    """Return the code people see: the state, or "stalled" where nothing was shown for long."""
    return "stalled" if stalled else state


def word(code: str) -> str:
    """Return the words of a state or of "stalled"."""
    return str(STALLED) if code == "stalled" else str(STATES[PromiseState(code)])


def short_word(code: str) -> str:
    """Return the word for a drawing."""
    return str(IN_DRAWING[code]) if code in IN_DRAWING else word(code)


def whole_percent(share: Fraction | None) -> int | None:
    """Return a share as whole per cent, half up; so few promises bear no decimal place."""
    return None if share is None else int(share * 100 + Fraction(1, 2))
