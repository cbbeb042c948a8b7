"""The bell: a person's own news, and what the person does not want to hear."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.core.db import db
from akimfeedback.mandates.session import me
from akimfeedback.notifications import labels, queries, rules, service
from akimfeedback.notifications.rules import Channel
from akimfeedback.web.access import for_signed_in
from akimfeedback.web.fields import Form
from akimfeedback.web.paging import PER_PAGE, Page, offset, page_number
from akimfeedback.web.product import language

bp = Blueprint("notifications", __name__, template_folder="templates")

CHOSEN_ON = (Channel.SMS, Channel.EMAIL)


@bp.get("/news")
@for_signed_in
def news() -> ResponseReturnValue:
    """Show a person's news, newest first; opening the page marks them as read."""
    user_id = me().user_id or 0
    number = page_number()
    rows = queries.bell(db.session, user_id, limit=PER_PAGE + 1, offset=offset(number))
    items = [
        {
            "words": labels.sentence_of(message, language()),
            "url": labels.next_step(message),
            "at": message.created_at,
            "unread": message.read_at is None,
        }
        for message in rows[:PER_PAGE]
    ]
    page = Page(items, number, has_more=len(rows) > PER_PAGE)
    service.read_all(db.session, user_id, now=clock.now())
    db.session.commit()
    return render_template("notifications/news.html", page=page)


@bp.get("/news/settings")
@for_signed_in
def settings() -> ResponseReturnValue:
    """Show which kinds of messages a person may switch off."""
    off = queries.preferences(db.session, me().user_id or 0)
    rows = [
        {"kind": kind, "words": words, "on": {channel for channel in CHOSEN_ON if (kind, channel) not in off}}
        for kind, words in labels.KINDS.items()
    ]
    channels = [(str(channel), labels.CHANNELS[channel]) for channel in CHOSEN_ON]
    return render_template("notifications/settings.html", rows=rows, channels=channels, form=Form())


@bp.post("/news/settings")
@for_signed_in
def choose() -> ResponseReturnValue:
    """Keep the choice: every box that is not ticked is switched off."""
    on = set(request.form.getlist("on"))
    off = [
        (kind, channel) for kind in rules.SWITCHABLE for channel in CHOSEN_ON if f"{kind}/{channel}" not in on
    ]
    service.choose(db.session, me().user_id or 0, off)
    db.session.commit()
    flash(_("Saved."), "ok")
    return redirect(url_for(".settings"))
