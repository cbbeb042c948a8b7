"""The main job step by step, as people do it on their phones."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfReader

from akimfeedback.kpi.periods import quarter_of
from tests.e2e.product import Product
from tests.e2e.reader import Reader
from tests.ops.processes import until

PIN = "481920"
JUDGED = """SELECT verdict, rating FROM reply JOIN appeal ON appeal.id = appeal_id
  WHERE number = %(number)s"""


@dataclass
class Story:
    """What one journey is about."""

    product: Product
    photo: Path
    okrug: str
    village: str
    akim: str
    deputy: str
    resident: str
    name: str
    text: str
    found: str
    done: str
    number: str = ""
    moderator: str = "+77000000035"

    @property
    def plain(self) -> str:
        """Return the number as addresses write it."""
        return self.number.replace("-", "")


def sign_in(who: Reader, product: Product, phone: str) -> None:
    """Type phone and code; who is here for the first time lands on the consent."""
    product.ask("DELETE FROM sign_in_code WHERE address = %(phone)s", phone=phone)  # a minute between codes
    before = product.last_message(phone)
    who.page.fill("#phone", phone.removeprefix("+7"))
    who.tap(who.button("Get the code"))
    code = re.search(r"\b\d{5}\b", product.message(phone, "accounts.code", after=before)["text"])
    assert code, "no code in the message"
    who.page.fill("#code", code[0])
    who.tap(who.button("Sign in"))


def chooses_the_village(who: Reader, story: Story) -> None:
    """Search the village as people type it and take it."""
    who.page.fill("main [name=q]", story.village)
    who.tap(who.button("Find my village"))
    who.tap(who.page.locator(".choose button").first)
    assert who.page.url.rstrip("/") == who.address


def writes(who: Reader, story: Story) -> None:
    """Fill the form with text and photo and go to the check; count the taps of F1."""
    who.taps = 0
    who.tap(who.menu("Write"))
    who.tap(who.page.locator(".tiles .tile__label").first, leads=False)
    who.tap("#text", leads=False)
    who.page.fill("#text", story.text)
    who.taps += 1  # the photo button; the picker belongs to the phone
    who.page.set_input_files("#photos", str(story.photo))
    who.photo_taken()
    who.tap(who.button("Continue"))
    assert story.text in who.text()


def files(who: Reader, story: Story) -> None:
    """Prove the phone, agree, send; the receipt says number, date and how it was counted."""
    who.tap(who.button("Confirm the phone and send"))
    sign_in(who, story.product, story.resident)
    who.page.fill("#name", story.name)
    who.page.fill("#birth_year", "1979")
    who.page.locator("label[for=agree]").click()
    who.tap(who.button("Agree and continue"))
    assert story.text in who.text(), "the text must survive the sign-in"
    who.tap(who.button("Send"))
    who.sees("Your request was accepted")
    found = re.search(r"\b\d{2}-\d{6}\b", who.text())
    assert found, who.text()
    story.number = found[0]
    who.tap("details.more summary", leads=False)
    assert who.page.locator("details.more li").count() >= 3
    who.tap(who.link("Open the request"))


def photo_is_clean(who: Reader, story: Story) -> None:
    """Wait until the worker has the photo: it stands upright and holds no place."""
    path = f"/mine/{story.plain}"

    def shown() -> bool:
        who.page.goto(who.address + path)
        return who.page.locator(".photo__list a").count() > 0

    until(shown, "the photo is checked")
    who.look()
    address = who.page.locator(".photo__list a").first.get_attribute("href") or ""
    answer = who.page.request.get(who.address + address if address.startswith("/") else address)
    picture = Image.open(io.BytesIO(answer.body()))
    assert picture.height > picture.width, "the photo lies on its side"
    corner = picture.convert("RGB").getpixel((picture.width // 20, picture.height // 20))
    assert isinstance(corner, tuple)
    assert corner[0] > 150 > corner[1], "the red corner is not where it was seen"
    assert not dict(picture.getexif()), "the photo still holds EXIF"


def akim_signs_in(who: Reader, story: Story) -> None:
    """Come in with a code, choose a PIN, come in with the PIN the next time."""
    who.go("/sign-in?next=/office/today")
    sign_in(who, story.product, story.akim)
    who.page.fill("#pin", PIN)
    who.page.fill("#pin_again", PIN)
    who.tap(who.button("Save the PIN"))
    who.sees("Today")
    who.go("/sign-out")
    who.tap(who.page.locator("main form button").first)
    who.go("/sign-in?next=/office/today")
    who.tap(who.link("Sign in with the PIN"))
    who.page.fill("#pin", PIN)
    who.tap(who.button("Sign in"))
    who.sees("The most urgent")


def akim_answers(who: Reader, story: Story) -> None:
    """Find the new case in the list, open it, answer with decision and parts."""
    who.tap(who.menu("Requests"))
    who.page.fill("main [name=q]", story.number)
    who.go(f"/office/requests?q={story.number}")
    who.tap(who.page.locator(".case__link").first)
    assert story.text in who.text()
    assert story.name in who.text()
    who.tap(who.link("Answer"))
    who.tap(who.page.locator("label.tile__label[for^=decision]").first, leads=False)
    who.page.fill("#found", story.found)
    who.page.fill("#done", story.done)
    assert who.page.input_value("#law")
    assert who.page.input_value("#complain")
    who.tap(who.button("Confirm and send"))
    who.sees("The answer is sent. The resident will say whether it is solved.")


def resident_says_solved(who: Reader, story: Story) -> None:
    """Open the link of the message, which records nothing; say "solved" in one tap; rate the answer."""
    message = story.product.message(story.resident, "appeals.answered")
    link = next(path for path in message["links"] if path.startswith("/r/"))
    who.taps = 0
    who.go(link)
    who.go(link)
    judged = (
        "SELECT verdict, rating FROM reply JOIN appeal ON appeal.id = appeal_id WHERE number = %(number)s"
    )
    assert story.product.ask(judged, number=story.plain) == [(None, None)], (
        "opening the link recorded something"
    )
    assert story.done in who.text()
    who.tap(who.button("Solved"))
    assert who.taps == 1
    who.tap(who.button("Fully"))
    assert story.product.ask(judged, number=story.plain) == [("solved", 5)]


def moderator_publishes(who: Reader, story: Story) -> None:
    """Come in with two factors and publish the text."""
    who.go("/sign-in?next=/desk/moderation/")
    sign_in(who, story.product, story.moderator)
    who.page.fill("#code", story.product.factor("moderator"))
    who.tap(who.button("Continue"))
    who.go(f"/desk/moderation/{story.plain}")
    who.page.locator("label[for^=photo-]").first.click()
    who.tap(who.button("Decide"))
    who.sees("Decided. The author is told.")


def anyone_reads(who: Reader, story: Story) -> None:
    """See the request in public without a name."""
    who.go(f"/okrugs/{story.okrug}/requests")
    who.tap(who.page.locator(f"a[href='/requests/{story.plain}']").first)
    assert story.text in who.text()
    assert story.done in who.text()
    assert story.name not in who.page.content()
    assert story.resident[-7:] not in who.page.content()


def figures_move(who: Reader, story: Story, before: int) -> None:
    """Within a minute the workers have counted the answer; the page shows shares with counts."""
    until(lambda: answered(story) > before, "the answer is counted")
    who.go(f"/okrugs/{story.okrug}")
    drawings = who.page.locator("main figure.chart")
    assert drawings.count() <= drawings.locator("table").count(), "a drawing without its table"
    assert re.search(r"\d+ / \d+|\(\d+", who.text()), who.text()


def live(story: Story) -> dict[str, Any]:
    """Return the live figures of the okrug in this quarter."""
    sql = """SELECT figures FROM kpi_snapshot JOIN territory ON territory.id = territory_id
      WHERE kato = %(kato)s AND version = 0 AND period = %(period)s"""
    rows = story.product.ask(sql, kato=story.okrug, period=str(quarter_of(story.product.now().date())))
    return dict(rows[0][0]) if rows else {"beside": {"answered": 0}}


def answered(story: Story) -> int:
    """Return how many requests were answered in this quarter, as the workers counted."""
    return int(live(story)["beside"]["answered"])


def resident_follows_a_promise(who: Reader, story: Story) -> str:
    """Read the promises and follow the first; return its address."""
    who.tap(who.menu("Home"))
    who.tap(who.link("The akim's promises"))
    who.tap(who.page.locator(".cards a").first)
    path = who.page.url.removeprefix(who.address)
    who.tap(who.button("Follow this promise"))
    who.sees("You follow this promise. We write when there is news.")
    return path


def akim_updates_the_promise(who: Reader, story: Story, promise: str) -> None:
    """Write what changed and show it; those who follow are told."""
    who.go(promise)
    who.tap(who.link("Write an update"))
    who.page.fill("#text", story.done)
    who.page.set_input_files("#photos", str(story.photo))
    who.photo_taken()
    who.tap(who.button("Publish the update"))
    who.sees("The update is published. Those who follow the promise are told.")
    story.product.message(story.resident, "programmes.updated")


def akim_reports(who: Reader, story: Story) -> None:
    """Publish the report of one page; its PDF opens."""
    who.tap(who.menu("Promises"))
    who.tap(who.link("Write the report"))
    if not who.page.input_value("#next_steps").strip():
        who.page.fill("#next_steps", story.found)
    if not who.page.input_value("#done").strip():
        who.page.fill("#done", story.done)
    who.tap(who.button("Publish the report"))
    who.sees("The report is published.")
    paper = pdf(who, who.page.url + "/pdf")
    assert len(paper.pages) == 1


def files_again(who: Reader, story: Story) -> str:
    """Write once more, without a photo, and return the printed number."""
    who.tap(who.menu("Write"))
    who.tap(who.page.locator(".tiles .tile__label").nth(1), leads=False)
    who.page.fill("#text", story.found)
    who.tap(who.button("Continue"))
    who.tap(who.button("Send"))
    found = re.search(r"\b\d{2}-\d{6}\b", who.text())
    assert found, who.text()
    return found[0]


def pdf(who: Reader, address: str) -> PdfReader:
    """Return a PDF as the browser would open it."""
    answer = who.page.request.get(address if address.startswith("http") else who.address + address)
    assert answer.status == 200, address
    assert answer.headers["content-type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.body()))


def higher_is_open(who: Reader, number: str) -> None:
    """Three weeks later without an answer: the way on is open, the text prepared."""
    who.go(f"/mine/{number.replace('-', '')}")
    who.sees("The term has passed without an answer")
    who.tap(who.link("Go higher"))
    assert who.page.input_value("#prepared")
    who.tap(who.link("Where and how to file it"))


def deputy_reads(who: Reader, story: Story, number: str) -> None:
    """See the district and print what is overdue, without names."""
    who.go("/sign-in?next=/district/")
    sign_in(who, story.product, story.deputy)
    if "/quick" in who.page.url:
        who.tap(who.link("Not now"))
    who.sees("The district today")
    who.tap(who.menu("Overdue"))
    assert number in who.text()
    paper = pdf(who, "/district/overdue.pdf")
    printed = "\n".join(page.extract_text() for page in paper.pages)
    assert number in printed
    assert story.name.split()[0] not in printed
    assert story.text[:20] not in printed
    who.go(f"/district/okrugs/{story.okrug}")
    assert story.name not in who.text()
