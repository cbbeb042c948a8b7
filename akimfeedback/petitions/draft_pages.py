"""The question pages of a new initiative: order, forms, what each keeps and shows. Edge."""

from collections.abc import Mapping
from typing import Any

from akimfeedback.accounts.session import signed_in
from akimfeedback.core.db import db
from akimfeedback.geography import queries as geography
from akimfeedback.geography.models import Territory
from akimfeedback.mandates.queries import Addressee
from akimfeedback.petitions import barred, drafts
from akimfeedback.petitions.forms_author import (
    AsksForm,
    TitleForm,
    TranslationForm,
    TriedForm,
    WhyForm,
    points_of,
)
from akimfeedback.petitions.models import Petition
from akimfeedback.petitions.queries import authored, switches
from akimfeedback.petitions.rules import Switch
from akimfeedback.petitions.twin_words import topic_of
from akimfeedback.topics import queries as topics
from akimfeedback.web.fields import Form
from akimfeedback.web.product import language

ORDER = ("title", "alike", "why", "tried", "asks", "check", "translation")
STEPS = ("title", "why", "tried", "asks", "translation")
COUNTED = 5  # questions shown as "step n of 5"; the check is the fifth


def comes_before(missing: str, step: str) -> bool:
    """Say whether a question without an answer stands before this one."""
    return ORDER.index(missing) < ORDER.index(step)


def after(step: str, *, edit: bool) -> str:
    """Return what follows a question; a changed title is searched again, other changes lead to the check."""
    if step == "title":
        return "alike"
    if edit or step == "translation":
        return "check"
    return ORDER[ORDER.index(step) + 1]


def started(key: str) -> Petition | None:
    """Return the initiative the signed-in person started with this form."""
    login = signed_in()
    return authored.by_key(db.session, login.user.id, key) if login else None


def form_of(step: str, fields: Mapping[str, Any], unit: Territory) -> Form:
    """Return the form of a question, filled with what was answered before."""
    if step == "asks":
        return AsksForm(
            unit=unit,
            places=geography.places(db.session, unit),
            topics=topics.all_active(db.session),
            data=_asked(fields, unit),
        )
    if step == "translation":
        return TranslationForm(but=fields["language"], data=translated(fields.get("translation")))
    plain: dict[str, type[Form]] = {"title": TitleForm, "why": WhyForm, "tried": TriedForm}
    return plain[step](data=dict(fields))


def _asked(fields: Mapping[str, Any], unit: Territory) -> dict[str, Any]:
    whole = f"{fields['title']} {fields['why']}"
    return {
        "asks": "\n".join(fields.get("asks", [])),
        "place": fields.get("place") or unit.id,
        "topic": fields.get("topic") or topic_of(fields["title"]) or topic_of(whole) or "OTHER",
        "days": str(fields.get("days") or 60),
        "language": fields.get("language") or drafts.language_of(whole, language()),
        "shown": fields.get("shown", False),
    }


def translated(held: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return a stored second language for the form."""
    for code, said in (held or {}).items():
        return {**said, "asks": "\n".join(said.get("asks", [])), "language": code}
    return {}


def answered(step: str, form: Form, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a question adds to the draft."""
    said = {name: value.strip() for name, value in form.data.items() if isinstance(value, str)}
    if step == "asks":
        kept = {"place": form.data["place"], "shown": bool(form.data["shown"])}
        now = {name: said[name] for name in ("topic", "days", "language")}
        spare = {
            code: words
            for code, words in (fields.get("translation") or {}).items()
            if code != now["language"]
        }
        return {**kept, **now, "asks": points_of(said["asks"]), "translation": spare}
    if isinstance(form, TranslationForm):
        return {"translation": translation_of(form)}
    return {name: said[name] for name in ("title", "why", "tried", "tried_case") if name in said}


def translation_of(form: TranslationForm) -> dict[str, Any]:
    """Return the second language as it is stored, empty without a title."""
    words: dict[str, Any] = {name: (form.data[name] or "").strip() for name in ("title", "why", "tried")}
    words["asks"] = points_of(form.asks.data)
    return {form.language.data: words} if words["title"] else {}


def page_of(step: str, form: Form, fields: Mapping[str, Any], to: Addressee) -> dict[str, Any]:
    """Return what a question page shows."""
    return {
        "form": form,
        "fields": fields,
        "to": to,
        "step": {"title": 1, "why": 2, "tried": 3, "asks": 4}.get(step, 0),
        "steps": COUNTED,
        "banner": switches.banner(db.session, language()),
        "off": not switches.is_on(db.session, Switch.CREATE),
        "single_case": barred.is_single_case(f"{fields.get('title', '')} {fields.get('why', '')}"),
    }
