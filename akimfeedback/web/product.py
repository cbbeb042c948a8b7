"""The product's name in the page's language; the name itself is a setting, one place to change it."""

from flask_babel import get_locale

from akimfeedback.core.settings import current_settings

DEFAULT_LANGUAGE = "kk"
LANGUAGES = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
_BREAK = " — "


def language() -> str:
    """Return the code of the page's language: kk, ru or en."""
    locale = get_locale()
    code = locale.language if locale else DEFAULT_LANGUAGE
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def named(thing: object, stem: str = "name") -> str:
    """Return `stem_kk`, `stem_ru` or `stem_en` of a row, by the page's language; "" for nothing."""
    return str(getattr(thing, f"{stem}_{language()}", "") or "") if thing is not None else ""


def product_full_name() -> str:
    """Return the name with its tagline: «Тұрғын үні — голос жителей»."""
    return str(getattr(current_settings().product, f"name_{language()}"))


def product_name() -> str:
    """Return the short name that stands beside the mark."""
    return product_full_name().partition(_BREAK)[0]


def product_tagline() -> str:
    """Return what stands after the name, often nothing."""
    return product_full_name().partition(_BREAK)[2]
