"""What may be wrong with a journal, and how often it is sealed and checked. Pure."""

from enum import StrEnum

SUBJECT_LETTERS = 40


class Fault(StrEnum):
    """A kind of misfit that a self-check finds."""

    CHANGED = "changed-acts"  # an act does not give its leaf
    GONE = "missing-acts"  # a leaf without its act
    ERASED = "erased-without-an-act"
    BACKDATED = "backdated-acts"  # dated more than a day before the head it came after
    UNSEALED = "unsealed-acts"  # older than a day and without a leaf
    LEAVES = "leaves"  # a place is missing, or there are more or fewer than the newest head says
    NODES = "nodes"  # an inner hash is wrong
    ROOTS = "roots"  # the leaves do not give the root of a head
    CHAIN = "chain"  # a head does not name the one before
    SIGNATURES = "signatures"  # a head is not signed with a known key
    SHORTER = "shorter"  # the log was longer at an earlier check
    ROWS = "rows"  # a row does not say what its acts say


def records_in(found: dict[str, dict[str, object]]) -> int:
    """Return how many records do not fit, all kinds together."""
    return sum(int(str(row["count"])) for row in found.values())
