"""Words of topics."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from akimfeedback.topics.models import Topic
from akimfeedback.topics.rules import Kind, Routing
from akimfeedback.web.product import named

ROUTINGS: dict[str, LazyString] = {
    Routing.OWN: _l("The okrug akim is competent"),
    Routing.HELP: _l("The okrug akim helps, another body decides"),
    Routing.OTHER: _l("Another body is competent"),
}
"""Whose power a matter is."""

KINDS: dict[str, LazyString] = {
    Kind.PROBLEM: _l("Something is broken or wrong"),
    Kind.HELP: _l("I need help"),
    Kind.DISAGREE: _l("I disagree with a decision"),
    Kind.IDEA: _l("I have an idea"),
    Kind.INFORMATION: _l("I want information"),
    Kind.ATTITUDE: _l("I want to say what I think"),
    Kind.THANKS: _l("I want to say thank you"),
}
"""What a person wants, in plain words."""

NUMBERS: dict[str, LazyString] = {
    "101": _l("Fire service"),
    "102": _l("Police"),
    "103": _l("Ambulance"),
    "104": _l("Gas emergency"),
    "112": _l("Rescue service, all emergencies"),
}
"""Numbers to call at once."""


def topic_name(topic: Topic) -> str:
    """Return the topic's name in the language of the page."""
    return named(topic)


def executor_name(topic: Topic) -> str:
    """Return who usually does it, in the language of the page."""
    return named(topic, "executor")


REFUSALS = {
    "topics.about-the-office": _l(
        "A matter about the office itself is answered by its superior, never by the office."
    ),
}
