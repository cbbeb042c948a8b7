"""Words for states, decisions, verdicts, reasons and refusals; tone and icon of each state."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from akimfeedback.appeals.rules import (
    Decision,
    EscalationReason,
    LegalKind,
    ModerationReason,
    Publicity,
    ReturnReason,
    State,
    TerminationReason,
    Verdict,
    Visibility,
)
from akimfeedback.law.workdays import Why

STATES: dict[str, LazyString] = {
    State.ACCEPTED: _l("Accepted"),
    State.IN_WORK: _l("Being handled"),
    State.QUESTION: _l("Waiting for your answer"),
    State.ANSWERED: _l("There is an answer"),
    State.CONFIRMED: _l("Confirmed by the resident"),
    State.DISPUTED: _l("The resident disagrees"),
    State.CLOSED: _l("Closed"),
    State.FORWARDED: _l("Sent to another body"),
    State.RETURNED: _l("Returned to the author"),
    State.TERMINATED: _l("Ended without an answer"),
    State.WITHDRAWN: _l("Taken back"),
    State.DUPLICATE: _l("A repeat of an earlier request"),
}

LOOKS: dict[str, tuple[str, str]] = {
    State.ACCEPTED: ("info", "check"),
    State.IN_WORK: ("primary", "clock"),
    State.QUESTION: ("warn", "speech"),
    State.ANSWERED: ("ok", "letter"),
    State.CONFIRMED: ("ok", "check-double"),
    State.DISPUTED: ("bad", "return"),
    State.CLOSED: ("neutral", "lock"),
    State.FORWARDED: ("info", "arrow-right"),
    State.RETURNED: ("neutral", "return"),
    State.TERMINATED: ("neutral", "stop"),
    State.WITHDRAWN: ("neutral", "cross"),
    State.DUPLICATE: ("neutral", "stop"),
}
"""Tone and icon of the chip of a state."""

LATE = _l("Late: you can go higher")

# what an outsider reads where the author reads "waiting for your answer"
STATES_FOR_OTHERS: dict[str, LazyString] = STATES | {State.QUESTION: _l("Waiting for the resident's answer")}

DECISIONS: dict[str, LazyString] = {
    Decision.DONE: _l("Done"),
    Decision.DONE_IN_PART: _l("Done in part"),
    Decision.EXPLAINED: _l("Explained"),
    Decision.REFUSED: _l("Refused"),
    Decision.NOTED: _l("Taken into account"),
}

VERDICTS: dict[str, LazyString] = {
    Verdict.SOLVED: _l("Solved"),
    Verdict.PARTLY: _l("Partly solved"),
    Verdict.NOT_SOLVED: _l("Not solved"),
}

PUBLICITY: dict[str, LazyString] = {
    Publicity.PENDING: _l("The text becomes public after a check"),
    Publicity.PUBLISHED: _l("The text is public"),
    Publicity.HIDDEN: _l("The text is hidden from the public"),
    Publicity.SENT_BACK: _l("Word the text for the public anew"),
    Publicity.PRIVATE: _l("The author keeps the text private"),
}

VISIBILITY: dict[str, LazyString] = {
    Visibility.OFFICE: _l("The akim's office sees my name and phone"),
    Visibility.HIDDEN: _l("The office does not see my name; it writes to me through this page"),
}

LEGAL_KINDS: dict[str, LazyString] = {
    LegalKind.MESSAGE: _l("a report of a breach or shortcoming"),
    LegalKind.APPLICATION: _l("an application for help"),
    LegalKind.COMPLAINT: _l("a complaint against a decision"),
    LegalKind.PROPOSAL: _l("a proposal"),
    LegalKind.INQUIRY: _l("an inquiry for information"),
    LegalKind.RESPONSE: _l("a response to policy or events"),
}

RETURN_REASONS: dict[str, LazyString] = {
    ReturnReason.IDENTICAL: _l("The same request was answered before and nothing is new"),
    ReturnReason.INSULTING: _l("The text insults somebody"),
    ReturnReason.NOT_CORRECTED: _l("What the office asked to add did not come"),
}

TERMINATION_REASONS: dict[str, LazyString] = {
    TerminationReason.REPEAT: _l("A repeat without anything new"),
    TerminationReason.NO_ESSENCE: _l("It is not clear what is asked for"),
    TerminationReason.EARLIER_DECISION: _l("The matter was decided before"),
    TerminationReason.COURT: _l("A court has decided on the matter"),
}

MODERATION_REASONS: dict[str, LazyString] = {
    ModerationReason.PERSONAL_DATA: _l("It holds personal data of somebody"),
    ModerationReason.INSULT: _l("It insults somebody"),
    ModerationReason.NEIGHBOUR: _l("It is about a private person, not about the work of the office"),
    ModerationReason.CHILD: _l("It is about a child"),
    ModerationReason.CRIME: _l("It could get in the way of finding a crime"),
    ModerationReason.ADVERTISING: _l("It is advertising"),
    ModerationReason.UNREADABLE: _l("It cannot be read"),
}

ESCALATIONS: dict[str, LazyString] = {
    EscalationReason.NOT_SOLVED: _l("The resident says it is not solved"),
    EscalationReason.SILENCE: _l("The term passed without an answer"),
    EscalationReason.CONDUCT: _l("It is about the office itself"),
}

LANDMARKS: dict[str, LazyString] = {
    "school": _l("School"),
    "shop": _l("Shop"),
    "mosque": _l("Mosque"),
    "office": _l("Akim's office"),
    "clinic": _l("Clinic"),
    "club": _l("Culture house"),
    "post": _l("Post office"),
    "stop": _l("Bus stop"),
    "well": _l("Water point"),
    "cemetery": _l("Cemetery"),
}
"""What nearly every village has; enough to say where."""

HOLIDAYS: dict[str, LazyString] = {
    "new-year": _l("New Year"),
    "orthodox-christmas": _l("Orthodox Christmas"),
    "womens-day": _l("International Women's Day"),
    "nauryz": _l("Nauryz"),
    "peoples-unity": _l("Day of Unity of the People"),
    "defenders-day": _l("Defender of the Fatherland Day"),
    "victory-day": _l("Victory Day"),
    "capital-day": _l("Capital Day"),
    "constitution-day": _l("Constitution Day"),
    "republic-day": _l("Republic Day"),
    "first-president-day": _l("First President Day"),
    "independence-day": _l("Independence Day"),
    "qurban-ait": _l("Qurban Ait"),
    "public-holiday": _l("Public holiday"),
}

WHY_OFF: dict[str, LazyString] = {
    Why.WEEKEND: _l("weekend"),
    Why.HOLIDAY: _l("public holiday"),
    Why.CARRIED: _l("day off in place of a holiday on a weekend"),
    Why.SWAPPED: _l("day off swapped by the Government"),
    Why.MOVED: _l("day off moved by a decision"),
}

REFUSALS: dict[str, LazyString] = {
    "appeals.sign-in-to-file": _l("Sign in to send the request. Your text is kept."),
    "appeals.sign-in-to-follow": _l("Sign in to say that it concerns you too."),
    "appeals.office-not-connected": _l(
        "The akim's office of this place has not joined the service yet. The official route is open to you."
    ),
    "appeals.topic-unknown": _l("Select a topic from the list."),
    "appeals.text-missing": _l("Write what happened."),
    "appeals.text-too-long": _l("The text is too long. Shorten it or send the rest as an addition."),
    "appeals.too-many-photos": _l("There are too many photos. Keep the most telling ones."),
    "appeals.photo-unknown": _l("A photo got lost on the way. Add it again."),
    "appeals.not-sealed-yet": _l("The request is not sealed yet. Its proof stands here within an hour."),
    "appeals.no-such-case": _l("There is no such request, or it is not yours."),
    "appeals.not-found-by-number": _l("The number or the digits do not match. Look at the message again."),
    "appeals.not-yours": _l("Only the author of the request can do this."),
    "appeals.not-addressed-to-you": _l("This request is addressed to another office."),
    "appeals.not-of-this-office": _l("Choose somebody who works in this office today."),
    "appeals.not-possible-now": _l("This is not possible any more: the request has moved on. Open it again."),
    "appeals.no-question-now": _l("The office has no open question to you."),
    "appeals.already-answered": _l("Somebody has answered this request already. Your text is kept below."),
    "appeals.changed-meanwhile": _l("The request changed while you wrote. Look at it again, then send."),
    "appeals.parts-missing": _l("Some parts of the answer are missing."),
    "appeals.noted-is-no-answer": _l(
        "“Taken into account” is not enough here: the person asks for something. Choose another decision."
    ),
    "appeals.language-of-the-answer": _l("Answer in Kazakh or in the language of the request."),
    "appeals.reason-missing": _l("Give the reason."),
    "appeals.body-missing": _l("Name the body the request goes to."),
    "appeals.extend-too-late": _l("The term can be made longer only before its last day."),
    "appeals.extend-too-long": _l("The new date is more than two months away. Choose an earlier one."),
    "appeals.extend-not-later": _l("The new date must be later than the old one."),
    "appeals.extended-already": _l("The term of this request was made longer once already."),
    "appeals.not-a-duplicate": _l("Only a repeat by the same person at the same office can be joined."),
    "appeals.window-closed": _l("The time to say what came of it is over. You can send a new request."),
    "appeals.verdict-fixed": _l("You said it more than 10 working days ago. It can no longer be changed."),
    "appeals.newer-answer": _l("There is a newer answer. Open the request to see it."),
    "appeals.rating-range": _l("Choose one of the five answers."),
    "appeals.settled-already": _l("Somebody has dealt with this entry already."),
    "appeals.not-your-district": _l("This request is outside your district."),
    "appeals.moderator-outside-the-office": _l("Only a moderator outside the akim's office decides this."),
    "appeals.author-keeps-it-private": _l("The author keeps the text private."),
    "appeals.administrators-only": _l("Only an administrator changes the calendar."),
    "appeals.too-many-tries": _l("Too many tries. Wait a little and try again."),
}
