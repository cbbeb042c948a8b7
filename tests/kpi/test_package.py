"""The package: recomputes to the digit, says where it does not, and shows no single opinion."""

import csv
import json
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
import pytest

from akimfeedback.kpi import verify
from akimfeedback.kpi.counted import Counted, pairs_of
from akimfeedback.kpi.disclosure import SMALLEST, floored, too_few
from akimfeedback.kpi.package.layout import TABLES
from akimfeedback.kpi.package.tables import ROWS_OF
from tests.kpi import packages
from tests.kpi.packages import content, counted, random_registers, unpacked, written

SEEDS = range(12)


def lines(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the lines of a table."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def change_cell(folder: Path, name: str, column: str, value: str, *, honest: bool) -> None:
    """Change one cell of a table; an honest forger also corrects the hash."""
    path, rows = folder / f"{name}.csv", lines(folder, name)
    next(line for line in rows if line[column] not in ("", value))[column] = value
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, TABLES[name])
        writer.writeheader()
        writer.writerows(rows)
    if honest:
        descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
        resource = next(one for one in descriptor["resources"] if one["path"] == path.name)
        resource["hash"] = f"sha256:{sha256(path.read_bytes()).hexdigest()}"
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


@pytest.mark.parametrize("seed", SEEDS)
def test_every_published_figure_follows_from_the_rows(seed: int, tmp_path: Path) -> None:
    report = verify.check(unpacked(content(random_registers(seed)), tmp_path))

    assert report.differences == []
    assert report.same
    assert report.compared > 24 * 5 * 14


def test_okrugs_that_are_counted_but_not_public_stay_in_the_sums(tmp_path: Path) -> None:
    made = content(random_registers(3), hidden=[packages.kato(0), packages.kato(5)])

    assert verify.check(unpacked(made, tmp_path)).same
    assert packages.kato(0) not in (tmp_path / "figures.csv").read_text(encoding="utf-8")


def test_an_okrug_without_kept_rows_is_said_not_to_be_recomputable(tmp_path: Path) -> None:
    folder = unpacked(packages.without_rows(content(random_registers(3)), 4), tmp_path)

    assert verify.check(folder).same
    assert [one["okrug"] for one in lines(folder, "withheld") if one["why"] == "no-rows-kept"] == [
        packages.kato(4)
    ]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("figures", "k", "1"), ("figures", "share", "0.123"), ("figures", "shrunk", "0.5"),
        ("figures", "wilson_low", "0.01"), ("figures", "peers_mean", "0.9"), ("figures", "change", "0.5"),
        ("scores", "score", "99"), ("scores", "score_low", "1"), ("scores", "peer_median", "12"),
        ("requests", "on_time", "0"), ("verdicts", "solved", "0"), ("ratings", "satisfied", "0"),
        ("rest", "k", "0"), ("method", "weight", "0.31"), ("beside", "silence_rate", "77"),
    ],
)  # fmt: skip
def test_a_changed_cell_is_found_even_with_a_new_hash(
    table: str, column: str, value: str, tmp_path: Path
) -> None:
    folder = unpacked(content(random_registers(1)), tmp_path)

    change_cell(folder, table, column, value, honest=True)

    report = verify.check(folder)
    assert not report.same
    assert report.differences
    assert not report.broken


def test_a_changed_file_is_named(tmp_path: Path) -> None:
    folder = unpacked(content(random_registers(1)), tmp_path)

    change_cell(folder, "okrugs", "name_kk", "Басқа", honest=False)

    assert verify.check(folder).broken == ["okrugs.csv"]


def test_the_same_content_gives_the_same_bytes() -> None:
    assert written(content(random_registers(2))) == written(content(random_registers(2)))


@pytest.mark.parametrize(
    ("language", "word"), [("kk", "бірдей"), ("ru", "совпадает"), ("en", "same")], ids=["kk", "ru", "en"]
)
def test_the_command_says_same_and_differs_in_three_languages(
    language: str, word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = tmp_path / "v1.zip"
    archive.write_bytes(written(content(random_registers(1))))

    assert verify.main([str(archive), "--language", language]) == 0
    assert word in capsys.readouterr().out
    assert verify.main([str(tmp_path / "none.zip"), "--language", language]) == 2


def test_the_command_needs_neither_database_nor_web_framework(tmp_path: Path) -> None:
    archive = tmp_path / "v1.zip"
    archive.write_bytes(written(content(random_registers(1))))
    code = (
        "import sys; from akimfeedback.kpi import verify; code = verify.main([sys.argv[1], '--quiet']);"
        "heavy = {'flask', 'sqlalchemy', 'psycopg', 'redis'} & {m.split('.')[0] for m in sys.modules};"
        "sys.exit(code or len(heavy))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(archive)], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_somebody_elses_script_finds_the_same_digits_and_a_forgery(tmp_path: Path) -> None:
    folder = unpacked(content(random_registers(5, okrugs=40)), tmp_path)
    script = [sys.executable, str(Path(__file__).with_name("independent.py")), str(folder)]

    done = subprocess.run(script, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "same" in done.stdout

    change_cell(folder, "verdicts", "solved", "0", honest=True)
    assert subprocess.run(script, capture_output=True, text=True, check=False).returncode == 1


def test_the_package_is_valid_by_the_tool_of_the_standard(tmp_path: Path) -> None:
    folder = unpacked(content(random_registers(6)), tmp_path)
    code = (
        "import sys, frictionless; r = frictionless.validate(sys.argv[1]); "
        "print(r.to_summary() if not r.valid else 'valid', len(r.tasks)); sys.exit(not r.valid)"
    )

    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, "datapackage.json"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert done.stdout.split() == ["valid", str(len(TABLES))]


@pytest.mark.parametrize("seed", range(40))
def test_no_class_of_opinions_is_smaller_than_five(seed: int, tmp_path: Path) -> None:
    folder = unpacked(content(random_registers(seed, okrugs=16)), tmp_path)

    for name in ("verdicts", "ratings"):
        classes: dict[tuple[str, str], int] = defaultdict(int)
        for line in lines(folder, name):
            classes[line["okrug"], line["period"]] += 1
        assert all(count >= SMALLEST for count in classes.values()), name
    for line in lines(folder, "rest"):
        if line["indicator"] in ("K3", "K4"):
            assert int(line["n"]) >= SMALLEST
    for line in lines(folder, "figures"):
        if line["indicator"] in ("K3", "K4") and line["n"]:
            assert int(line["n"]) == 0 or int(line["n"]) >= SMALLEST


def test_a_village_of_150_with_three_answers_is_in_no_line_of_opinions(tmp_path: Path) -> None:
    random = Random(1)
    village = counted(random, [3, 0, 0, 0, 0], people=150)
    others = [("all", counted(random, [20, 9, 9, 9, 20])) for _ in range(6)]
    folder = unpacked(content([("all", village), *others]), tmp_path)

    told = {line["okrug"] for name in ("verdicts", "ratings") for line in lines(folder, name)}
    k3 = next(one for one in lines(folder, "figures") if one["indicator"] == "K3")

    assert packages.kato(0) not in told
    assert (k3["okrug"], k3["k"], k3["n"]) == (packages.kato(0), "", "")
    assert [one["why"] for one in lines(folder, "withheld") if one["part"] == "own"] == [
        "would-show-single-opinions",
        "would-show-single-opinions",
    ]
    assert not [one for one in lines(folder, "rest") if one["indicator"] in ("K3", "K4")]
    assert all(line["score"] == "" for line in lines(folder, "scores"))
    assert verify.check(folder).same


def test_what_is_left_of_a_group_is_of_two_okrugs_or_not_told(tmp_path: Path) -> None:
    random = Random(2)
    small = [("all", counted(random, [4, 0, 0, 0, 0])) for _ in range(2)]
    others = [("all", counted(random, [20, 0, 0, 0, 20])) for _ in range(5)]
    folder = unpacked(content([*small, *others]), tmp_path)

    rest = [one for one in lines(folder, "rest") if one["indicator"] == "K3"]

    assert [(one["part"], one["n"]) for one in rest] == [("own", "8")]
    assert verify.check(folder).same


def test_no_table_has_a_day_a_village_or_a_link_from_request_to_answer() -> None:
    assert set(TABLES["requests"]) == {"okrug", "period", "on_time", "prompt"}
    assert set(TABLES["verdicts"]) == {"okrug", "period", "solved"}
    assert set(TABLES["ratings"]) == {"okrug", "period", "satisfied"}
    columns = {column for table in TABLES.values() for column in table}
    assert not columns & {"day", "date", "place", "village", "number", "id", "category", "rating", "hash"}


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"a": 7, "b": 9}, {"a": 7, "b": 9}),
        ({"a": 2, "b": 9, "c": 20}, {"a": None, "b": None, "c": 20}),
        ({"a": 2, "b": 2, "c": 6, "d": 9}, {"a": None, "b": None, "c": None, "d": 9}),
        ({"a": 3, "b": 4, "c": 6}, {"a": None, "b": None, "c": 6}),
        ({"a": 0, "b": 5}, {"a": 0, "b": 5}),
        ({"a": 1}, {"a": None}),
    ],
)
def test_small_classes_are_hidden_so_that_the_whole_does_not_give_them_away(
    counts: dict[str, int], told: dict[str, int | None]
) -> None:
    assert floored(counts) == told


def test_an_archive_holds_nothing_but_its_tables() -> None:
    with zipfile.ZipFile(BytesIO(written(content(random_registers(1))))) as archive:
        names = set(archive.namelist())
        text = archive.read("okrugs.csv").decode()

    assert names == {*(f"{name}.csv" for name in TABLES), "datapackage.json", "README.txt"}
    assert ",'=Aul 3," in text  # a spreadsheet takes no name for a formula


@pytest.mark.parametrize(
    ("code", "pairs", "few"),
    [
        ("K1", [(1, 2)], False),
        ("K3", [(1, 4)], True),
        ("K3", [(0, 0)], False),
        ("K4", [(5, 5), (4, 4)], True),
        ("K4", [(5, 5), None], False),
    ],
)
def test_counts_of_opinions_under_five_are_too_few(
    code: str, pairs: list[tuple[int, int] | None], few: bool
) -> None:
    assert too_few(code, *pairs) is few


def equations(folder: Path, code: str, katos: list[str]) -> list[list[float]]:
    """Return what a reader of the package knows of n: sums over (quarter, three before) of each okrug."""
    own_label = str(packages.PERIOD)
    place = {kato: number for number, kato in enumerate(katos)}
    told: dict[str, set[str]] = defaultdict(set)
    for line in lines(folder, ROWS_OF[code]):
        told[line["okrug"]].add("window" if ".." in line["period"] else line["period"])
    zero = {
        line["okrug"]
        for line in lines(folder, "figures")
        if line["indicator"] == code and line["n"] == "0" and line["precision"] == "none"
    }
    known = [
        _equation(katos, [place[kato]] if kato in zero or own_label in told[kato] else [], [])
        for kato in katos
    ]
    known += [_equation(katos, [place[kato]], [place[kato]]) for kato in katos if "window" in told[kato]]
    group_of = {line["okrug"]: line["group"] for line in lines(folder, "okrugs")}
    means = [one for one in lines(folder, "figures") if one["indicator"] == code and one["peers_mean"]]
    for line in means:  # a published mean gives the sum of the others of the group
        mine = line["okrug"]
        others = [place[one] for one in katos if group_of[one] == group_of[mine] and one != mine]
        known.append(_equation(katos, others, others if line["precision"] == "pooled" else []))
    return known


def _equation(katos: list[str], own: list[int], before: list[int]) -> list[float]:
    made = [0.0] * (2 * len(katos))
    for place in own:
        made[place] = 1.0
    for place in before:
        made[len(katos) + place] = 1.0
    return made


def one_small_among_busy(seed: int) -> list[tuple[str, Counted]]:
    """Return busy okrugs and a single one with few: only its own counts are not told."""
    random = Random(seed)
    few = random.choice(([3, 0, 0, 0, 0], [2, 1, 0, 0, 0], [7, 2, 0, 0, 0], [2, 12, 0, 0, 12]))
    busy = [("all", counted(random, [20, 6 * (seed % 2), 0, 0, 20])) for _ in range(6)]
    return [("all", counted(random, few)), *busy]


@pytest.mark.parametrize("make", [random_registers, one_small_among_busy])
@pytest.mark.parametrize("seed", range(12))
def test_no_small_count_follows_from_what_is_told(
    make: Callable[[int], list[tuple[str, Counted]]], seed: int, tmp_path: Path
) -> None:
    registers = make(seed)
    made = content(registers)
    folder, katos = unpacked(made, tmp_path), [one.kato for one in made.okrugs]
    labels = packages.labels()
    for code in ("K3", "K4"):
        known = np.array(equations(folder, code, katos))
        rank = np.linalg.matrix_rank(known)
        for number, (_group, rows) in enumerate(registers):
            own = pairs_of(rows[labels[0]])[code][1]
            before = sum(pairs_of(rows[label])[code][1] for label in labels[1:4])
            for count, column in ((own, number), (before, len(katos) + number)):
                if 0 < count < SMALLEST:
                    wanted = np.zeros((1, 2 * len(katos)))
                    wanted[0, column] = 1.0
                    assert np.linalg.matrix_rank(np.vstack([known, wanted])) > rank, (code, number)
