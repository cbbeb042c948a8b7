"""A local initiative step by step: started, backed, checked, supported, answered, read."""

import re
from dataclasses import dataclass
from datetime import timedelta

from akimfeedback.core import clock
from tests.e2e.main_job import sign_in
from tests.e2e.person import Household, supported_by
from tests.e2e.product import Product
from tests.e2e.reader import Reader
from tests.ops.processes import until

MODERATOR = "+77000000035"
ADULTS_ON_A_PHONE = 4


@dataclass
class Tale:
    """What one initiative is about and who plays."""

    product: Product
    okrug: str
    village: str
    akim: str
    name: str
    title: str
    why: str
    asks: tuple[str, ...]
    done: str
    backers: int  # needed before the moderator
    enough: int  # counted supporters of the rung that is waited for
    deputy: str = ""
    resident: str = ""
    number: str = ""
    link: str = ""

    @property
    def page(self) -> str:
        """Return the address of the public page."""
        return f"/initiatives/{self.number}"


def starts(who: Reader, tale: Tale) -> None:
    """Search first, answer the questions, read the check, confirm the phone, look for backers."""
    who.page.context.add_cookies([{"name": "home", "value": tale.village, "url": who.address}])
    who.tap(who.menu("The initiatives"))
    who.go(f"/initiatives/new?okrug={tale.okrug}")
    who.page.fill("#title", tale.title)
    who.tap(who.button("Continue"))
    who.sees("Is it there already?")
    who.tap(who.page.locator("main form .btn--wide").last)
    who.page.fill("#why", tale.why)
    who.tap(who.button("Continue"))
    who.tap(who.button("Continue"))
    who.page.fill("#asks", "\n".join(tale.asks))
    who.tap(who.button("Continue"))
    assert tale.title in who.text()
    who.sees("The text freezes at the first supporter")
    who.tap(who.button("Confirm the phone and send"))
    sign_in(who, tale.product, tale.resident)
    who.page.fill("#name", tale.name)
    who.page.fill("#birth_year", "1979")
    who.page.locator("label[for=agree]").click()
    who.tap(who.button("Agree and continue"))
    assert tale.why in who.text(), "the text must survive the sign-in"
    who.tap(who.button("Look for backers"))
    who.sees("Your initiative is kept under a number.")
    found = re.search(r"/initiatives/(\d+)/manage", who.page.url)
    assert found, who.page.url
    tale.number = found[1]
    share = who.page.locator(".share").first.get_attribute("data-url") or ""
    tale.link = share[share.index("/p/") :]


def backs(who: Reader, tale: Tale, phone: str) -> None:
    """Open the link as a neighbour who was never here: three taps, ticks and fields apart."""
    who.go(tale.link)
    who.sees("First backers: %(found)s of %(needed)s", found=0, needed=tale.backers)
    who.taps = 0
    who.tap(who.link("I support this"))
    fills_the_sheet(who, tale.village, phone)
    types_the_code(who, tale.product, phone)
    assert who.taps <= 3
    who.sees("Thank you: your support is received")


def fills_the_sheet(who: Reader, village: str, phone: str) -> None:
    """Say village, year, phone; agree; ask for the code."""
    who.page.select_option("#place", village)
    who.page.fill("#birth_year", "1968")
    who.page.fill("#phone", phone.removeprefix("+7"))
    who.page.locator("label[for=agree]").click()
    who.tap(who.button("Get the code"))


def types_the_code(who: Reader, product: Product, phone: str) -> None:
    """Type the code of the message and support."""
    code = re.search(r"\b\d{5}\b", product.message(phone, "accounts.code")["text"])
    assert code, "no code in the message"
    who.page.fill("#code", code[0])
    who.tap(who.button("I support"))


def confirmed_lately_supports(who: Reader, tale: Tale) -> None:
    """Support with a phone confirmed lately: two taps; pressed again, the same page comes."""
    who.go(tale.page)
    who.taps = 0
    who.tap(who.link("I support this"))
    who.tap(who.button("I support"))
    assert who.taps <= 2
    who.sees("Thank you: your support is received")
    first = who.text()
    who.go(f"{tale.page}/support")
    who.tap(who.button("I support"))
    assert who.text() == first, "a repeat must read like the first time"


def moderator_publishes(who: Reader, tale: Tale) -> None:
    """Find the text in the queue, see what everybody will get, send."""
    tale.product.ask("DELETE FROM sign_in_code WHERE address = %(phone)s", phone=MODERATOR)
    tale.product.ask("UPDATE app_user SET totp_last_step = NULL")  # a code of the app is good once
    who.go("/sign-in?next=/desk/initiatives")
    sign_in(who, tale.product, MODERATOR)
    who.page.fill("#code", tale.product.factor("moderator"))
    who.tap(who.button("Continue"))
    who.tap(who.page.locator(f"a[href='/desk/initiatives/{tale.number}']").first)
    assert tale.name not in who.page.content()
    who.tap(who.page.locator("label[for^=outcome]").first, leads=False)
    who.tap(who.button("See what the author and everybody get"))
    who.sees("Before it is sent")
    state = "SELECT publication FROM petition WHERE number = %(number)s"
    assert tale.product.ask(state, number=tale.number) == [("moderation",)]
    who.tap(who.button("Send the decision"))
    assert tale.product.ask(state, number=tale.number) == [("open",)]


def neighbours(tale: Tale, count: int) -> list[Household]:
    """Give phones that have never been here."""
    return [Household(tale.product, tale.village) for _ in range(count)]


def village_supports(tale: Tale, backed: list[Household]) -> None:
    """Let so many adults support that the rung is reached: all of each phone; browsers' two are there."""
    phones = -(-(tale.enough - 2) // ADULTS_ON_A_PHONE)
    new = neighbours(tale, phones - len(backed))
    supported_by(new, tale.page)
    for one in backed + new:
        one.others(tale.number, ADULTS_ON_A_PHONE - 1)


def count_appears(who: Reader, tale: Tale) -> None:
    """Within a minute the worker has counted; the page says the same as the small address for counts."""
    before = tale.product.now()

    def counted() -> bool:
        answer = who.page.request.get(f"{who.address}{tale.page}/count.json").json()
        return bool(answer["count"] is not None and answer["count"] >= tale.enough)

    until(counted, "the count appears")
    who.go(tale.page)
    assert who.page.locator(".thermo__count").inner_text().endswith(str(tale.enough + bool(tale.deputy)))
    assert tale.product.now() - before < timedelta(minutes=1)


def midnight(tale: Tale) -> None:
    """Let the day end: a village under 500 people shows yesterday's count."""
    rung = "SELECT count(*) FROM petition_rung r JOIN petition p ON p.id = petition_id WHERE number = %(n)s"
    assert tale.product.ask(rung, n=tale.number) == [(0,)], "a rung would tell who came just now"
    clock.move_to(tale.product.now() + timedelta(days=1), tale.product.var / "clock-shift")
    tale.product.to_working_hours()
    tale.product.nudge("akimfeedback.petitions.jobs.counting.roll_yesterday")
    until(lambda: tale.product.ask(rung, n=tale.number) == [(3,)], "the rungs are reached")


def akim_signs_in(who: Reader, tale: Tale) -> None:
    """Come in with a code; a PIN is for later."""
    who.go("/sign-in?next=/office/initiatives")
    sign_in(who, tale.product, tale.akim)
    if "/quick" in who.page.url:
        who.tap(who.link("Not now"))


def akim_answers(who: Reader, tale: Tale) -> None:
    """See what is owed, answer point by point and publish."""
    message = tale.product.message(tale.akim, "petitions.owed")
    assert any(path.startswith("/o/") for path in message["links"])
    who.go("/office/initiatives")
    who.tap(who.page.locator(f"a[href='/office/initiatives/{tale.number}']").first)
    who.sees("What the office owes and when")
    assert tale.name not in who.page.content()
    who.tap(who.link("Write the answer"))
    for place in range(len(tale.asks)):
        who.tap(who.page.locator(f"label[for^=points-{place}-outcome]").first, leads=False)
        who.page.fill(f"#points-{place}-text", tale.done)
    who.page.fill("#text", tale.done)
    assert who.page.input_value("#law")
    assert who.page.input_value("#complain")
    who.tap(who.button("Confirm and save"))
    who.sees("The answer is public.")


def author_marks(who: Reader, tale: Tale) -> None:
    """Say of each point whether it is solved; opening the page records nothing."""
    who.go(tale.page)
    marks = """SELECT point.mark FROM petition_reply_point point JOIN petition_reply r ON r.id = reply_id
      JOIN petition p ON p.id = r.petition_id WHERE p.number = %(n)s ORDER BY point.position"""
    assert tale.product.ask(marks, n=tale.number) == [(None,)] * len(tale.asks)
    for place in range(len(tale.asks)):
        who.tap(who.page.locator("form.verdict").nth(place).locator("button[value=solved]"))
    assert tale.product.ask(marks, n=tale.number) == [("solved",)] * len(tale.asks)


def deputy_says(who: Reader, tale: Tale) -> None:
    """Follow the message, say where one stands; everybody reads it."""
    message = tale.product.message(tale.deputy, "petitions.position-asked")
    path = next(one for one in message["links"] if one.startswith("/d/"))
    tale.product.ask("DELETE FROM sign_in_code WHERE address = %(phone)s", phone=tale.deputy)
    who.go(f"/sign-in?next={path}")
    sign_in(who, tale.product, tale.deputy)
    if "/quick" in who.page.url:
        who.tap(who.link("Not now"))
    who.go(path)
    who.sees("Where you stand")
    who.tap(who.page.locator("label[for^=stance]").first, leads=False)
    who.page.fill("#words", tale.why)
    who.tap(who.page.locator("label[for^=language]").first, leads=False)
    who.tap(who.button("Publish"))
    who.sees("Your position is public.")


def anyone_looks_around(who: Reader, tale: Tale) -> None:
    """Read what initiatives are, how they are checked, what was removed, what stands in the archive."""
    _reads(
        who,
        tale,
        "/initiatives/what-it-is",
        "/initiatives/moderation",
        "/initiatives/ledger",
        f"/initiatives/archive/{tale.okrug}",
    )


def anyone_reads(who: Reader, tale: Tale) -> None:
    """Read list, page, numbers and ledger; the answer stands there."""
    _reads(
        who,
        tale,
        f"/initiatives?okrug={tale.okrug}&tab=answered",
        f"{tale.page}/numbers",
        f"{tale.page}/ledger",
        f"{tale.page}?answered",  # the plain address is kept for half a minute
    )
    assert tale.done in who.text()


def _reads(who: Reader, tale: Tale, *paths: str) -> None:
    """Open pages; nobody's name or phone stands anywhere."""
    for path in paths:
        who.go(path)
        assert tale.name not in who.page.content(), path
        assert tale.resident[-7:] not in who.page.content(), path


def machines_read(who: Reader, tale: Tale) -> None:
    """Fetch feeds, tables, papers and pictures; each comes in its own type."""
    kinds = {
        f"{tale.page}/news.atom": "application/atom+xml",
        f"/initiatives/feed.atom?okrug={tale.okrug}": "application/atom+xml",
        f"{tale.page}/history.csv": "text/csv",
        "/initiatives/ledger.csv": "text/csv",
        f"/api/v1/initiatives/{tale.number}": "application/json",
        f"{tale.page}/poster.pdf": "application/pdf",
        f"{tale.page}/answer/1/pdf": "application/pdf",
        f"{tale.page}/share.png": "image/png",
    }
    for path, kind in kinds.items():
        answer = who.page.request.get(who.address + path)
        assert answer.status == 200, path
        assert answer.headers["content-type"].startswith(kind), path
        assert tale.name.encode() not in answer.body(), path
