"""Words for what a self-check finds."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from akimfeedback.journal.rules import Fault

FAULTS: dict[Fault, LazyString] = {
    Fault.CHANGED: _l("Acts that were changed after they were sealed"),
    Fault.GONE: _l("Acts that were deleted"),
    Fault.ERASED: _l("Acts erased without an act that says so"),
    Fault.BACKDATED: _l("Acts dated before the seal they came after"),
    Fault.UNSEALED: _l("Acts older than a day that are not sealed"),
    Fault.LEAVES: _l("Places of the log that are missing or too many"),
    Fault.NODES: _l("Inner hashes that do not fit"),
    Fault.ROOTS: _l("Seals whose common fingerprint the acts do not give"),
    Fault.CHAIN: _l("Seals that do not name the one before"),
    Fault.SIGNATURES: _l("Seals without a valid signature"),
    Fault.SHORTER: _l("The log is shorter than it was"),
    Fault.ROWS: _l("Records of cases and figures that differ from their acts"),
}

REFUSALS: dict[str, LazyString] = {
    "journal.no-such-head": _l("There is no seal of a journal of this size."),
    "journal.no-such-act": _l("There is no such act in the journal."),
}
