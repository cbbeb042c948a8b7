"""The list and the page of an initiative as everybody reads them, in every state."""

from collections.abc import Callable
from datetime import timedelta

import brotli
import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.geography.models import Territory
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import public, switches
from akimfeedback.petitions.queries.public import Tab
from akimfeedback.petitions.rules import Publication, ReplyState, Switch
from akimfeedback.petitions.support_models import KillSwitch, PetitionTally
from tests import make
from tests.pages import Page

BYTES = 25_000  # of a page with its styles, packed, on a first visit: four seconds on 2G


@pytest.fixture
def village(app: object, session: Session) -> Territory:
    """Return a village whose office has joined."""
    return make.village(session)


def _counted(petition: Petition, count: int, **lines: int) -> None:
    assert petition.totals is not None
    petition.totals.counted = count
    petition.totals.lines = lines or {"phone": count}


def _open(petition: Petition) -> None:
    petition.closes_on = clock.today() + timedelta(days=12)


def _closed_early(petition: Petition) -> None:
    petition.publication = Publication.CLOSED
    petition.reply_state = ReplyState.AWAITING
    petition.closed_at = clock.now()
    _counted(petition, 40)


def _answered(petition: Petition) -> None:
    petition.publication = Publication.CLOSED
    petition.reply_state = ReplyState.ANSWERED


def _rejected(petition: Petition) -> None:
    petition.reject_reason, petition.shown_parts = "no-action", ["title", "asks"]


def _rejected_whole(petition: Petition) -> None:
    petition.reject_reason, petition.shown_parts = "libel", []


def _nothing(petition: Petition) -> None:
    pass


STATES: list[tuple[str, Publication, Callable[[Petition], None], int, list[str], list[str]]] = [
    ("draft", Publication.DRAFT, _nothing, 404, [], ["Балалар алаңын салу"]),
    ("backing", Publication.BACKING, _nothing, 200, ["Алғашқы қолдаушылар: 0 / 5", "Қолдаймын"], []),
    ("moderation", Publication.MODERATION, _nothing, 200, ["тексеріліп жатыр", "Қолдаймын"], []),
    ("returned", Publication.RETURNED, _nothing, 200, ["түзетуге қайтарылды"], ["Қолдаймын"]),
    ("rejected", Publication.REJECTED, _rejected, 200,
     ["Балалар алаңын салу", "Жарық орнату", "Мәтінде не істеу керегі айтылмаған"],
     ["Балалар жолда ойнайды", "Қолдаймын", "10-нан аз"]),
    ("rejected with nothing shown", Publication.REJECTED, _rejected_whole, 200, ["Жарияланбаған бастама"],
     ["Балалар алаңын салу", "Жарық орнату", "Балалар жолда ойнайды"]),
    ("hidden", Publication.HIDDEN, _rejected_whole, 410, ["Жасырылған бастама"],
     ["Балалар алаңын салу", "Жарық орнату", "Балалар жолда ойнайды", "10-нан аз"]),
    ("open", Publication.OPEN, _open, 200, ["Қолдаймын", "10-нан аз", "12 күн қалды"], []),
    ("open while an answer is owed", Publication.OPEN,
     lambda one: setattr(one, "reply_state", "awaiting"), 200,
     ["әкімнің жауабын күтіп тұр", "қолдау жинап жатыр", "Қолдаймын"], []),
    ("closed", Publication.CLOSED, _nothing, 200, ["қолдау жинау аяқталды"], ["Қолдаймын"]),
    ("awaiting reply after early close", Publication.CLOSED, _closed_early, 200,
     ["әкімнің жауабын күтіп тұр", "қолдау жинау аяқталды", "Жиналды: 40"], ["Қолдаймын"]),
    ("answered", Publication.CLOSED, _answered, 200, ["жауап берілді"], ["Қолдаймын"]),
    ("withdrawn", Publication.WITHDRAWN, _nothing, 200, ["авторы қайтарып алды"], ["Қолдаймын"]),
    ("withdrawn before it was published", Publication.DROPPED, _nothing, 404, [], ["Балалар алаңын салу"]),
    ("lapsed", Publication.LAPSED, _nothing, 200, ["Мерзімінде алғашқы қолдаушылары жиналмады"],
     ["Қолдаймын"]),
    ("superseded", Publication.SUPERSEDED, _nothing, 200, ["басқа бастамада жалғасады"], ["Қолдаймын"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "change", "status", "said", "unsaid"),
    [pytest.param(*row[1:], id=row[0]) for row in STATES],
)
def test_view_in_each_of_the_14_states(
    page: Page, session: Session, village: Territory, state: Publication,
    change: Callable[[Petition], None], status: int, said: list[str], unsaid: list[str],
) -> None:  # fmt: skip
    """Behaviour 15: each state has its page, says what it is and shows no more than it may."""
    petition = make.petition(session, place=village, now=clock.now(), publication=state)
    change(petition)
    session.commit()
    where = f"/p/{petition.link}"
    by_link = state in (Publication.BACKING, Publication.MODERATION, Publication.RETURNED, Publication.LAPSED)
    page.get(where if by_link or status == 404 else f"/initiatives/{petition.number}", status=status)
    for words in said:
        assert words in page.text, words
    for words in unsaid:
        assert words not in page.html, words
    if status != 404:
        assert "Жергілікті бастама" in page.text


def test_creator_hidden_after_close(page: Page, session: Session, village: Territory) -> None:
    """Behaviour 16: the short name stands while support is collected, and nowhere afterwards."""
    petition = make.petition(session, place=village, now=clock.now())
    petition.author_shown = "Айгүл С."
    session.commit()
    page.get(f"/initiatives/{petition.number}")
    assert "Айгүл С." in page.text
    petition.publication = Publication.CLOSED
    session.commit()
    forget(page)
    page.get(f"/initiatives/{petition.number}")
    assert "Айгүл" not in page.html


def forget(page: Page) -> None:
    """Drop kept pages, as time does."""
    page.app.extensions["akf.shelf"].clear()
    redis = page.app.extensions["akimfeedback.redis"]
    for key in redis.scan_iter("page:*"):
        redis.delete(key)


@pytest.mark.parametrize(
    ("population", "counted", "yesterday", "said"),
    [
        pytest.param(2_000, 9, 9, "10-нан аз", id="nine"),
        pytest.param(2_000, 10, 0, "Жиналды: 10", id="ten, live"),
        pytest.param(499, 25, 9, "10-нан аз", id="small, yesterday nine"),
        pytest.param(499, 25, 24, "Жиналды: 24", id="small, yesterday's count"),
        pytest.param(500, 25, 24, "Жиналды: 25", id="five hundred is not small"),
    ],
)
def test_small_village_rounding_of_counts(
    page: Page, session: Session, village: Territory, population: int, counted: int, yesterday: int, said: str
) -> None:
    """Behaviour 24: below ten no number, in a small unit that of yesterday; on the page and in the list."""
    petition = make.petition(session, place=village, now=clock.now())
    petition.population = population
    _counted(petition, counted)
    assert petition.totals is not None
    petition.totals.yesterday = yesterday
    session.commit()
    for where in (f"/initiatives/{petition.number}", "/initiatives"):
        page.get(where)
        assert said in page.text
    assert ("кешегі сан" in page_of(page, petition)) is (population < 500)


def page_of(page: Page, petition: Petition) -> str:
    """Return the words of the page of an initiative."""
    page.get(f"/initiatives/{petition.number}")
    return page.text


def test_every_page_without_javascript_on_2g(page: Page, session: Session, village: Territory) -> None:
    """Behaviour 28: page, sheet and list are whole without script, with forms that post, and small."""
    petition = make.petition(session, place=village, now=clock.now())
    session.commit()
    for where in ("", "/support"):
        page.get(f"/initiatives/{petition.number}{where}")
        assert len(brotli.compress(page.html.encode(), quality=5)) < BYTES
    form = next(one for one in page.all("form") if one.get("method") == "post")
    assert form.get("action", "").endswith("/support")
    assert {"place", "birth_year", "phone", "agree"} <= {
        one.get("name") for tag in ("input", "select") for one in page.all(tag)
    }
    page.get("/initiatives")
    assert len(brotli.compress(page.html.encode(), quality=5)) < BYTES


def test_a_kept_page_asks_the_database_nothing(page: Page, session: Session, village: Territory) -> None:
    """An anonymous reader of a hot initiative costs no query; an unchanged page no bytes."""
    petition = make.petition(session, place=village, now=clock.now())
    session.commit()
    where, asked = f"/initiatives/{petition.number}", []
    page.get(where)
    page.get(where)  # a first visit carries its styles, later ones do not: two kept pages
    with page.app.app_context():
        engine = db.engine

    def note(*about: object) -> None:
        asked.append(str(about[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        again = page.get(where)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert asked == []
    same = page.client.get(where, headers={"If-None-Match": again.headers["ETag"]})
    assert same.status_code == 304


@pytest.mark.parametrize(
    "typed",
    ["балалар алаңы", "балалар алангы", "БАЛАЛАР", "алаңдар", "площадку", "жарык орнату"],
)
def test_the_search_folds_letters_and_endings(session: Session, village: Territory, typed: str) -> None:
    """Title, asks and translation are found without a Kazakh keyboard."""
    found = make.petition(session, place=village, now=clock.now())
    make.petition(session, place=village, now=clock.now(), title="Жол жөндеу", asks=("Асфальт төсеу",))
    assert found.text is not None
    found.text.translation = {"ru": {"title": "Построить площадку", "asks": [], "why": "", "tried": ""}}
    session.flush()
    rows = public.find(session, Tab.OPEN, territory_ids=[found.territory_id], typed=typed).rows
    assert [row.id for row in rows] == [found.id]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "<script>alert(1)</script>", "' or 1=1 --"])
def test_strange_signs_find_nothing_and_break_nothing(
    page: Page, session: Session, village: Territory, typed: str
) -> None:
    """What is typed is text: never a pattern, never markup."""
    make.petition(session, place=village, now=clock.now())
    session.commit()
    page.get("/initiatives", query={"q": typed})
    assert "<script>alert" not in page.html


def test_tabs_count_what_stands_behind_them(page: Page, session: Session, village: Territory) -> None:
    """Open, under consideration, answered, ended; drafts and hidden ones nowhere."""
    for state, reply in [
        (Publication.OPEN, "none"), (Publication.OPEN, "awaiting"), (Publication.CLOSED, "answered"),
        (Publication.CLOSED, "none"), (Publication.WITHDRAWN, "none"), (Publication.HIDDEN, "none"),
        (Publication.BACKING, "none"), (Publication.DRAFT, "none"),
    ]:  # fmt: skip
        make.petition(session, place=village, now=clock.now(), publication=state).reply_state = reply
    session.flush()
    okrug = village.parent_id or village.id
    sizes = public.find(session, Tab.OPEN, territory_ids=[okrug]).tabs
    assert sizes == {Tab.OPEN: 2, Tab.CONSIDERED: 1, Tab.ANSWERED: 1, Tab.ENDED: 2}


def test_what_grows_is_shown_until_it_is_switched_off(
    page: Page, session: Session, village: Territory
) -> None:
    """Growing initiatives stand on top; small ones never; the switch takes the block away."""
    big, few = (
        make.petition(session, place=village, now=clock.now(), title=name) for name in ("Үлкен", "Аз")
    )
    _counted(big, 30)
    _counted(few, 9)
    for one in (big, few):
        session.add(PetitionTally(petition_id=one.id, on=clock.today(), line="phone", n=9))
    session.commit()
    page.get("/initiatives")
    assert "Қазір қолдауы өсіп жатыр" in page.text
    assert [row.id for row in public.trending(session, clock.today(), territory_ids=[big.territory_id])] == [
        big.id
    ]
    session.add(KillSwitch(code=Switch.TRENDING, off_since=clock.now(), banner={}, changed_at=clock.now()))
    session.commit()
    switches.forget(session)
    forget(page)
    page.get("/initiatives")
    assert "Қазір қолдауы өсіп жатыр" not in page.text
    switches.forget(session)


def test_the_page_leads_to_what_others_make_of_it(page: Page, session: Session, village: Territory) -> None:
    """Ledger, poster, sheet, numbers, feed and the portal's text all answer from the page's own links."""
    petition = make.petition(session, place=village, now=clock.now())
    session.commit()
    page.get(f"/initiatives/{petition.number}")
    own = sorted({link for link in page.links() if link.startswith(f"/initiatives/{petition.number}/")})
    assert len(own) >= 7, own
    for link in own:
        assert page.client.get(link).status_code in (200, 302), link


@pytest.mark.parametrize(
    ("typed", "state", "leads"),
    [
        ("{n}", Publication.OPEN, True),
        ("№ {n:.2}-{m}", Publication.OPEN, True),
        ("{n}", Publication.REJECTED, True),
        ("{n}", Publication.BACKING, False),
        ("{n}", Publication.DRAFT, False),
        ("9999999", Publication.OPEN, False),
    ],
    ids=["the number", "as it is printed", "a rejected one", "by link only", "a draft", "nobody's number"],
)
def test_a_number_typed_into_the_search_leads_to_its_page(
    page: Page, session: Session, village: Territory, typed: str, state: Publication, leads: bool
) -> None:
    """Who has a poster types the number; what is not public is not found by it either."""
    petition = make.petition(session, place=village, now=clock.now(), publication=state)
    session.commit()
    asked = typed.format(n=petition.number, m=petition.number[2:])
    answer = page.client.get("/initiatives", query_string={"q": asked})
    assert (answer.location or "").endswith(f"/initiatives/{petition.number}") is leads
    assert answer.status_code == (302 if leads else 200)


@pytest.mark.parametrize(
    ("population", "state", "on", "live"),
    [
        (2_000, Publication.OPEN, True, True),
        (2_000, Publication.OPEN, False, False),
        (2_000, Publication.CLOSED, True, False),
        (300, Publication.OPEN, True, False),
    ],
    ids=["open", "switched off", "closed", "a small village"],
)
def test_the_page_asks_for_its_count_anew_where_it_moves(
    page: Page, session: Session, village: Territory,
    population: int, state: Publication, on: bool, live: bool,
) -> None:  # fmt: skip
    petition = make.petition(session, place=village, now=clock.now(), publication=state)
    petition.population = population
    if not on:
        off = KillSwitch(code=Switch.LIVE_COUNT, off_since=clock.now(), banner={}, changed_at=clock.now())
        session.add(off)
    session.commit()
    switches.forget(session)
    page.get(f"/initiatives/{petition.number}")
    asked = f'data-url="/initiatives/{petition.number}/count.json"'
    assert (asked in page.html) is live
    switches.forget(session)
