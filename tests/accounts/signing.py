"""Steps of a visitor who signs in, for the tests of this folder and of the desk."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from akimfeedback.accounts import service
from akimfeedback.accounts.models import User
from akimfeedback.core import clock
from akimfeedback.notifications.models import Message
from tests.pages import Page

PHONE = "+77011234567"


def sent_code(session: Session) -> str:
    """Return the code of the last message in the out-tray."""
    session.expire_all()
    last = session.scalars(
        select(Message).where(Message.kind == "accounts.code").order_by(Message.id.desc())
    ).first()
    assert last is not None
    return str(last.params["code"])


def ask(page: Page, phone: str = PHONE, to: str = "/profile") -> None:
    """Type the phone."""
    page.get("/sign-in", query={"next": to})
    page.post("/sign-in", {"phone": phone})
    page.follow()


def sign_in(page: Page, session: Session, user: User, *, strong: bool = False) -> None:
    """Put the token of a new session into the browser."""
    token, _ = service.open_session(session, user, how="code", device="?, ?", strong=strong, now=clock.now())
    session.commit()
    with page.client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
