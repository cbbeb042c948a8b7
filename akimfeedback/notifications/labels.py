"""The words of messages: templates found by kind, rendered in the reader's language; words for kinds."""

from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from akimfeedback.core.settings import current_settings
from akimfeedback.notifications import rules
from akimfeedback.notifications.models import Message

KINDS = {
    "programmes.updated": _l("News of promises you follow"),
    "programmes.reported": _l("The akim's reports on the programme"),
    "appeals.started": _l("Work on your request has started"),
    "appeals.remind": _l("A reminder to say whether it is solved"),
    "appeals.morning": _l("The morning message of the office"),
    "petitions.news": _l("News of initiatives you follow"),
    "petitions.step": _l("An initiative you follow has reached a step"),
    "petitions.step-lost": _l("An initiative you follow has lost a step"),
    "petitions.position": _l("A deputy has spoken of an initiative you follow"),
    "petitions.overdue": _l("The office is late with an initiative you follow"),
    "petitions.due-soon": _l("What the office owes an initiative soon"),
}

CHANNELS = {"sms": _l("Text message"), "email": _l("E-mail"), "bell": _l("Here, in the list of news")}

REFUSALS = {"notifications.no-such-message": _l("There is no such message.")}


def text_of(message: Message) -> str:
    """Return what leaves: one sentence and the address of the next step, in the language of the row."""
    host = current_settings().product.short_host
    return render(message.kind, message.params, message.language, host=host)


def sentence_of(message: Message, language: str) -> str:
    """Return the sentence alone for the bell, in the language the page speaks now.

    The page makes the link.
    """
    return render(message.kind, message.params, language, host=None).rstrip(" :–-")


def render(kind: str, params: dict[str, object], language: str, *, host: str | None) -> str:
    """Return the text of a kind.

    `host` None leaves the link out. Raises TemplateNotFound for an unknown kind.
    """
    path = str(params.get("path", "")).lstrip("/")
    link = f"{host}/{path}" if host is not None else ""
    template = current_app.jinja_env.get_template(rules.template_of(kind))
    with force_locale(language):
        return template.render({**params, "link": link, "host": host or ""}).strip()


def next_step(message: Message) -> str | None:
    """Return the path of the next step, None for news that lead nowhere."""
    path = message.params.get("path")
    return "/" + str(path).lstrip("/") if path else None
