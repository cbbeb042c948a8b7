"""Days that answers crowd on: the last day of the term (G1), the last days of the quarter (G11). Pure."""

from collections.abc import Sequence

from akimfeedback.kpi.signals.chance import binomial_upper
from akimfeedback.kpi.signals.rules import Part

SMALLEST_AROUND = 10
LAST_DAY_USUAL = 0.15
LAST_DAYS = 2
SMALLEST_QUARTER = 20


def around_chance(last: int, after: int) -> float:
    """Return the chance of so many on the last day against the first day after, were both alike."""
    return binomial_upper(last, last + after, 0.5)


def last_day_part(last: int, after: int, n: int, usual: float, rows: Sequence[int] = ()) -> Part | None:
    """Return the first answers of the last day, if both the day after and other okrugs have far fewer.

    Many work towards a date; the larger of the two chances counts, so that a habit of all is no signal.
    """
    if last + after < SMALLEST_AROUND:
        return None
    p = max(around_chance(last, after), binomial_upper(last, n, usual))
    return Part("last-day", last, n, usual * n, p, rows=tuple(rows), more={"after": after})


def period_end_part(late: int, n: int, working_days: int, rows: Sequence[int] = ()) -> Part | None:
    """Return the answers of the quarter's last two working days, against an even spread."""
    if n < SMALLEST_QUARTER or working_days <= LAST_DAYS:
        return None
    share = LAST_DAYS / working_days
    p = binomial_upper(late, n, share)
    return Part("period-end", late, n, share * n, p, rows=tuple(rows), more={"working_days": working_days})
