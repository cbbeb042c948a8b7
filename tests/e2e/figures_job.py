"""The figures step by step: whoever reads, questions, answers, looks after or audits them."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from akimfeedback.core.settings import ROOT
from akimfeedback.kpi.periods import life_dates, quarter_of
from akimfeedback.law.official_days import calendar_for
from tests.e2e.main_job import pdf, sign_in
from tests.e2e.product import Product
from tests.e2e.reader import Reader
from tests.e2e.words import counted
from tests.ops.processes import clean_environ, until

FREEZE = "akimfeedback.kpi.jobs.freeze_due"
CHECK = "akimfeedback.desk.jobs.check_journal"
SEAL = "akimfeedback.journal.jobs.seal_waiting"
INDEPENDENT = ROOT / "tests" / "kpi" / "independent.py"
LAST_DAY = """INSERT INTO kpi_signal (territory_id, code, month, observed, expected, n, p_value, flagged,
  evidence, raised_at)
  SELECT id, 'G1', to_char(%(at)s::timestamptz - interval '1 month', 'YYYY-MM'), 9, 2.5, 12, 0.0004, true,
  '{"parts": [{"name": "last-day", "seen": 9, "n": 12, "expected": 2.5, "p": 0.0004, "rows": [], "after": 1}],
    "checks": 40}', %(at)s
  FROM territory WHERE kato = %(kato)s
  ON CONFLICT (territory_id, code, month) DO UPDATE SET flagged = true, finding = NULL
  RETURNING id"""

AUTHOR = """SELECT number, phone FROM appeal a JOIN app_user u ON u.id = a.author_id
  JOIN journal_entry e ON e.subject = 'appeal' AND e.subject_id = a.id
  JOIN journal_leaf l ON l.entry_id = e.id
  WHERE phone LIKE '+7700000%%' ORDER BY e.id DESC LIMIT 1"""


@dataclass
class Matter:
    """What one journey is about."""

    product: Product
    folder: Path
    okrug: str
    village: str
    akim: str
    deputy: str
    words: str
    assessor: str = "+77000000036"
    auditor: str = "+77000000037"
    administrator: str = "+77000000038"
    period: str = ""
    pair: tuple[int, int] = (0, 0)  # k and n of K1 as the okrug's page shows them

    @property
    def page(self) -> str:
        """Return the address of the okrug's page."""
        return f"/okrugs/{self.okrug}"

    def file(self, name: str, content: bytes) -> Path:
        """Keep a download."""
        path = self.folder / name
        path.write_bytes(content)
        return path


def fetched(who: Reader, address: str) -> bytes:
    """Download as the browser would."""
    answer = who.page.request.get(address if address.startswith("http") else who.address + address)
    assert answer.status == 200, f"{address}: {answer.status}"
    return answer.body()


def href(who: Reader, where: str) -> str:
    """Return the address behind the first link of a kind."""
    found = who.page.locator(where).first.get_attribute("href")
    assert found, f"no {where} on {who.page.url}"
    return found


def ran(folder: Path, *command: str) -> str:
    """Run a program on downloads, away from the product; it must end well."""
    done = subprocess.run(
        command, cwd=folder, env=clean_environ(), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def opens_the_okrug(who: Reader, matter: Matter) -> None:
    """Choose the village at home and tap «the akim's work»."""
    who.page.fill("main [name=q]", matter.village)
    who.tap(who.button("Find my village"))
    who.tap(who.page.locator(".choose button").first)
    who.tap(who.menu("The akim's work"))
    assert who.page.url.endswith(matter.page)
    who.sees("Block “Interaction with citizens”: an adaptation, not an official assessment.")
    matter.period = re.findall(r"/figures/(\d{4}-Q\d)", href(who, ".kpi__how a"))[0]


def asks_how_it_was_counted(who: Reader, matter: Matter) -> None:
    """See the own okrug's numbers in the explanation of the first figure."""
    shown = who.page.locator(".kpi__count").first.inner_text()
    who.tap(who.page.locator(".kpi__how a").first)
    for number in re.findall(r"\d+", shown)[:2]:
        assert re.search(rf"\b{number}\b", who.page.locator("#k1").locator("..").inner_text())
    who.go(matter.page)


def rows_are_as_many(who: Reader, matter: Matter) -> None:
    """Follow each count to as many rows, as many of them good as the count says."""
    links = who.page.locator("main a[href*='/rows/K']").all()
    assert len(links) == 5
    shown = {one.get_attribute("href") or "": one.inner_text() for one in links}
    for address, text in shown.items():
        pair = re.match(r"(\d+) / (\d+)", text.replace("\u00a0", " "))
        if pair is None:
            continue  # hidden, or nothing to count
        k, n = int(pair[1]), int(pair[2])
        lines = fetched(who, address.replace("?", ".csv?", 1)).decode().splitlines()[1:]
        assert (sum(line.endswith(",1") for line in lines), len(lines)) == (k, n), address
        if "/K1" in address:
            matter.pair = k, n
    who.tap(who.page.locator("main a[href*='/rows/K1']").first)
    assert counted(who.language, "In all: %(n)s row.", "In all: %(n)s rows.", matter.pair[1]) in who.text()


def compares(who: Reader, matter: Matter) -> None:
    """Choose two similar okrugs more; the own numbers are those of the page."""
    who.go(matter.page)
    who.tap(who.link("Compare with similar okrugs"))
    for _more in range(2):
        who.page.locator("main .pill__input:not(:checked)").first.check()
    who.tap(who.button("Compare"))
    assert who.page.locator("main .charts section").count() == 5
    table = fetched(who, href(who, "main a[href*='compare.csv']")).decode()
    own = [line for line in table.splitlines() if line.startswith(matter.okrug) and ",K1," in line]
    assert f",K1,{matter.pair[0]},{matter.pair[1]}," in own[0], own
    assert len({line.split(",")[0] for line in table.splitlines()[1:]}) == 3


def reads_the_district(who: Reader, matter: Matter) -> None:
    """See every okrug with an akim as a tile with words."""
    who.go(matter.page)
    who.tap(who.page.locator("main a[href^='/districts/']").first)
    tiles = who.page.locator(".okrugs__tile")
    okrugs = "SELECT count(*) FROM territory WHERE has_akim AND kato LIKE %(like)s"
    assert tiles.count() == matter.product.ask(okrugs, like="9932%")[0][0]
    assert all(words.strip() for words in who.page.locator(".okrugs__words").all_inner_texts())


def reads_the_method(who: Reader, matter: Matter) -> None:
    """Read the method, all its numbers, and what was changed."""
    who.tap(who.link("How the figures are counted"))
    who.sees("Why not simply a percentage")
    who.tap(who.page.locator("main a[href^='/method/v']").first)
    who.go("/method")
    who.tap(who.link("What was changed in the method, and why"))
    who.go("/method")
    who.tap(who.link("What is watched in the figures"))


def counts_it_again(who: Reader, matter: Matter) -> None:
    """Download the quarter; our verifier and a stranger's script both come to the published digits."""
    who.tap(who.link("Open data"))
    who.tap(who.page.locator(f"h3 a[href$='{matter.period}']"))
    content = fetched(who, href(who, "main a[href$='.zip']"))
    package = matter.file("package.zip", content)
    said = ran(ROOT, sys.executable, "-m", "akimfeedback.kpi.verify", str(package), "--language", "en")
    assert "\nsame: " in f"\n{said}", said
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(matter.folder / "package")
    ran(matter.folder, sys.executable, "-I", str(INDEPENDENT), str(matter.folder / "package"))


def prints_the_brief(who: Reader, matter: Matter) -> None:
    """Print two pages with the numbers of the page."""
    who.go(matter.page)
    paper = pdf(who, who.link("Brief on two pages (PDF)").get_attribute("href") or "")
    assert len(paper.pages) == 2
    text = re.sub(r"\s+", " ", "\n".join(page.extract_text() for page in paper.pages))
    assert re.search(rf"\b{matter.pair[0]} / {matter.pair[1]}\b", text), text[:1500]


def reads_the_journal(who: Reader, matter: Matter) -> None:
    """Check the seals by the program that the journal gives away, away from the product."""
    who.tap(who.link("The sealed journal"))
    who.sees("Seals, newest first")
    matter.file("verify.py", fetched(who, "/journal/verify.py"))
    matter.file("heads.json", fetched(who, "/journal/heads.json"))
    assert "fits" in ran(matter.folder, sys.executable, "-I", "verify.py", "heads.json")


def proves_the_request(who: Reader, matter: Matter) -> None:
    """Come from the receipt to the proof, which fits; the stand-alone program agrees."""
    number, phone = matter.product.ask(AUTHOR)[0]
    signs_in(who, matter, phone, f"/mine/{number}/receipt")
    who.tap(who.link("Check that the request is in the sealed journal"))
    who.sees("The proof fits")
    proof = fetched(who, href(who, "main a[href*='/proof/'][href$='.json']"))
    matter.file("proof.json", proof)
    assert "fits" in ran(matter.folder, sys.executable, "-I", "verify.py", "proof.json")
    leaf = who.page.locator("main ol > li:nth-child(2) code").first.inner_text()
    matter.file("proof.json", proof.replace(leaf.encode(), leaf[::-1].encode()))
    forged = subprocess.run(
        [sys.executable, "-I", "verify.py", "proof.json"], cwd=matter.folder, capture_output=True, check=False
    )
    assert forged.returncode == 1, forged.stdout


def signs_in(who: Reader, matter: Matter, phone: str, path: str, *, code: str = "") -> None:
    """Come in with a code, with the second factor where it is asked for, and open a page."""
    who.go("/sign-in")
    sign_in(who, matter.product, phone)
    if code:
        who.page.fill("#code", matter.product.factor(code))
        who.tap(who.button("Continue"))
    who.go(path)


def lists_behind_own_numbers(who: Reader, matter: Matter) -> None:
    """Follow each count of the office's page to a list as long as it says."""
    signs_in(who, matter, matter.akim, "/office/numbers")
    links = who.page.locator("main td a[href*='/office/numbers/']").all()
    assert links
    shown = {one.get_attribute("href") or "": one.inner_text() for one in links}
    for address, text in shown.items():
        pair = re.match(r"(\d+) / (\d+)", text.replace("\u00a0", " "))
        assert pair, text
        page = fetched(who, address).decode()
        assert page.partition("<tbody")[2].partition("</tbody>")[0].count("<tr") == int(pair[2]), address
    who.go(next(iter(shown)))


def explains_a_signal(who: Reader, matter: Matter) -> None:
    """Answer to what is worth a look before anybody judges it."""
    matter.product.ask(LAST_DAY, kato=matter.okrug, at=matter.product.now())
    who.go("/office/numbers")
    who.tap(who.link("Worth a look"))
    who.tap(who.page.locator(".rows a").first)
    who.page.fill("#words", matter.words)
    who.tap(who.button("Keep the explanation"))
    who.sees("Your explanation is kept. Those who look at the signal read it.")


def in_time_for_a_reply(product: Product) -> str:
    """Move the clock into the days of the next reply and let the worker freeze; return the quarter."""
    today = product.now().date()
    last, calendar = quarter_of(today).shifted(-1), calendar_for(range(today.year - 1, today.year + 2))
    life = life_dates(last, calendar)
    if today > life.reply_ends_on:
        last = last.shifted(1)
        life = life_dates(last, calendar)
    if today < life.provisional_on:
        product.forward(f"{life.provisional_on + timedelta(days=life.provisional_on.weekday() == 5)}T10:30")
    frozen = "SELECT count(*) FROM kpi_snapshot WHERE period = %(period)s AND version > 0"
    if product.ask(frozen, period=str(last)) == [(0,)]:
        product.nudge(FREEZE, queue="slow")
        until(lambda: product.ask(frozen, period=str(last)) != [(0,)], f"{last} is frozen")
    return str(last)


def replies_to_one_indicator(who: Reader, matter: Matter, period: str) -> None:
    """Say something on one indicator; everybody reads it beside the figures."""
    signs_in(who, matter, matter.akim, "/office/numbers")
    who.tap(who.link("Your word on the figures"))
    who.page.fill("#k1", matter.words)
    who.tap(who.button("Keep the words"))
    who.sees("Your words stand beside the figures.")
    who.go(f"{matter.page}?period={period}")
    assert matter.words in who.text()
    who.sees("Provisional")


def drafts_a_method(who: Reader, matter: Matter) -> str:
    """Draft a version, say why, try it on past quarters by the worker, propose it; return its name."""
    signs_in(who, matter, matter.assessor, "/desk/methods")
    who.tap(who.button("Make a draft"))
    version = who.page.url.rsplit("/", 1)[1]
    who.tap(who.link("Change the first day and the numbers"))
    who.page.fill("#K1_prior", "12")
    who.tap(who.button("Save"))
    who.tap(who.link("Write why"))
    for language in ("kk", "ru", "en"):
        who.page.fill(f"#{language}", matter.words)
    who.tap(who.button("Save"))
    who.tap(who.button("Try it on past quarters"))
    run = "SELECT dry_run->>'state' FROM kpi_method WHERE version = %(version)s"
    until(lambda: matter.product.ask(run, version=version) == [("done",)], "the trial is done")
    who.go(f"/desk/methods/{version}")
    who.sees("Does one choice carry the words?")
    who.tap(who.button("Propose it to the administrator"))
    return version


def drops_the_method(who: Reader, matter: Matter, version: str) -> None:
    """Decide against the version as the second person, with words."""
    signs_in(who, matter, matter.administrator, f"/desk/methods/{version}", code="administrator")
    who.tap(who.link("Decide"))
    who.page.fill("#words", matter.words)
    who.tap(who.button("Drop it"))
    who.sees("Dropped.")
    assert matter.words in who.text()


def finds(who: Reader, matter: Matter) -> None:
    """Read the explanation and write what was found; it leaves the queue."""
    who.go("/desk/signals")
    before = who.page.locator(".rows__item").count()
    who.tap(who.page.locator(".rows a").first)
    assert matter.words in who.text()
    who.page.locator("main label[for^=finding]").nth(1).click()
    who.page.fill("#why", matter.words)
    who.tap(who.button("Write down"))
    who.sees("Written down. No figure has changed.")
    assert who.page.locator(".rows__item").count() == before - 1


def deputy_watches(who: Reader, matter: Matter) -> None:
    """See where the okrugs of the constituency stand, and the queue past the office."""
    signs_in(who, matter, matter.deputy, "/district/figures")
    assert who.page.locator(f".okrugs__tile a[href$='{matter.okrug}']").count() == 1
    who.go("/district/")
    who.tap(who.link("Withdrawals after an act of the office"))
    who.sees("Past the office")


@contextmanager
def changed_by_hand(product: Product) -> Iterator[int]:
    """Change one sealed request in the database, as somebody with the keys to it would; put it back."""
    number = product.ask("SELECT max(id) FROM appeal WHERE on_time")[0][0]
    change = "UPDATE appeal SET on_time = %(to)s WHERE id = %(id)s"
    product.ask(change, to=False, id=number)
    try:
        yield number
    finally:
        product.ask(change, to=True, id=number)
        checked(product)


def checked(product: Product) -> dict[str, Any]:
    """Let the worker compare journal and records; return what does not fit."""
    newest = "SELECT max(id) FROM journal_check"
    before = product.ask(newest)
    product.nudge(CHECK, queue="slow")
    until(lambda: product.ask(newest) != before, "the journal is checked")
    return dict(product.ask("SELECT found FROM journal_check ORDER BY id DESC LIMIT 1")[0][0])


def auditor_catches_a_change(who: Reader, matter: Matter) -> None:
    """Find a row changed by hand on the auditor's page by its number, and on everybody's page."""
    assert checked(matter.product) == {}
    signs_in(who, matter, matter.auditor, "/journal/auditor", code="auditor")
    who.sees("The last self-check: everything fits")
    with changed_by_hand(matter.product) as number:
        assert checked(matter.product)["rows"]["count"] == 1
        who.go("/journal/auditor")
        who.sees("Something does not fit")
        who.tap(who.page.locator(f"main a[href*='number={number}']").first)
        assert who.page.locator("main tbody tr").count() >= 1
        who.go("/journal")
        text = counted(
            who.language, "The last self-check: %(n)s record does not fit",
            "The last self-check: %(n)s records do not fit", 1,
        )  # fmt: skip
        assert text in who.text()
    who.go("/journal/auditor")
    who.sees("The last self-check: everything fits")
