"""How dates, numbers and money are written: own patterns, no-break spaces, no glued case endings."""

from collections.abc import Callable
from datetime import date, datetime

from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext as _

from akimfeedback.core import clock
from akimfeedback.web.product import language

NBSP = "\u00a0"
NARROW = "\u202f"

_KK = {
    "name": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "until": "қаңтарға ақпанға наурызға сәуірге мамырға маусымға шілдеге тамызға қыркүйекке қазанға "
    "қарашаға желтоқсанға",
    "in": "қаңтарда ақпанда наурызда сәуірде мамырда маусымда шілдеде тамызда қыркүйекте қазанда "
    "қарашада желтоқсанда",
    "since": "қаңтардан ақпаннан наурыздан сәуірден мамырдан маусымнан шілдеден тамыздан қыркүйектен "
    "қазаннан қарашадан желтоқсаннан",
    "short": "қаң ақп нау сәу мам мау шіл там қыр қаз қар жел",
}
_RU = {
    "name": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "alone": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "short": "янв фев мар апр май июн июл авг сен окт ноя дек",
}
_EN = {
    "name": "January February March April May June July August September October November December",
    "short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
}
_MONTHS = {"kk": _KK, "ru": _RU, "en": _EN}


def _month(number_: int, form: str) -> str:
    """Return a month in the page's language; a form the language does not have is its plain name."""
    forms = _MONTHS[language()]
    return forms.get(form, forms["name"]).split()[number_ - 1]


def as_day(value: date | datetime) -> date:
    """Return the Kazakhstan day of a date or an aware moment."""
    return clock.local_day(value) if isinstance(value, datetime) else value


def _written(value: date | datetime, form: str, *, year: bool | None) -> str:
    day_ = as_day(value)
    with_year = day_.year != clock.today().year if year is None else year
    tail = f"{day_.day}{NBSP}{_month(day_.month, form)}"
    if not with_year:
        return tail
    patterns = {"kk": "{y}{s}ж. {d}", "ru": "{d} {y}{s}года", "en": "{d} {y}"}
    return patterns[language()].format(y=day_.year, d=tail, s=NBSP)


def day(value: date | datetime, year: bool | None = None) -> str:  # noqa: FBT001
    """Return «22 қараша» / "22 ноября" / "22 November"; the year only when it is another one (or as told)."""
    return _written(value, "name", year=year)


def day_until(value: date | datetime, year: bool | None = None) -> str:  # noqa: FBT001
    """Return the date to stand in a sentence with "by", "until", дейін: «28 қарашаға» / "28 ноября".

    The sentence is one msgid, "Answer by %(day)s", in Kazakh «%(day)s дейін жауап беріледі».
    """
    return _written(value, "until", year=year)


def day_in(value: date | datetime, year: bool | None = None) -> str:  # noqa: FBT001
    """Return the date to stand in a sentence with "on": «22 қарашада» / "22 ноября" / "22 November"."""
    return _written(value, "in", year=year)


def day_since(value: date | datetime, year: bool | None = None) -> str:  # noqa: FBT001
    """Return the date to stand in a sentence with "since", "from": «22 қарашадан» / "22 ноября"."""
    return _written(value, "since", year=year)


def day_short(value: date | datetime) -> str:
    """Return 22.11.2026 in every language."""
    return as_day(value).strftime("%d.%m.%Y")


def time_of_day(value: datetime) -> str:
    """Return 18:42 by Kazakhstan time."""
    return value.astimezone(clock.KAZAKHSTAN).strftime("%H:%M")


def moment(value: datetime) -> str:
    """Return «7 қараша, 18:42»."""
    return f"{day(value)}, {time_of_day(value)}"


def month(value: date | datetime) -> str:
    """Return «2026 ж. қараша» / "ноябрь 2026 г." / "November 2026"."""
    day_ = as_day(value)
    name = _month(day_.month, "alone")
    patterns = {"kk": "{y}{s}ж. {m}", "ru": "{m} {y}{s}г.", "en": "{m} {y}"}
    return patterns[language()].format(y=day_.year, m=name, s=NBSP)


def month_short(value: date | datetime) -> str:
    """Return «қар» / "ноя" / "Nov", for charts."""
    return _month(as_day(value).month, "short")


def days_ago(value: date | datetime) -> str:
    """Return «бүгін», «кеше», «ертең», else the day; never "in 24 hours"."""
    distance = (as_day(value) - clock.today()).days
    words: dict[int, Callable[[], str]] = {
        0: lambda: _("today"),
        -1: lambda: _("yesterday"),
        1: lambda: _("tomorrow"),
    }
    return words[distance]() if distance in words else day(value)


def number(value: float, digits: int = 0) -> str:
    """Return «1 234 567,8» with no-break spaces, in English 1,234,567.8; `digits` after the point."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=language()).replace(NARROW, NBSP)


def percent(share: float, digits: int = 0) -> str:
    """Return a share 0..1 as «83%», in Russian «83 %»."""
    gap = NBSP if language() == "ru" else ""
    return f"{number(share * 100, digits)}{gap}%"


def money(tenge: float) -> str:
    """Return «1 250 000 ₸», the same in every language; tiyn never."""
    return f"{tenge:,.0f}".replace(",", NBSP) + f"{NBSP}₸"


def share_of(part: int, whole: int) -> str:
    """Return «92 / 100», never without the whole."""
    return f"{number(part)}{NBSP}/{NBSP}{number(whole)}"


def phone(value: str) -> str:
    """Return «+7 701 123 45 67» of a number kept as +77011234567; others unchanged."""
    if len(value) != 12 or not value.startswith("+7"):
        return value
    parts = (value[:2], value[2:5], value[5:8], value[8:10], value[10:])
    return NBSP.join(parts)


def phone_masked(value: str) -> str:
    """Return «+7 701 *** ** 67»: enough for the owner, nothing for others."""
    parts = phone(value).split(NBSP)
    return NBSP.join([parts[0], parts[1], "***", "**", parts[-1]]) if len(parts) == 5 else "***"


def plain_spaces(text: str) -> str:
    """Return text with the narrow no-break space, which the font lacks, made an ordinary no-break one."""
    return text.replace(NARROW, NBSP)


FILTERS = {
    "day": day,
    "day_until": day_until,
    "day_in": day_in,
    "day_since": day_since,
    "day_short": day_short,
    "days_ago": days_ago,
    "moment": moment,
    "month": month,
    "month_short": month_short,
    "clock": time_of_day,
    "number": number,
    "percent": percent,
    "money": money,
    "share_of": share_of,
    "phone": phone,
    "phone_masked": phone_masked,
    "plain_spaces": plain_spaces,
}


def init_app(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(FILTERS)
