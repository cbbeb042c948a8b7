"""Words of reviewing support: signals, findings, removals, sheets, refusals."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from akimfeedback.petitions.review_rules import Finding, LineFault
from akimfeedback.petitions.rules import RemovalReason, RemovalState, SheetState, SignalCode
from akimfeedback.petitions.scores import LIMITS, Facts
from akimfeedback.web.formats import number

SIGNALS = {
    SignalCode.CONCENTRATION: _l("Many supports from few devices"),
    SignalCode.PHONE_SERIES: _l("Phone numbers in a row"),
    SignalCode.REGULARITY: _l("Supports come like a clock"),
    SignalCode.NIGHT: _l("Many supports at night"),
    SignalCode.NAME_ORDER: _l("Names in alphabetical order"),
    SignalCode.FAST_CONFIRM: _l("Codes given back too fast"),
    SignalCode.TOO_MANY: _l("More supports than adults would give"),
    SignalCode.PAPER_SHARE: _l("More than half on paper"),
    SignalCode.COERCION: _l("Many withdrew after an official's visit"),
}
MEANINGS = {
    SignalCode.CONCENTRATION: _l(
        "Somebody may give support for others from one phone. Or neighbours came together to one person."
    ),
    SignalCode.PHONE_SERIES: _l(
        "Cards may have been bought at once for this. Or one employer gave them out."
    ),
    SignalCode.REGULARITY: _l("A programme may be at work. Or people stood in a queue."),
    SignalCode.NIGHT: _l("A programme may be at work. Or people come home late from the pasture."),
    SignalCode.NAME_ORDER: _l(
        "Names may have been copied from a list. Or a street was asked house by house."
    ),
    SignalCode.FAST_CONFIRM: _l("A programme reads the messages. Or the phone fills in the code by itself."),
    SignalCode.TOO_MANY: _l("People from elsewhere may say they live here. Or the population figure is old."),
    SignalCode.PAPER_SHARE: _l("Paper is checked less well than a phone. Or few people here have one."),
    SignalCode.COERCION: _l(
        "People may have been pressed to withdraw. Or the visit answered their question. The office does not "
        "see this."
    ),
}
FINDINGS = {
    Finding.TRUE: _l("Support was not given as it should be"),
    Finding.INNOCENT: _l("There is an innocent explanation"),
    Finding.UNCLEAR: _l("It cannot be said"),
}
PRESSURE_FINDINGS = {
    Finding.TRUE: _l("People were pressed"),
    Finding.INNOCENT: _l("There is an innocent explanation"),
    Finding.UNCLEAR: _l("It cannot be said"),
}
REMOVAL_REASONS = {
    RemovalReason.ONE_SOURCE: _l("given by one person for others"),
    RemovalReason.NOT_RESIDENT: _l("given by people who do not live here"),
    RemovalReason.NOT_ADULT: _l("given by people under 18"),
    RemovalReason.WITHOUT_CONSENT: _l("given without the consent of the people"),
    RemovalReason.FALSE_SHEET: _l("a paper sheet with false lines"),
    RemovalReason.AUTOMATED: _l("given by a programme"),
}
REMOVAL_STATES = {
    RemovalState.DRAFT: _l("being prepared"),
    RemovalState.COUNTED: _l("counted, not begun"),
    RemovalState.RUNNING: _l("being carried out"),
    RemovalState.DONE: _l("carried out"),
    RemovalState.CANCELLED: _l("stopped"),
    RemovalState.UNDOING: _l("being undone"),
    RemovalState.UNDONE: _l("undone"),
}
REMOVAL_CHIPS = {
    RemovalState.DRAFT: ("neutral", "clock"),
    RemovalState.COUNTED: ("wait", "clock"),
    RemovalState.RUNNING: ("primary", "clock"),
    RemovalState.DONE: ("warn", "check"),
    RemovalState.CANCELLED: ("neutral", "stop"),
    RemovalState.UNDOING: ("info", "return"),
    RemovalState.UNDONE: ("info", "return"),
}
SHEET_STATES = {
    SheetState.ENTERED: _l("waits to be typed"),
    SheetState.MISMATCH: _l("the two entries differ"),
    SheetState.ACCEPTED: _l("accepted"),
    SheetState.REJECTED: _l("refused"),
}
LINE_FAULTS = {
    LineFault.UNREADABLE: _l("not readable or not complete"),
    LineFault.NOT_ADULT: _l("under 18"),
    LineFault.NOT_RESIDENT: _l("lives elsewhere"),
    LineFault.TWICE: _l("twice on this sheet"),
    LineFault.COUNTED_BEFORE: _l("already counted from another sheet"),
    LineFault.REJECTED: _l("refused with the sheet"),
}
REFUSALS: dict[str, LazyString] = {
    "petitions.already-judged": _l("Somebody has judged this signal already."),
    "petitions.say-why": _l("Write why, in a sentence."),
    "petitions.choose-what-to-remove": _l("Choose what to look for: all supports at once are never removed."),
    "petitions.nothing-to-remove": _l("No support matches. Change what to look for."),
    "petitions.another-person": _l("Another person has to do this step."),
    "petitions.objected-already": _l("You have objected already. You will read the decision here."),
    "petitions.only-a-senior-restores": _l("An assessor or an administrator decides this."),
    "petitions.second-person": _l("Somebody who took no part has to decide this."),
    "petitions.sheets-closed": _l("Sheets are taken while support is collected."),
    "petitions.sheet-known": _l("A sheet with this number is registered already."),
    "petitions.sheet-empty": _l("Type at least one line."),
    "petitions.key-gone": _l("The secret of this initiative is destroyed: its support cannot be changed."),
    "petitions.no-such-removal": _l("We do not know this removal."),
    "petitions.no-such-sheet": _l("We do not know this sheet."),
}


SENTENCES = {
    SignalCode.CONCENTRATION: _l(
        "%(n)s supports come as if from %(effective)s devices; one device gave %(largest)s."
    ),
    SignalCode.PHONE_SERIES: _l(
        "Of %(n)s phone numbers %(neighbours)s follow the one before; the longest row is %(longest)s."
    ),
    SignalCode.REGULARITY: _l(
        "The pauses between %(n)s supports are nearly equal: they vary by %(variation)s, usual is about 1."
    ),
    SignalCode.NIGHT: _l(
        "%(at_night)s of %(n)s came between midnight and six: %(share)s%%, elsewhere %(platform)s%%."
    ),
    SignalCode.NAME_ORDER: _l(
        "The order of %(names)s names follows the alphabet: %(order)s on a scale from −1 to 1."
    ),
    SignalCode.FAST_CONFIRM: _l("%(fast)s of %(n)s codes came back within %(seconds)s seconds."),
    SignalCode.TOO_MANY: _l(
        "%(n)s supports where about %(adults)s adults live; at most %(within_48)s came within 48 hours."
    ),
    SignalCode.PAPER_SHARE: _l("%(paper)s of %(n)s supports are on paper."),
    SignalCode.COERCION: _l("%(withdrawn)s of %(n)s withdrew within a day after a visit."),
}
_PERCENT = {"share", "platform"}


def facts_in_words(code: SignalCode, facts: Facts) -> str:
    """Return the numbers of a signal as a sentence, with the limit it was measured by."""
    values = {name: _plain(name, float(value)) for name, value in facts.items()}
    return str(SENTENCES[code]) % ({"seconds": number(LIMITS.fast_seconds)} | values)


def _plain(name: str, value: float) -> str:
    """Return a number as people read it; shares in whole percent."""
    if name in _PERCENT:
        return number(round(value * 100))
    whole = value.is_integer() or name == "effective"
    return number(round(value)) if whole else number(value, 2)
