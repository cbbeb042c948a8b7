"""The made-up people of the demo: officials by name, residents by seed.

Phones are +7 700 000 xx xx. They pass the check for Kazakhstan's mobile numbers, so every form takes
them. They are safe because in the demo messages only go to the outbox: no gateway is ever asked. The
country reserves no numbers for fiction, so do not point a demo at a real gateway.
"""

from dataclasses import dataclass
from random import Random

from akimfeedback.demo import places

FIRST_RESIDENT = 101  # below it: officials


def phone(number: int) -> str:
    """Return the made-up phone with this running number, 0…9999."""
    return f"+7700000{number:04d}"


@dataclass(frozen=True)
class Official:
    """Somebody in a role; `code` is how the demo's list of sign-ins calls the seat."""

    code: str
    role: str
    name: str
    number: int
    unit: str = places.DISTRICT
    language: str = "kk"
    akim_kind: str | None = None
    started: int = 36  # months ago
    ended: int | None = None  # months ago, the day after the last one
    constituency: str | None = None
    okrugs: tuple[str, ...] = ()  # of a deputy; none: the whole district

    @property
    def phone(self) -> str:
        """Return the made-up phone."""
        return phone(self.number)


def _akim(code: str, number: int, unit: str, name: str, kind: str = "elected", **more: object) -> Official:
    return Official(code, "akim", name, number, unit, akim_kind=kind, **more)  # type: ignore[arg-type]


AKIMS: tuple[Official, ...] = (
    _akim("akim-akkaiyndy", 1, "993230000", "Ерғанат Сейілхан", started=28),
    _akim("akim-tasotkeldi", 2, "993232000", "Бекболсын Жұмаділ", started=30),
    _akim("akim-usharyk", 3, "993234000", "Гүлзира Әміреш", started=31),
    _akim("akim-kyzylsagym", 4, "993236000", "Виктор Ландышев", language="ru", started=29),
    _akim("akim-bozaral", 5, "993238000", "Тілеуқабыл Нағмет", started=29),
    _akim("akim-mailyzhar", 6, "993240000", "Айсұлтан Бекежан", started=8),
    _akim("akim-zhideliozek", 7, "993242000", "Шолпанай Құрманәлі", started=28),
    _akim("akim-karatenbil", 8, "993244000", "Мейірбек Сансызбай", "acting", started=3),
    _akim("akim-oizhailau", 9, "993246000", "Дәулетжан Өмірзақ", started=30),
    _akim("akim-shubarsor", 10, "993248000", "Ольга Перевозова", "appointed", language="ru", started=33),
    _akim("akim-zhalgyzarsha", 11, "993250000", "Нұрасыл Төлеміс", started=14),
    _akim("akim-sulykopir", 12, "993252000", "Қуатжан Асанбай", started=20),
)

FORMER_AKIMS: tuple[Official, ...] = (
    _akim("former-mailyzhar", 13, "993240000", "Серікқали Момынжан", started=40, ended=10),
    _akim("acting-mailyzhar", 14, "993240000", "Балзия Тұрарбек", "acting", started=10, ended=8),
    _akim("former-karatenbil", 15, "993244000", "Олжабек Қайрошұлы", started=41, ended=3),
)

CLERKS: tuple[Official, ...] = (
    Official("clerk-akkaiyndy", "clerk", "Мөлдір Сабырхан", 21, "993230000"),
    Official("clerk-akkaiyndy-2", "clerk", "Асылжан Ділдабек", 22, "993230000"),
    Official("clerk-tasotkeldi", "clerk", "Назипа Ерболқызы", 23, "993232000"),
    Official("clerk-usharyk", "clerk", "Ұлпан Жарқынбай", 24, "993234000"),
    Official("clerk-kyzylsagym", "clerk", "Ирина Соловецкая", 25, "993236000", language="ru"),
    Official("clerk-bozaral", "clerk", "Қыдырәлі Сапар", 26, "993238000"),
    Official("clerk-zhalgyzarsha", "clerk", "Әсемай Тоқтасын", 27, "993250000"),
)

DISTRICT: tuple[Official, ...] = (
    Official("superior", "superior", "Берікқан Жансүгір", 31),
    Official("deputy-list", "deputy", "Зейнегүл Мақпалова", 32),
    Official(
        "deputy-1",
        "deputy",
        "Самат Қожабергенов",
        33,
        constituency="№ 1",
        okrugs=("993230000", "993232000", "993246000", "993250000"),
    ),
    Official(
        "deputy-2",
        "deputy",
        "Андрей Колесовский",
        34,
        language="ru",
        constituency="№ 2",
        okrugs=("993234000", "993236000", "993248000", "993252000"),
    ),
    Official("moderator", "moderator", "Жанерке Оспанғазы", 35),
    Official("assessor", "assessor", "Руслан Ахмедияров", 36, language="ru"),
    Official("auditor", "auditor", "Фарида Сұлтанғали", 37),
    Official("administrator", "administrator", "Данияр Қасенбек", 38),
)

OFFICIALS: tuple[Official, ...] = (*AKIMS, *FORMER_AKIMS, *CLERKS, *DISTRICT)

STAFF_PIN = "284617"
"""The PIN of every official of the demo."""

_FIRST = {
    "kk": (
        "Айгүл",
        "Нұрлан",
        "Сәуле",
        "Бауыржан",
        "Гүлмира",
        "Ерлан",
        "Роза",
        "Талғат",
        "Жанар",
        "Қайрат",
        "Күләш",
        "Марат",
        "Динара",
        "Асқар",
        "Рысты",
        "Дәурен",
        "Мағрипа",
        "Санжар",
        "Зағипа",
        "Ержан",
        "Ақмарал",
        "Тұрсын",
        "Бағдагүл",
    ),
    "ru": (
        "Наталья",
        "Сергей",
        "Татьяна",
        "Александр",
        "Людмила",
        "Юрий",
        "Светлана",
        "Рафаил",
        "Эльмира",
        "Иван",
        "Галина",
        "Равиль",
        "Анна",
        "Николай",
        "Вера",
    ),
}
_LAST = {
    "kk": (
        "Ақбергенқызы",
        "Тасболат",
        "Сейдеш",
        "Жолмырза",
        "Әбутәліп",
        "Қыдырбай",
        "Мұқаш",
        "Есенаман",
        "Байсал",
        "Ташкенбай",
        "Шалабай",
        "Көпжасар",
        "Оразымбет",
        "Дүйсеке",
        "Ыдырыс",
        "Төребек",
        "Құттыбай",
        "Сүгірәлі",
    ),
    "ru": (
        "Ковальчук",
        "Яковец",
        "Штерн",
        "Мирзоян",
        "Гусарова",
        "Пономарь",
        "Галеев",
        "Шевчук",
        "Ткач",
        "Мельник",
        "Ибатуллин",
        "Вебер",
        "Цой",
        "Рыбак",
    ),
}


@dataclass(frozen=True)
class Resident:
    """A made-up resident; `name` is None when the person gave none."""

    number: int
    village: str
    language: str
    name: str | None
    birth_year: int | None

    @property
    def phone(self) -> str:
        """Return the made-up phone."""
        return phone(self.number)


def residents(rng: Random, this_year: int) -> dict[str, list[Resident]]:
    """Return residents by okrug code: about one in forty, at least six; the first two give their names."""
    number = FIRST_RESIDENT
    by_okrug: dict[str, list[Resident]] = {}
    for okrug in places.OKRUGS:
        people: list[Resident] = []
        for place in range(max(6, okrug.people // 40)):
            people.append(_resident(rng, number, okrug, this_year, named=place < 2))
            number += 1
        by_okrug[okrug.kato] = people
    return by_okrug


def full_name(rng: Random, language: str) -> str:
    """Return a made-up first and last name."""
    return f"{rng.choice(_FIRST[language])} {rng.choice(_LAST[language])}"


def _resident(rng: Random, number: int, okrug: places.Okrug, this_year: int, *, named: bool) -> Resident:
    language = "kk" if rng.random() < 0.61 else "ru"
    full = full_name(rng, language)
    village = rng.choices(okrug.villages, [5, *[2] * (len(okrug.villages) - 1)])[0]
    return Resident(
        number=number,
        village=village.kato,
        language=language,
        name=full if named or rng.random() < 0.65 else None,
        birth_year=this_year - rng.randint(18, 78) if rng.random() < 0.5 else None,
    )
