"""Words that speak of danger to life, and the numbers to call. Pure; the form stays open beside them."""

import re
from dataclasses import dataclass

_NOT_A_WORD = re.compile(r"[\W_]+")

FIRE, POLICE, AMBULANCE, GAS, ALL = "101", "102", "103", "104", "112"
NUMBERS = (FIRE, POLICE, AMBULANCE, GAS, ALL)


@dataclass(frozen=True)
class Danger:
    """One kind of danger: whom to call first, and how words for it begin in each language."""

    code: str
    numbers: tuple[str, ...]
    kk: tuple[str, ...]
    ru: tuple[str, ...]
    en: tuple[str, ...]

    @property
    def beginnings(self) -> tuple[str, ...]:
        """Return the words of all languages: people mix them."""
        return self.kk + self.ru + self.en


DANGERS = (
    Danger(
        "fire",
        (FIRE, ALL),
        ("өрт", "жанып жатыр", "жанып кетті", "түтін шығ", "түтін бас"),
        ("пожар", "горит дом", "горит сара", "горит степ", "горит трав", "загорел", "задымлени"),
        ("fire in", "house is on fire", "is burning", "on fire"),
    ),
    Danger(
        "gas",
        (GAS, ALL),
        ("газ иісі", "газдың иісі", "газ шығып", "газ жарыл", "иіс тиді", "иіс газ"),
        ("запах газ", "пахнет газ", "утечка газ", "газом пахнет", "угарн", "взрыв газ"),
        ("smell of gas", "gas smell", "gas leak", "smells of gas"),
    ),
    Danger(
        "flood",
        (ALL,),
        ("су басып", "су басты", "су басу", "тасқын су", "су тасқын", "бөгет жарыл", "сел жүр"),
        (
            "наводнен",
            "затопил",
            "затаплив",
            "топит дом",
            "топит улиц",
            "подтопил",
            "прорвало дамб",
            "прорыв дамб",
        ),
        ("flood", "dam broke", "water is rising"),
    ),
    Danger(
        "bite",
        (AMBULANCE, ALL),
        ("ит қапты", "ит қауып", "ит талап", "ит талады", "тістеп ал", "жылан шақ"),
        ("укусила", "укусил", "покусал", "искусал", "собака напала", "собаки напали", "загрызл", "укус змеи"),
        ("bitten", "dog bit", "dog attacked", "snake bite"),
    ),
    Danger(
        "suicide",
        (AMBULANCE, POLICE, ALL),
        (
            "өз өзіне қол",
            "өзін өзі өлтір",
            "өзіне қол жұмса",
            "асылып қал",
            "өмір сүргім келмейді",
            "өлгім келеді",
        ),
        (
            "суицид",
            "самоубий",
            "покончить с собой",
            "покончу с собой",
            "не хочу жить",
            "хочу умереть",
            "повеси",
        ),
        ("suicid", "kill myself", "want to die", "end my life"),
    ),
    Danger(
        "violence",
        (POLICE, ALL),
        (
            "зорлық",
            "зорла",
            "ұрып жатыр",
            "ұрып соқ",
            "сабап жатыр",
            "пышақ",
            "атып кетті",
            "өлтірем",
            "қорқытып жатыр",
        ),
        (
            "насили",
            "изнасил",
            "избива",
            "избил",
            "бьет меня",
            "бьёт меня",
            "бьет жен",
            "бьет дет",
            "угрожает убить",
            "с ножом",
            "напал с",
            "стреля",
        ),
        ("violence", "rape", "beats me", "is beating", "with a knife", "threatens to kill"),
    ),
    Danger(
        "wire",
        (ALL,),
        ("сым үзіл", "сым құла", "сым жерде", "ток соқ", "ток ұр", "үзілген сым", "бағана құла"),
        (
            "оборван провод",
            "провод оборв",
            "провода оборв",
            "оборвало провод",
            "провод лежит",
            "провода лежат",
            "упал столб",
            "столб упал",
            "упал провод",
            "ударило током",
            "бьет током",
            "бьёт током",
            "искрит",
        ),
        ("fallen wire", "wire is down", "wire down", "electric shock", "live wire"),
    ),
    Danger(
        "life",
        (AMBULANCE, ALL),
        (
            "есінен тан",
            "дем ала алмай",
            "жүрегі тоқта",
            "қан кетіп",
            "мұз астына",
            "суға кетті",
            "суға батып",
            "жарыл",
        ),
        (
            "без сознания",
            "не дышит",
            "умирает",
            "истекает кров",
            "провалился под лед",
            "провалился под лёд",
            "тонет",
            "утонул",
            "взорвал",
        ),
        ("unconscious", "not breathing", "drowning", "bleeding heavily", "explo"),
    ),
)


def dangers_in(text: str) -> list[Danger]:
    """Return the dangers a text speaks of, in any of the languages; a word counts from its beginning."""
    plain = " " + _plain(text)
    return [danger for danger in DANGERS if any(" " + _plain(word) in plain for word in danger.beginnings)]


def numbers_for(text: str) -> list[str]:
    """Return the numbers to show for a text, the first to call first, 112 last; empty without danger."""
    found = [number for danger in dangers_in(text) for number in danger.numbers if number != ALL]
    return [*dict.fromkeys(found), ALL] if dangers_in(text) else []


def words_for_script() -> str:
    """Return all beginnings joined by commas, as the page's script wants them in `data-words`."""
    return ",".join(dict.fromkeys(_plain(word) for danger in DANGERS for word in danger.beginnings))


def _plain(text: str) -> str:
    return _NOT_A_WORD.sub(" ", text.lower()).strip()
