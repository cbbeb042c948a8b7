"""Real registers of other countries, counted here and once more by a plain calculation of its own.

The calculation knows the method's text and the library of days off; it shares no code with the product.
Satisfaction is in no register: verdicts and ratings follow from the number of the case, the same every time.
"""

import csv
import os
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from math import exp, isclose, log, sqrt
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from scipy.special import polygamma, psi
from scipy.stats import beta
from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.core.settings import ROOT
from akimfeedback.geography.models import Population, Territory
from akimfeedback.kpi import queries
from akimfeedback.kpi.periods import parse
from akimfeedback.kpi.service.freezing import freeze
from akimfeedback.kpi.service.rolling import roll_up
from akimfeedback.mandates.models import Office
from akimfeedback.topics.rules import Routing
from tests import make
from tests.kpi.registers import load

SHARED = Path(os.environ.get("AKF_SHARED", ROOT.parent / "shared")) / "data" / "complaints"
BOSTON, LONDON = SHARED / "boston_311_2011_07_08.csv", SHARED / "fixmystreet_london_inner.csv"
ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 20, 6, tzinfo=UTC)
TODAY = date(2026, 11, 20)
OLD = date(2000, 1, 1)
CLOSES = (18, 30)
TOPICS = {
    "LIGHT": Routing.OWN, "WASTE": Routing.OWN, "POWER": Routing.HELP,
    "THANKS": Routing.OWN, "IDEA": Routing.OWN,
}  # fmt: skip
TOLERANCE = 1e-9

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not BOSTON.exists(), reason="the real registers are not beside the checkout"),
]


# --- the registers ---


def share_of(number: str, salt: str) -> float:
    """Return a number 0..1 that follows from the case and a word."""
    return int.from_bytes(sha256(f"{salt}:{number}".encode()).digest()[:6], "big") / 2**48


def pick(number: str, salt: str, table: Sequence[tuple[float, str]]) -> str:
    """Return the word of a table of cumulative shares."""
    place = share_of(number, salt)
    return next(word for edge, word in table if place < edge)


OUTCOMES = (
    (0.72, "done"), (0.77, "done-in-part"), (0.85, "explained"), (0.89, "refused"), (0.92, "noted"),
    (0.95, "withdrawn"), (0.97, "forwarded"), (0.98, "duplicate"), (0.99, "returned"), (1.01, "terminated"),
)  # fmt: skip
VERDICTS = ((0.4, ""), (0.75, "solved"), (0.88, "partly"), (1.01, "not-solved"))
ANSWERS = {"done", "done-in-part", "explained", "refused", "noted"}


def judged(number: str, outcome: str, okrug: str) -> dict[str, object]:
    """Return verdict and rating of a case; okrugs differ in how content their people are."""
    if outcome not in ANSWERS:
        return {}
    content = share_of(okrug, "content")
    verdict = pick(number, "verdict", VERDICTS)
    if verdict == "not-solved" and share_of(number, "mild") < content:
        verdict = "solved"
    rated = verdict and share_of(number, "rated") < 0.85
    return {"verdict": verdict, "rating": 1 + int(share_of(number, "rating") * 5) if rated else ""}


def boston() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield okrug and line of each case: opened, target and closed are real, local times without a zone."""
    reasons = {
        "Street Lights": "LIGHT", "Trees": "POWER", "Employee & General Comments": "THANKS",
        "Environmental Services": "IDEA",
    }  # fmt: skip
    with BOSTON.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            number, okrug = row["case_enquiry_id"], row["neighborhood"].strip() or "none"
            line: dict[str, object] = {
                "number": number,
                "received_at": row["open_dt"],
                "category": reasons.get(row["reason"], "WASTE"),
                "text": row["case_title"],
                "lat": row["latitude"],
                "lon": row["longitude"],
                "due_on": row["target_dt"][:10],
            }
            if row["closed_dt"]:
                outcome = pick(number, "outcome", OUTCOMES)
                line |= {"answered_at": row["closed_dt"], "outcome": outcome} | judged(number, outcome, okrug)
            yield okrug, line


def london() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield okrug and line of each report: texts, points and moments with a zone are real, closing is not."""
    with LONDON.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            number = row["report_id"]
            okrug = f"okrug {int(share_of(number, 'okrug') ** 2 * 18)}"
            category = row["category"].casefold()
            topic = "LIGHT" if "light" in category or "lamp" in category else "WASTE"
            line: dict[str, object] = {
                "number": number,
                "received_at": row["reported_at"],
                "category": "POWER" if "tree" in category else topic,
                "text": row["description"],
                "place": row["nearest_address"],
                "lat": row["lat"],
                "lon": row["lon"],
            }
            if share_of(number, "open") > 0.1:
                outcome = pick(number, "outcome", OUTCOMES)
                slow = 10 + 35 * share_of(okrug, "slow")
                wait = timedelta(days=slow * share_of(number, "wait"))
                answered_at = datetime.fromisoformat(row["reported_at"]) + wait
                line |= {"answered_at": answered_at.isoformat(), "outcome": outcome} | judged(
                    number, outcome, okrug
                )
            yield okrug, line


# --- the calculation of its own ---


def working_days() -> list[date]:
    """Return the working days of 2010 to 2028, straight from the library."""
    days_off = holidays.country_holidays("KZ", years=range(2010, 2029))
    weekends = days_off.weekend_workdays
    every = (date(2010, 1, 1) + timedelta(days=number) for number in range(365 * 18))
    return [day for day in every if day not in days_off and (day.weekday() < 5 or day in weekends)]


WORKING = working_days()


def after(day: date, count: int) -> date:
    """Return the count-th working day after a day."""
    return WORKING[bisect_right(WORKING, day) + count - 1]


@dataclass
class Case:
    """What the method needs of a line."""

    thanks: bool
    own: bool
    registered: date
    due: date
    answered: date | None = None
    gone: bool = False
    window: date | None = None
    verdict: str = ""
    rating: int = 0


def moment(text: object) -> datetime:
    found = datetime.fromisoformat(str(text))
    return (found if found.tzinfo else found.replace(tzinfo=ALMATY)).astimezone(ALMATY)


def case_of(line: dict[str, object]) -> Case | None:
    """Return the case of a line; None: its target is no date a register may hold."""
    received = moment(line["received_at"])
    target = date.fromisoformat(str(line["due_on"])) if line.get("due_on") else None
    if target and not timedelta(0) <= target - received.date() <= timedelta(days=731):
        return None
    after_hours = (received.hour, received.minute, received.second, received.microsecond) > (*CLOSES, 0, 0)
    in_hours = received.date() in _WORKING_SET and not after_hours
    registered = received.date() if in_hours else after(received.date(), 1)
    due = max(target, registered) if target else after(registered, 15)
    case = Case(line["category"] == "THANKS", TOPICS[str(line["category"])] is Routing.OWN, registered, due)
    if not line.get("outcome"):
        return case
    outcome, day = str(line["outcome"]), moment(line["answered_at"]).date()
    if outcome == "forwarded":
        case.gone = day <= after(registered, 3)
    elif outcome not in ANSWERS:
        case.gone = day <= due
    elif outcome != "noted" or line["category"] in ("THANKS", "IDEA"):
        case.answered, case.window = day, after(day, 20)
        case.verdict, case.rating = str(line["verdict"]), int(str(line["rating"] or 0))
    return case


_WORKING_SET = frozenset(WORKING)
Pair = tuple[int, int]
WEIGHTS = {"K1": 0.30, "K2": 0.10, "K3": 0.25, "K4": 0.20, "K5": 0.15}
PRIOR = {"K1": (20, 0.80), "K2": (20, 0.50), "K3": (20, 0.60), "K4": (20, 0.70), "K5": (10, 0.70)}


def quarter(name: str) -> tuple[date, date]:
    year, part = int(name[:4]), int(name[-1])
    following = date(year + part // 4, part % 4 * 3 + 1, 1)
    return date(year, part * 3 - 2, 1), following - timedelta(days=1)


def earlier(name: str, steps: int) -> str:
    year, part = divmod(int(name[:4]) * 4 + int(name[-1]) - 1 - steps, 4)
    return f"{year}-Q{part + 1}"


def counts(cases: Sequence[Case], name: str, joined: date) -> dict[str, Pair]:
    """Return k and n of each indicator in a quarter."""
    first, last = quarter(name)
    due = [
        one for one in cases
        if first <= one.due <= last and one.due < TODAY and not one.thanks and not one.gone
        and one.registered >= joined
    ]  # fmt: skip
    told = [
        one for one in cases
        if one.window and first <= one.window <= last and one.window < TODAY
        and one.own and not one.thanks and one.verdict
    ]  # fmt: skip
    rated = [one for one in told if one.rating]
    return {
        "K1": (sum(one.answered is not None and one.answered <= one.due for one in due), len(due)),
        "K2": (
            sum(one.answered is not None and one.answered <= after(one.registered, 5) for one in due),
            len(due),
        ),
        "K3": (sum(one.verdict == "solved" for one in told), len(told)),
        "K4": (sum(one.rating >= 4 for one in rated), len(rated)),
        "K5": (0, 0),
    }


def add(pairs: Sequence[Pair]) -> Pair:
    return sum(k for k, _n in pairs), sum(n for _k, n in pairs)


def wilson(k: int, n: int) -> tuple[float, float]:
    z = 1.959963984540054
    centre, spread = (k + z * z / 2) / (n + z * z), z / (n + z * z) * sqrt(k * (n - k) / n + z * z / 4)
    return (0.0 if k == 0 else centre - spread), (1.0 if k == n else centre + spread)


def score(shapes: dict[str, tuple[float, float]]) -> tuple[float, float, float]:
    """Return S and its 90 % range from Beta(a, b) of each indicator that has a value."""
    total = sum(WEIGHTS[code] for code in shapes)
    weight = {code: WEIGHTS[code] / total for code in shapes}
    value = 100 * exp(sum(weight[code] * log(a / (a + b)) for code, (a, b) in shapes.items()))
    sums = []
    for order in (1, 2, 3, 4):
        kappa = {
            code: float(psi(a) - psi(a + b)) if order == 1
            else float(polygamma(order - 1, a) - polygamma(order - 1, a + b))
            for code, (a, b) in shapes.items()
        }  # fmt: skip
        nested = [code for code in ("K1", "K2") if code in shapes]
        rest = sum(weight[code] ** order * kappa[code] for code in shapes if code not in nested)
        if order == 1:
            sums.append(rest + sum(weight[code] * kappa[code] for code in nested))
        else:
            joint = sum(weight[code] * abs(kappa[code]) ** (1 / order) for code in nested) ** order
            sums.append(rest + (1 if kappa[nested[0]] > 0 else -1) * joint)
    mean, deviation = sums[0], sqrt(sums[1])
    g1, g2 = sums[2] / deviation**3, sums[3] / deviation**4
    ends = []
    for z in (-1.6448536269514722, 1.6448536269514722):
        w = z + (z * z - 1) * g1 / 6 + (z**3 - 3 * z) * g2 / 24 - (2 * z**3 - 5 * z) * g1 * g1 / 36
        ends.append(100 * exp(mean + deviation * w))
    return value, ends[0], min(ends[1], 100.0)


def tells_of_few(quarters: Sequence[dict[str, Pair]]) -> bool:
    """Return whether four quarters beside those public by themselves would tell one to four ratings."""
    return 0 < sum(n for n in (part["K4"][1] for part in quarters) if n < 10) < 5


def expected(
    okrugs: dict[int, list[Case]], groups: dict[int, str], joined: dict[int, date], name: str
) -> dict[int, dict[str, object]]:
    """Return for each okrug what the method says of a quarter."""
    window = [name, *(earlier(name, step) for step in (1, 2, 3))]
    parts = {key: [counts(cases, part, joined[key]) for part in window] for key, cases in okrugs.items()}
    found: dict[int, dict[str, object]] = {}
    for key in okrugs:
        shown: dict[str, object] = {}
        shapes = {}
        for code, (strength, m0) in PRIOR.items():
            own, pooled = parts[key][0][code], add([part[code] for part in parts[key]])
            precision = (
                "normal"
                if own[1] >= 30
                else "few"
                if own[1] >= 10
                else "pooled"
                if pooled[1] >= 10
                else "none"
            )
            if precision == "pooled" and code == "K4" and tells_of_few(parts[key]):
                precision = "none"
            k, n = pooled if precision == "pooled" else own
            reach = 4 if precision == "pooled" else 1
            near = [other for other in okrugs if other != key and groups[other] == groups[key]]
            others = add([add([part[code] for part in parts[other][:reach]]) for other in near])
            m = (others[0] + 20 * m0) / (others[1] + 20)
            a, b = k + strength * m, n - k + strength * (1 - m)
            shown[code] = {"own": own, "k": k, "n": n, "precision": precision, "m": m}
            if precision != "none":
                shown[code] |= {  # type: ignore[operator]
                    "wilson": wilson(k, n),
                    "shrunk": (a / (a + b), beta.ppf(0.025, a, b), beta.ppf(0.975, a, b)),
                }  # fmt: skip
                shapes[code] = (a, b)
        enough = all(
            code in shapes and shown[code]["n"] >= floor  # type: ignore[index]
            for code, floor in (("K1", 30), ("K3", 10), ("K4", 10))
        )
        found[key] = {"indicators": shown, "score": score(shapes) if enough else None}
    return found


def difference(figures: dict[str, object], wanted: dict[str, object]) -> list[str]:
    """Return what differs between the product's figures and the calculation."""
    wrong = []

    def near(what: str, got: Sequence[float], want: Sequence[float]) -> None:
        same = len(got) == len(want)
        if not same or any(
            not isclose(x, y, rel_tol=0, abs_tol=TOLERANCE) for x, y in zip(got, want, strict=True)
        ):
            wrong.append(f"{what}: {got} is not {want}")

    for one in figures["indicators"]:  # type: ignore[attr-defined]
        want = wanted["indicators"][one["code"]]  # type: ignore[index]
        wrong += [
            f"{one['code']} {name}: {one[name]} is not {want[name]}"
            for name in ("k", "n", "precision")
            if one[name] != want[name]
        ]
        near(f"{one['code']} own", one["own"], want["own"])
        near(f"{one['code']} peers", [one["peers"]], [want["m"]])
        for name in ("wilson", "shrunk"):
            near(f"{one['code']} {name}", one[name] or (), want.get(name, ()))
    got = figures["score"]
    near("score", [got[name] for name in ("value", "low", "high")] if got else (), wanted["score"] or ())  # type: ignore[index,arg-type]
    return wrong


# --- both together ---


def settle(session: Session, names: Sequence[str], late: date) -> dict[str, Territory]:
    """Return an okrug for each name: two bands of population, one office that joined late."""
    above = make.district(session)
    found = {}
    for place, name in enumerate(sorted(names)):
        okrug = make.okrug_of(session, make.village(session, district_unit=above, connected_from=OLD))
        okrug.valid_from = OLD
        people = 700 if place % 2 else 1500
        session.add(
            Population(territory_id=okrug.id, as_of=OLD, people=people, source="test", entered_at=NOW)
        )
        found[name] = okrug
    chosen = found[sorted(names)[3]]
    session.scalars(select(Office).where(Office.territory_id == chosen.id)).one().connected_from = late
    session.flush()
    return found


@pytest.mark.parametrize(
    ("source", "quarters", "late"),
    [
        (boston, ("2011-Q3", "2011-Q4", "2012-Q1", "2012-Q2"), date(2011, 8, 1)),
        (london, ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"), date(2025, 9, 1)),
    ],
    ids=["Boston", "London"],
)
def test_figures_are_those_of_a_calculation_of_its_own(session: Session, source, quarters, late) -> None:  # type: ignore[no-untyped-def]
    for code, routing in TOPICS.items():
        make.topic(session, code=code, routing=routing)
    registers: dict[str, list[dict[str, object]]] = defaultdict(list)
    for name, line in source():
        registers[name].append(line)
    okrugs = settle(session, list(registers), late)
    cases: dict[int, list[Case]] = {}
    for name, lines in registers.items():
        report = load(session, okrugs[name], lines, now=NOW)
        read = [case_of(line) for line in lines]
        cases[okrugs[name].id] = [one for one in read if one is not None]
        assert report.refused_lines == sum(one is None for one in read)
        assert report.new == len(cases[okrugs[name].id])
    rows = session.execute(select(Office.territory_id, Office.connected_from))
    joined = {row.territory_id: row.connected_from for row in rows}
    for name in quarters:
        period = parse(name)
        assert roll_up(session, period, now=NOW) == len(
            [day for day in joined.values() if day <= period.last_day]
        )
        freeze(session, period, now=NOW)
        compare(session, cases, {key: day for key, day in joined.items() if day <= period.last_day}, name)


def compare(session: Session, cases: dict[int, list[Case]], joined: dict[int, date], name: str) -> None:
    """Check the live and the frozen figures of a quarter against the calculation."""
    groups = {
        row.territory_id: "small" if row.people < 1000 else "big"
        for row in session.scalars(select(Population))
    }
    if min(list(groups.values()).count(band) for band in ("small", "big")) < 15:
        groups = dict.fromkeys(groups, "one")
    wanted = expected({key: cases[key] for key in joined}, groups, joined, name)
    scored, wrong = 0, {}
    for key in joined:
        live, frozen = queries.preview(session, key, name), queries.published(session, key, name)
        assert live is not None
        assert frozen is not None
        # the mix of topics is counted when figures are kept, not all day
        beside = {part: one for part, one in frozen.figures["beside"].items() if part != "topics"}
        assert (live.figures, live.input_hash) == (frozen.figures | {"beside": beside}, frozen.input_hash)
        wrong[key] = difference(live.figures, wanted[key])
        scored += live.figures["score"] is not None
    counted = {key: [one for one in found if " own: " in one] for key, found in wrong.items()}
    assert {key: found for key, found in counted.items() if found} == {}  # first: one count moves all means
    assert {key: found for key, found in wrong.items() if found} == {}
    assert scored or not joined, name
