"""Count the figures of a package again, written from the method's text alone: nothing of the product is used.

    python independent.py FOLDER

Reads the CSV tables of one folder, needs numpy and scipy, ends with 0 when every digit agrees to 1e-9.
"""

import csv
import math
import statistics
import sys
from pathlib import Path

import numpy as np
from scipy import special

# mypy: ignore-errors

FOLDER = Path(sys.argv[1])
NODES, WEIGHTS = np.polynomial.legendre.leggauss(500)


def table(name):
    with open(FOLDER / (name + ".csv"), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CONST = {r["name"]: float(r["value"]) for r in table("constants")}
Z95, Z90 = CONST["z-95"], CONST["z-90"]
METHOD = {}
for r in table("method"):
    METHOD.setdefault(r["version"], {})[r["indicator"]] = r


# --- 1. k and n of every okrug, from the rows ------------------------------------------------------------
counts = {}  # (okrug, indicator, label) -> [k, n]


def add(okrug, indicator, label, k, n):
    pair = counts.setdefault((okrug, indicator, label), [0, 0])
    pair[0] += k
    pair[1] += n


for r in table("requests"):
    add(r["okrug"], "K1", r["period"], int(r["on_time"]), 1)
    add(r["okrug"], "K2", r["period"], int(r["prompt"]), 1)
for r in table("verdicts"):
    add(r["okrug"], "K3", r["period"], int(r["solved"]), 1)
for r in table("ratings"):
    add(r["okrug"], "K4", r["period"], int(r["satisfied"]), 1)
for r in table("duties"):
    add(r["okrug"], "K5", r["period"], int(r["k"]), int(r["n"]))
enough_raters = {(r["okrug"], r["period"]): r["raters"] == "5+" for r in table("raters")}

windows = sorted({r["period"] for r in table("raters") if ".." in r["period"]})
WINDOW = windows[0] if windows else "2000-Q1..2000-Q4"
FIRST, OWN = WINDOW.split("..")


def quarter(label, steps):
    number = int(label[:4]) * 4 + int(label[-1]) - 1 + steps
    return f"{number // 4}-Q{number % 4 + 1}"


FOUR = [quarter(OWN, -s) for s in range(4)]
YEAR_AGO = quarter(OWN, -4)


def pair(okrug, code, *labels):
    found = [counts.get((okrug, code, label), (0, 0)) for label in labels]
    return sum(p[0] for p in found), sum(p[1] for p in found)


# --- 2. what is shown: the quarter, four quarters, or nothing ----------------------------------------------
okrugs = {r["okrug"]: r for r in table("okrugs")}
listed = {r["okrug"] for r in table("figures")}
settled = {}  # (okrug, code) -> (k, n, precision)
for okrug in listed:
    for code, rule in METHOD[okrugs[okrug]["method"]].items():
        own, four = pair(okrug, code, OWN), pair(okrug, code, *FOUR, WINDOW)
        floor = int(rule["floor"])
        if own[1] >= floor:
            found = (*own, "normal" if own[1] >= CONST["normal-from"] else "few")
        elif four[1] >= floor:
            found = (*four, "pooled")
        else:
            found = (*own, "none")
        if code == "K4" and found[2] != "none":
            label = WINDOW if found[2] == "pooled" else OWN
            if not enough_raters[okrug, label]:
                found = (*own, "none")
        settled[okrug, code] = found


# --- 3. means of the others, shrunk shares -----------------------------------------------------------------
def group(okrug):
    return okrugs[okrug]["data_time"], okrugs[okrug]["group"]


total = {}  # (group, code, "own" | "window") -> [k, n]
for okrug in listed:
    for code in METHOD[okrugs[okrug]["method"]]:
        for name, value in (("own", pair(okrug, code, OWN)), ("window", pair(okrug, code, *FOUR, WINDOW))):
            t = total.setdefault((group(okrug), code, name), [0, 0])
            t[0] += value[0]
            t[1] += value[1]
for r in table("rest"):
    t = total.setdefault(((r["data_time"], r["group"]), r["indicator"], r["part"]), [0, 0])
    t[0] += int(r["k"])
    t[1] += int(r["n"])

mean, beta = {}, {}
for (okrug, code), (k, n, precision) in settled.items():
    rule = METHOD[okrugs[okrug]["method"]][code]
    name = "window" if precision == "pooled" else "own"
    mine = pair(okrug, code, *FOUR, WINDOW) if name == "window" else pair(okrug, code, OWN)
    t = total[group(okrug), code, name]
    strength = CONST["prior-strength-of-the-peers-mean"]
    m = (t[0] - mine[0] + strength * float(rule["m0"])) / (t[1] - mine[1] + strength)
    mean[okrug, code] = m
    M = float(rule["prior"])
    beta[okrug, code] = (k + M * m, n - k + M * (1 - m))


def wilson(k, n):
    p, z2 = k / n, Z95 * Z95
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half) if k else 0.0, min(1.0, middle + half) if k < n else 1.0


# --- 4. scores ---------------------------------------------------------------------------------------------
def cornish_fisher(z, g1, g2):
    return z + (z * z - 1) * g1 / 6 + (z**3 - 3 * z) * g2 / 24 - (2 * z**3 - 5 * z) * g1 * g1 / 36


def score_of(okrug):
    rules = METHOD[okrugs[okrug]["method"]]
    have = [c for c in rules if settled[okrug, c][2] != "none"]
    needed = {c: int(r["publish_from"]) for c, r in rules.items() if int(r["publish_from"])}
    if any(c not in have or settled[okrug, c][1] < least for c, least in needed.items()):
        return None
    whole = sum(float(rules[c]["weight"]) for c in have)
    w = {c: float(rules[c]["weight"]) / whole for c in have}
    value = 100 * math.exp(sum(w[c] * math.log(beta[okrug, c][0] / sum(beta[okrug, c])) for c in have))

    def kappa(order, c):
        a, b = beta[okrug, c]
        if order == 1:
            return special.psi(a) - special.psi(a + b)
        return special.polygamma(order - 1, a) - special.polygamma(order - 1, a + b)

    cumulants = []
    for order in (1, 2, 3, 4):
        nested = [c for c in ("K1", "K2") if c in have]
        if order == 1:
            cumulants.append(sum(w[c] * kappa(1, c) for c in have))
            continue
        joint = sum(w[c] * abs(kappa(order, c)) ** (1 / order) for c in nested) ** order
        joint *= math.copysign(1, kappa(order, nested[0]))
        cumulants.append(joint + sum(w[c] ** order * kappa(order, c) for c in have if c not in nested))
    sd = math.sqrt(cumulants[1])
    g1, g2 = cumulants[2] / sd**3, cumulants[3] / sd**4
    low, high = (100 * math.exp(cumulants[0] + sd * cornish_fisher(z, g1, g2)) for z in (-Z90, Z90))
    return {"value": value, "low": low, "high": min(high, 100.0), "w": w, "shape": (cumulants[0], sd, g1, g2)}


score = {okrug: score_of(okrug) for okrug in listed}
others_scores = {}
for r in table("rest_scores"):
    others_scores.setdefault((r["data_time"], r["group"]), []).append(float(r["score"]))


def standing(okrug):
    others = [score[o]["value"] for o in listed if o != okrug and group(o) == group(okrug) and score[o]]
    others += others_scores.get(group(okrug), [])
    middle = statistics.median(others) if len(others) >= CONST["peers-needed"] else None
    if middle is None or score[okrug] is None:
        return None, middle, len(others)
    mu, sd, g1, g2 = score[okrug]["shape"]
    wanted, low, high = (math.log(middle / 100) - mu) / sd, -5.0, 5.0
    for _ in range(60):
        half = (low + high) / 2
        low, high = (half, high) if cornish_fisher(half, g1, g2) < wanted else (low, half)
    chance = special.ndtr(-(low + high) / 2)
    if chance >= CONST["clearly-above-from"]:
        return "clearly-above", middle, len(others)
    if chance <= CONST["clearly-below-to"]:
        return "clearly-below", middle, len(others)
    return "cannot-be-told-apart", middle, len(others)


# --- 5. change against a year ago --------------------------------------------------------------------------
def change(okrug, code):
    (k, n), (then_k, then_n) = pair(okrug, code, OWN), pair(okrug, code, YEAR_AGO)
    if min(n, then_n) < CONST["change-from"]:
        return None, None, None, None
    p, q = k / n, then_k / then_n
    (low, high), (then_low, then_high) = wilson(k, n), wilson(then_k, then_n)
    down = p - q - math.sqrt((p - low) ** 2 + (then_high - q) ** 2)
    up = p - q + math.sqrt((high - p) ** 2 + (q - then_low) ** 2)
    a, b, c, d = k + 0.5, n - k + 0.5, then_k + 0.5, then_n - then_k + 0.5
    angle = (NODES + 1) * math.pi / 4  # Pr(X > Y): X over its angle, x = sin(angle) ** 2
    x = np.sin(angle) ** 2
    density = (2 * a - 1) * np.log(np.sin(angle)) + (2 * b - 1) * np.log(np.cos(angle)) - special.betaln(a, b)
    chance = float(np.sum(WEIGHTS * 2 * np.exp(density) * special.betainc(c, d, x)) * math.pi / 4)
    word = "no-clear-change"
    if chance >= 0.95:
        word = "improved"
    elif chance >= 0.8:
        word = "probably-improved"
    elif chance <= 0.05:
        word = "worsened"
    elif chance <= 0.2:
        word = "probably-worsened"
    return p - q, down, up, word


# --- 6. compare with what is published ---------------------------------------------------------------------
untold_okrug = {(r["okrug"], r["indicator"]) for r in table("withheld") if r["okrug"]}
untold_group = {((r["data_time"], r["group"]), r["indicator"]) for r in table("withheld") if not r["okrug"]}
wrong, compared = [], []


def same(where, published, counted, may_be_empty):
    if published == "" and counted is not None and may_be_empty:
        return
    compared.append(where)
    if published == "" or counted is None:
        good = published == "" and counted is None
    elif isinstance(counted, str):
        good = published == counted
    else:
        good = abs(float(published) - counted) <= 1e-9 * max(1.0, abs(counted))
    if not good:
        wrong.append((*where, published, counted))


for r in table("figures"):
    okrug, code = r["okrug"], r["indicator"]
    k, n, precision = settled[okrug, code]
    a, b = beta[okrug, code]
    shown, no_mean = precision != "none", (group(okrug), code) in untold_group
    hidden = (okrug, code) in untold_okrug
    low, high = wilson(k, n) if shown else (None, None)
    moved = change(okrug, code)
    for column, value, may in (
        ("k", k, hidden),
        ("n", n, hidden),
        ("share", k / n if shown else None, False),
        ("wilson_low", low, False),
        ("wilson_high", high, False),
        ("precision", precision, False),
        ("shrunk", a / (a + b) if shown else None, no_mean),
        ("shrunk_low", special.betaincinv(a, b, 0.025) if shown else None, no_mean),
        ("shrunk_high", special.betaincinv(a, b, 0.975) if shown else None, no_mean),
        ("peers_mean", mean[okrug, code], no_mean or code in ("K3", "K4")),
        ("weight", float(METHOD[okrugs[okrug]["method"]][code]["weight"]), False),
        ("effective_weight", score[okrug]["w"].get(code) if score[okrug] else None, False),
        ("change", moved[0], hidden),
        ("change_low", moved[1], hidden),
        ("change_high", moved[2], hidden),
        ("change_word", moved[3], hidden),
    ):
        same((okrug, code, column), r[column], value, may)
for r in table("scores"):
    okrug = r["okrug"]
    may = any(key == group(okrug) for key, _ in untold_group)
    found, (words, middle, many) = score[okrug] or {}, standing(okrug)
    for column, value in (
        ("score", found.get("value")),
        ("score_low", found.get("low")),
        ("score_high", found.get("high")),
        ("standing", words),
        ("peer_median", middle),
        ("peers_scored", many),
    ):
        same((okrug, "S", column), r[column], value, may)

for line in wrong[:20]:
    sys.stdout.write(" ".join(map(str, line)) + "\n")
VERDICT = "same" if compared and not wrong else "differs"
sys.stdout.write(f"{VERDICT}: {len(compared)} compared, {len(wrong)} differ\n")
sys.exit(VERDICT != "same")
