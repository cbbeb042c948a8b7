"""Faults on the real product: what is killed in the middle of the main job loses nothing."""

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import html5lib
import pytest
import requests

from tests.e2e.person import Household, Person, plain, supported_by
from tests.e2e.product import Product, running_product
from tests.e2e.words import words
from tests.ops.processes import kill_hard, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]
VILLAGE, AKIM, CLERK = "993230100", "+77000000001", "+77000000021"
TEXT = "Көше шамы жанбайды, түнде жүру қиын."
FORM = {
    "place": VILLAGE,
    "topic": "LIGHT",
    "kind": "problem",
    "text": TEXT,
    "visibility": "office",
    "public": "y",
}
WAITING = "SELECT count(*) FROM message WHERE state = 'waiting' AND channel = 'sms'"
FOLLOWS = (
    "Where the signal is weak it may take a few minutes. "
    "When our sending is interrupted, the code follows as soon as it is back."
)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """Give a product of one's own: its parts are killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with running_product(port, part="0.01") as running:
        running.to_working_hours()
        yield running


class Resident(Person):
    """Somebody of the village who writes to the office."""

    def __init__(self, product: Product) -> None:
        super().__init__(product, VILLAGE)

    def sign_in(self, phone: str) -> None:
        """Come in with a code; the first time agree to the consent."""
        before = self.product.last_message(phone)
        self.get("/sign-in?next=/")
        self.post("/sign-in", phone=phone)
        self.types_the_code(phone, before)

    def types_the_code(self, phone: str, before: int) -> None:
        """Type the code of the message."""
        answer = self.post("/sign-in/code", code=self.code_of(phone, before))
        if answer.url.endswith("/sign-in/consent"):
            self.post("/sign-in/consent", birth_year="1980", language="kk", agree="y")

    def writes(self, text: str = TEXT, status: int = 200) -> requests.Response:
        """Fill the form; the check page comes."""
        self.get("/write")
        return self.post("/write", status, **(FORM | {"text": text}))

    def writes_again(self) -> None:
        """Send the form that is open."""
        self.post("/write", 200, **FORM)

    def files(self, text: str = TEXT) -> str:
        """Write and send; return the plain number."""
        self.writes(text)
        answer = self.post("/write/send")
        number = re.search(r"/mine/(\d+)/receipt", answer.url)
        assert number, answer.url
        return number[1]


def fields(page: str) -> dict[str, str]:
    """Return what the answer form of a page holds already."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    wanted = ("version", "law", "complain", "language", "csrf_token")
    root = parser.parse(page)
    found = {one.get("name"): one.get("value") or "" for one in root.iter("input")}
    found |= {one.get("name"): (one.text or "").strip() for one in root.iter("textarea")}
    return {name: found[name] for name in wanted}


def kk(msgid: str) -> str:
    """Return a sentence in Kazakh."""
    return words("kk", msgid)


def killed(product: Product, *names: str) -> None:
    """Kill parts as a power cut does; the supervisor will start them again."""
    kill_hard(*(pid for name, pid in product.pids().items() if name in names))


def healed(product: Product) -> None:
    """Wait until pages are written and messages leave again."""

    def all_there() -> bool:
        try:
            return requests.get(f"{product.address}/villages/choose", timeout=20).status_code == 200 and {
                "web", "worker", "scheduler", "postgres", "redis",
            } <= set(product.pids())  # fmt: skip
        except requests.RequestException:
            return False

    until(all_there, "the product is whole again")


@pytest.fixture
def resident(product: Product) -> Resident:
    """Give a resident who is signed in."""
    person = Resident(product)
    person.sign_in(product.new_phone())
    return person


def test_a_killed_worker_loses_nothing_and_repeats_nothing(product: Product, resident: Resident) -> None:
    numbers = [resident.files(f"{TEXT} {n}") for n in range(3)]

    killed(product, "worker")

    def told() -> bool:
        return product.ask("SELECT count(*) FROM message WHERE state = 'waiting' AND channel = 'sms'") == [
            (0,)
        ]

    until(lambda: "worker" in product.pids() and told(), "all messages left after the worker came back")
    sent = product.ask(
        """SELECT a.number, count(*) FROM message m
        JOIN appeal a ON m.params->>'number' LIKE '%%' || right(a.number, 6)
        WHERE m.kind = 'appeals.received' AND m.channel = 'sms' GROUP BY 1"""
    )
    assert {number: count for number, count in sent if number in numbers} == dict.fromkeys(numbers, 1)


def test_without_redis_a_signed_in_resident_files_as_always(product: Product, resident: Resident) -> None:
    with product.without("redis"):
        number = resident.files()
        stranger = Resident(product)
        phone = product.new_phone()
        stranger.writes()
        answer = stranger.post("/write/send")
        assert "/sign-in" in answer.url
        stranger.post("/sign-in", phone=phone)
        assert kk(FOLLOWS) in plain(stranger.page)
    healed(product)
    stranger.types_the_code(phone, 0)
    assert TEXT in plain(stranger.page)
    stranger.post("/write/send")
    rows = product.ask("SELECT count(*) FROM appeal WHERE number = %(number)s", number=number)
    assert rows == [(1,)]


def test_without_the_database_nothing_typed_is_lost(product: Product, resident: Resident) -> None:
    before = resident.files()
    resident.get("/write")
    form = resident.page
    with product.without("postgres"):
        resident.post("/write", 503, **FORM)
        shown = plain(resident.page)
        assert 'lang="kk"' in resident.page
        assert "Traceback" not in shown
        assert "psycopg" not in shown
        assert TEXT in resident.page, "what was typed must come back"
    healed(product)
    resident.page = form
    resident.writes_again()
    again = resident.post("/write/send")
    assert "/receipt" in again.url
    resident.get(f"/mine/{before}")


def test_killed_postgres_keeps_what_was_committed(product: Product, resident: Resident) -> None:
    number = resident.files()

    killed(product, "postgres")

    healed(product)
    resident.get(f"/mine/{number}")
    assert TEXT in plain(resident.page)


def test_two_people_answering_at_once_one_wins_the_other_keeps_the_text(
    product: Product, resident: Resident
) -> None:
    number = resident.files()
    officials = [Resident(product), Resident(product)]
    for one, phone in zip(officials, (AKIM, CLERK), strict=True):
        one.sign_in(phone)
        one.get(f"/office/requests/{number}/answer")
    texts = ["Бірінші жауап: шам ауыстырылды.", "Екінші жауап: шам ауыстырылды."]

    def answers(place: int) -> tuple[int, str]:
        one = officials[place]
        form = fields(one.page)
        form |= {"decision": "done", "found": texts[place], "done": texts[place]}
        got = one.http.post(
            f"{product.address}/office/requests/{number}/answer", data=form, timeout=60, allow_redirects=False
        )
        return got.status_code, got.text

    with ThreadPoolExecutor(2) as pool:
        got = list(pool.map(answers, range(2)))

    codes = sorted(status for status, _ in got)
    assert codes[0] == 302, [plain(text.partition("summary__title")[2])[:600] for _, text in got]
    assert codes[1] in (409, 422)
    loser = next(place for place, (status, _) in enumerate(got) if status != 302)
    assert texts[loser] in got[loser][1]
    count = "SELECT count(*) FROM reply JOIN appeal ON appeal.id = appeal_id WHERE number = %(number)s"
    assert product.ask(count, number=number) == [(1,)]


def test_doubled_jobs_count_nothing_twice(product: Product) -> None:
    okrug = """SELECT period, figures->'indicators', figures->'beside' FROM kpi_snapshot
      WHERE version = 0 ORDER BY 1, territory_id"""
    jobs = [["kpi", "roll-up", "--period", product.quarter(), "--okrug", "993230000"]] * 3
    product.flask(*jobs[0])
    before = product.ask(okrug)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda words: product.flask(*words), jobs))

    assert product.ask(okrug) == before


INITIATIVE = """SELECT number FROM petition JOIN territory ON territory.id = petition.territory_id
  WHERE publication = 'open' AND kato = '993230000' ORDER BY number LIMIT 1"""
SUPPORTS = """SELECT count(*) FROM signature JOIN petition ON petition.id = petition_id
  WHERE number = %(number)s AND state = 'valid' AND line <> 'outside'"""
FIGURES = """SELECT (SELECT counted FROM petition_total t WHERE t.petition_id = p.id),
  (SELECT sum(n) FROM petition_tally t WHERE t.petition_id = p.id AND line <> 'outside'),
  (SELECT count(*) FROM signature s WHERE s.petition_id = p.id AND s.counted AND line <> 'outside')
  FROM petition p WHERE number = %(number)s"""
COUNTING = "akimfeedback.petitions.jobs.counting.count_supports"


@pytest.fixture(scope="module")
def number(product: Product) -> str:
    """Return an initiative of the village that collects support."""
    return str(product.ask(INITIATIVE)[0][0])


def test_a_worker_killed_while_counting_counts_everybody_once(product: Product, number: str) -> None:
    before = product.ask(SUPPORTS, number=number)[0][0]
    households = [Household(product, VILLAGE) for _ in range(3)]
    supported_by(households, f"/initiatives/{number}")
    for one in households:
        one.others(number, 2)
        product.nudge(COUNTING)
        killed(product, "worker")

    wanted = before + 3 * len(households)
    assert product.ask(SUPPORTS, number=number) == [(wanted,)]
    until(lambda: product.ask(FIGURES, number=number) == [(wanted,) * 3], "all supports are counted once")


def test_without_redis_people_support_as_always(product: Product, number: str) -> None:
    before = product.ask(SUPPORTS, number=number)[0][0]
    known, stranger = Household(product, VILLAGE), Household(product, VILLAGE)
    supported_by([known], f"/initiatives/{number}")
    with product.without("redis"):
        known.others(number, 1)
        stranger.asks(f"/initiatives/{number}")
        assert kk(FOLLOWS) in plain(stranger.page)
        assert requests.get(f"{product.address}/initiatives/{number}/count.json", timeout=20).ok
    healed(product)
    stranger.confirms()
    assert product.ask(SUPPORTS, number=number) == [(before + 3,)]
