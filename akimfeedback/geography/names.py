"""Read a classifier's name: clean it, tell the kind from its ending, write it out in three languages."""

import re
from dataclasses import dataclass

from akimfeedback.geography.rules import Kind, Level
from akimfeedback.geography.transliteration import transliterate


@dataclass(frozen=True)
class Words:
    """How one kind of unit is called: the Russian words, the Kazakh possessive and plain form, English."""

    kind: Kind
    ru: str
    kk: str
    kk_plain: str  # after «атындағы»
    en: str


@dataclass(frozen=True)
class Names:
    """A unit's kind, its names as people read them, and the bare names without kind words."""

    kind: Kind
    kk: str
    ru: str
    en: str
    bare_kk: str
    bare_ru: str
    bare_en: str

    @property
    def of_a_person(self) -> bool:
        """Say whether a farm or plot is called by somebody's surname and initials: not to be shown about."""
        return self.kind == Kind.OTHER and bool(_PERSON.search(self.bare_kk) or _PERSON.search(self.bare_ru))


_OKRUG = Words(Kind.OKRUG, "сельский округ", "ауылдық округі", "ауылдық округ", "rural okrug")
_VILLAGE_OKRUG = Words(
    Kind.VILLAGE_OKRUG, "сельская администрация", "ауылдық әкімдігі", "ауылдық әкімдік", "village okrug"
)
_SETTLEMENT_OKRUG = Words(
    Kind.SETTLEMENT_OKRUG,
    "поселковая администрация",
    "кенттік әкімдігі",
    "кенттік әкімдік",
    "settlement okrug",
)
_CITY_OKRUG = Words(
    Kind.CITY_OKRUG, "городская администрация", "қалалық әкімдігі", "қалалық әкімдік", "town okrug"
)
_CITY = Words(
    Kind.CITY, "городская администрация", "қалалық әкімдігі", "қалалық әкімдік", "city administration"
)
_CITY_DISTRICT = Words(Kind.CITY, "район", "ауданы", "аудан", "city district")
_DISTRICT = Words(Kind.DISTRICT, "район", "ауданы", "аудан", "district")
_OBLAST = Words(Kind.OBLAST, "область", "облысы", "облыс", "oblast")
_TOWN = Words(Kind.TOWN, "город", "қаласы", "қала", "town")
_LARGE_TOWN = Words(Kind.TOWN, "город", "қаласы", "қала", "city")
_TOP_CITY = Words(Kind.CITY, "город", "қаласы", "қала", "city")
_SETTLEMENT = Words(Kind.SETTLEMENT, "посёлок", "кенті", "кент", "settlement")
_VILLAGE = Words(Kind.VILLAGE, "село", "ауылы", "ауыл", "village")

_RU_WORDS = {
    "с.о": _OKRUG,
    "с.а": _VILLAGE_OKRUG,
    "п.а": _SETTLEMENT_OKRUG,
    "г.а": _CITY_OKRUG,
    "р.а": _CITY_DISTRICT,
    "с": _VILLAGE,
    "п": _SETTLEMENT,
    "г": _TOWN,
    "район": _CITY_DISTRICT,
    "область": _OBLAST,
    "ст": Words(Kind.OTHER, "станция", "станциясы", "станция", "station"),
    "рзд": Words(Kind.OTHER, "разъезд", "разъезі", "разъезд", "railway siding"),
    "уч": Words(Kind.OTHER, "участок", "учаскесі", "учаске", "plot"),
    "отг": Words(Kind.OTHER, "отгон", "жайылымы", "жайылым", "pasture"),
    "кр.хоз": Words(Kind.OTHER, "крестьянское хозяйство", "шаруа қожалығы", "шаруа қожалығы", "farm"),
    "крес.пос": Words(Kind.OTHER, "крестьянское поселение", "шаруа қонысы", "шаруа қонысы", "farmstead"),
}
_KK_WORDS = {"а.о": _OKRUG, "а.ә": _VILLAGE_OKRUG, "к.ә": _SETTLEMENT_OKRUG, "қ.ә": _CITY_OKRUG} | {
    "а": _VILLAGE,
    "к": _SETTLEMENT,
    "қ": _TOWN,
    "ауданы": _CITY_DISTRICT,
    "облысы": _OBLAST,
}
_WITHOUT_ENDING = {
    Level.OBLAST: {0: _OBLAST, 1: _TOP_CITY},
    Level.DISTRICT: {1: _CITY, 2: _DISTRICT, 3: _CITY, 4: _DISTRICT},
    Level.OKRUG: {1: _LARGE_TOWN, 2: _OKRUG, 3: _CITY_OKRUG},
}
"""The kind by the classifier's type code, where the name does not tell it."""

_RU_PREFIX = re.compile(
    r"^(?:((?:с\.о|с\.а|п\.а|г\.а|р\.а|кр\.хоз|крес\.пос)(?=[. ])|(?:рзд|отг|уч|ст|[сгп])(?=\.))\.? ?"
    r"|(район|область) )(.+)$"
)
_RU_SUFFIX = re.compile(r"^(.+?) ?(?:(?<=[ .])(с\.о|с\.а|п\.а|[гГ]\.[аА]|р\.а)\.?|(?<= )(район|область))$")
_RU_NAMED = re.compile(r"^(?:им\.|имени )\s*(.+)$")
_KK_SUFFIX = re.compile(
    r"^(.+?)(?:(?<=[ .])(а ?\.о|а ?\.ә|к ?\.ә|[қҚ] ?\.[әӘ]|шар\.қож|шарқож|шар\.қонысы|ст|уч|ж|[акқс])\.?"
    r"|(?<=[ .])(ауданы|облысы|қаласы|ауылы|кенті|станциясы|ауыл))$"
)
_KK_PREFIX = re.compile(r"^(рзд|а)\. ?(\w.+)$")
_TWICE = re.compile(r" [акқ]\. ?$")
_KK_NAMED = re.compile(r"^(.+?) (?:атындағы|атын\.?|ат\.)$")
_INITIAL = re.compile(r"(?:^|[ .])\w\.$")
_PERSON = re.compile(r"\w\.\s?\w\.")
_ADJECTIVE = re.compile(r"(?:ая|яя|ый|ий|ой|ое|ее)$")


def clean(name: str) -> str:
    """Return a name with single spaces and none at the ends or before a point."""
    return re.sub(r"\s+\.", ".", re.sub(r"\s+", " ", name)).strip()


def read(level: Level, type_code: int, name_kk: str, name_ru: str) -> Names:
    """Return what the two names of a unit say; a name without a known ending is kept as it stands."""
    raw_kk, raw_ru = clean(name_kk), clean(name_ru)
    ru_word, bare_ru, named_ru, ru_last = _read_russian(raw_ru)
    kk_word, bare_kk, named_kk = _read_kazakh(raw_kk)
    words = _words(level, type_code, ru_word, kk_word)
    if words is None or not (bare_kk and bare_ru):
        latin = transliterate(raw_kk)
        kind = words.kind if words else Kind.OTHER
        return Names(kind, raw_kk, raw_ru, latin, raw_kk, raw_ru, latin)
    bare_en = transliterate(bare_kk)
    return Names(
        words.kind,
        f"{bare_kk} атындағы {words.kk_plain}" if named_kk else f"{bare_kk} {words.kk}",
        _russian(words, bare_ru, named=named_ru, last=ru_last),
        f"{bare_en} {words.en}",
        bare_kk,
        bare_ru,
        bare_en,
    )


def _read_russian(name: str) -> tuple[str, str, bool, bool]:
    """Return the kind word, the bare name, whether it is «имени …», whether the kind word stood last."""
    word, bare, last = "", name, False
    if found := _RU_PREFIX.match(name):
        word, bare = found[1] or found[2], found[3]
    elif found := _RU_SUFFIX.match(name):
        word, bare, last = (found[2] or found[3]).lower(), found[1], True
    named = _RU_NAMED.match(bare)
    return word, _bare(named[1] if named else bare), bool(named), last


def _read_kazakh(name: str) -> tuple[str, str, bool]:
    """Return the kind word, the bare name and whether it is «… атындағы»."""
    word, bare = "", name
    if found := _KK_PREFIX.match(name):
        bare = found[2]
    elif found := _KK_SUFFIX.match(name):
        word, bare = (found[2] or found[3]).lower().replace(" ", ""), _TWICE.sub("", found[1])
    named = _KK_NAMED.match(bare.strip())
    return word, _bare(named[1] if named else bare), bool(named)


def _bare(name: str) -> str:
    """Drop a point left over at the end, but not the one of an initial: «Лекеров Т.Д.»."""
    name = name.strip()
    return name if _INITIAL.search(name) else name.strip(" .")


def _words(level: Level, type_code: int, ru: str, kk: str) -> Words | None:
    """Return the kind's words: level and type code where they decide, else the Russian or Kazakh ending."""
    if level in (Level.OBLAST, Level.DISTRICT):
        return _WITHOUT_ENDING[level].get(type_code) or _WITHOUT_ENDING[level][max(_WITHOUT_ENDING[level])]
    found = _RU_WORDS.get(ru) or _KK_WORDS.get(kk)
    if found is _TOWN and level == Level.OKRUG:
        return _LARGE_TOWN
    return found or _WITHOUT_ENDING.get(level, {}).get(type_code)


def _russian(words: Words, bare: str, *, named: bool, last: bool) -> str:
    if named:
        return f"{words.ru} имени {bare}"
    return f"{bare} {words.ru}" if last and _ADJECTIVE.search(bare) else f"{words.ru} {bare}"
