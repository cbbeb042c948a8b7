"""The made-up district: okrugs and villages with codes in the range 99…, which the classifier does not use.

The classifier numbers oblasts from 10 to 63 and three cities 71, 75, 79. 99 is free, so a demo row can never
meet a real one. Names are invented and stand in no edition of the classifier that we read.
"""

from dataclasses import dataclass

OBLAST = "990000000"
DISTRICT = "993200000"
POPULATION_SOURCE = "Демо үшін ойдан шығарылған / придумано для демонстрации / made up for the demo"


@dataclass(frozen=True)
class Place:
    """A village: the code and the name in three languages."""

    kato: str
    name_kk: str
    name_ru: str
    name_en: str

    @property
    def stem_kk(self) -> str:
        """Return the bare name."""
        return self.name_kk.removesuffix(" а.")

    @property
    def stem_ru(self) -> str:
        """Return the bare name."""
        return self.name_ru.removeprefix("с. ")


@dataclass(frozen=True)
class Okrug:
    """One okrug and the habits of its office. `per_quarter` is how many requests come in."""

    kato: str
    stem_kk: str
    stem_ru: str
    stem_en: str
    people: int
    distance_km: int
    per_quarter: int
    on_time: float  # share of answers the office gives in time
    solved: float  # share of verdicts that say "solved"
    villages: tuple[Place, ...]
    lat: float
    lon: float
    months_connected: int = 27  # since the written acceptance of the term; 0: has not accepted it

    @property
    def name_kk(self) -> str:
        """Return the name as the classifier writes it."""
        return f"{self.stem_kk} а.о."

    @property
    def name_ru(self) -> str:
        """Return the name as the classifier writes it."""
        return f"{self.stem_ru} с.о."

    @property
    def name_en(self) -> str:
        """Return the English name."""
        return f"{self.stem_en} rural okrug"


OBLAST_NAMES = ("Сарыдала облысы", "Сарыдалинская область", "Sarydala oblast")
DISTRICT_NAMES = ("Көктөбе ауданы", "Коктобинский район", "Koktobe district")

STREETS: tuple[tuple[str, str], ...] = (
    ("Абай", "Абая"),
    ("Жамбыл", "Жамбыла"),
    ("Бейбітшілік", "Мира"),
    ("Достық", "Дружбы"),
    ("Тәуелсіздік", "Независимости"),
    ("Мектеп", "Мектеп"),
    ("Жағалау", "Жагалау"),
    ("Орталық", "Орталык"),
    ("Наурыз", "Наурыз"),
    ("Жеңіс", "Победы"),
    ("Сұңқар", "Сункар"),
    ("Алмалы", "Алмалы"),
    ("Ақтерек", "Актерек"),
    ("Жастар", "Жастар"),
    ("Бірлік", "Бирлик"),
    ("Самал", "Самал"),
    ("Құрылысшы", "Строителей"),
    ("Тың игерушілер", "Целинников"),
    ("Диқан", "Дикан"),
    ("Шопан ата", "Шопан ата"),
    ("Қарағаш", "Карагаш"),
    ("Жібек жолы", "Жибек жолы"),
    ("Астана", "Астаны"),
    ("Шаңырақ", "Шанырак"),
    ("Қызғалдақ", "Кызгалдак"),
)


def _villages(okrug: str, *names: tuple[str, str, str]) -> tuple[Place, ...]:
    return tuple(
        Place(f"{okrug[:6]}{100 + 100 * i:03d}", f"{kk} а.", f"с. {ru}", f"{en} village")
        for i, (kk, ru, en) in enumerate(names)
    )


# people, km, requests a quarter, share in time, share solved; the first four are the busy ones
OKRUGS: tuple[Okrug, ...] = (
    Okrug(
        "993230000",
        "Аққайыңды",
        "Аккайындинский",
        "Akkaiyndy",
        6840,
        4,
        92,
        0.95,
        0.80,
        _villages(
            "993230000",
            ("Аққайыңды", "Аккайынды", "Akkaiyndy"),
            ("Қаражусан", "Каражусан", "Karazhusan"),
            ("Жаңаөріс", "Жанаорис", "Zhanaoris"),
            ("Күреңбұлақ", "Куренбулак", "Kurenbulak"),
        ),
        47.412,
        69.218,
    ),
    Okrug(
        "993232000",
        "Тасөткелді",
        "Тасоткелдинский",
        "Tasotkeldi",
        5120,
        27,
        80,
        0.60,
        0.50,
        _villages(
            "993232000",
            ("Тасөткелді", "Тасоткелди", "Tasotkeldi"),
            ("Сарыүйік", "Сарыуйик", "Saryuiik"),
            ("Қоғалыөзек", "Когалыозек", "Kogalyozek"),
        ),
        47.588,
        69.402,
    ),
    Okrug(
        "993234000",
        "Үшарық",
        "Ушарыкский",
        "Usharyk",
        4310,
        38,
        74,
        0.92,
        0.72,
        _villages(
            "993234000",
            ("Үшарық", "Ушарык", "Usharyk"),
            ("Бөгенсай", "Богенсай", "Bogensai"),
            ("Қызылжиек", "Кызылжиек", "Kyzylzhiek"),
            ("Ақжиде", "Акжиде", "Akzhide"),
            ("Бидайсай", "Бидайсай", "Bidaisai"),
        ),
        47.231,
        69.655,
    ),
    Okrug(
        "993236000",
        "Қызылсағым",
        "Кызылсагымский",
        "Kyzylsagym",
        3960,
        52,
        73,
        0.66,
        0.54,
        _villages(
            "993236000",
            ("Қызылсағым", "Кызылсагым", "Kyzylsagym"),
            ("Талдықора", "Талдыкора", "Taldykora"),
            ("Шилісай", "Шилисай", "Shilisai"),
        ),
        47.702,
        68.893,
    ),
    Okrug(
        "993238000",
        "Бозарал",
        "Бозаральский",
        "Bozaral",
        2480,
        61,
        19,
        0.86,
        0.62,
        _villages(
            "993238000",
            ("Бозарал", "Бозарал", "Bozaral"),
            ("Жыланкөз", "Жыланкоз", "Zhylankoz"),
        ),
        47.105,
        68.744,
    ),
    Okrug(
        "993240000",
        "Майлыжар",
        "Майлыжарский",
        "Mailyzhar",
        2210,
        44,
        17,
        0.80,
        0.58,
        _villages(
            "993240000",
            ("Майлыжар", "Майлыжар", "Mailyzhar"),
            ("Терісбұлақ", "Терисбулак", "Terisbulak"),
            ("Сазқияқ", "Сазкияк", "Sazkiyak"),
        ),
        47.344,
        68.551,
        24,
    ),
    Okrug(
        "993242000",
        "Жиделіөзек",
        "Жиделиозекский",
        "Zhideliozek",
        1740,
        73,
        14,
        0.83,
        0.64,
        _villages(
            "993242000",
            ("Жиделіөзек", "Жиделиозек", "Zhideliozek"),
            ("Сексеуілті", "Сексеуилти", "Sekseuilti"),
        ),
        47.893,
        69.811,
        21,
    ),
    Okrug(
        "993244000",
        "Қаратеңбіл",
        "Каратенбильский",
        "Karatenbil",
        1390,
        86,
        13,
        0.88,
        0.66,
        _villages(
            "993244000",
            ("Қаратеңбіл", "Каратенбиль", "Karatenbil"),
            ("Құмдықұдық", "Кумдыкудык", "Kumdykudyk"),
        ),
        46.982,
        69.977,
        24,
    ),
    Okrug(
        "993246000",
        "Ойжайлау",
        "Ойжайлауский",
        "Oizhailau",
        460,
        118,
        2,
        0.80,
        0.60,
        _villages("993246000", ("Ойжайлау", "Ойжайлау", "Oizhailau")),
        48.114,
        68.412,
    ),
    Okrug(
        "993248000",
        "Шұбарсор",
        "Шубарсорский",
        "Shubarsor",
        150,
        142,
        2,
        0.75,
        0.60,
        _villages("993248000", ("Шұбарсор", "Шубарсор", "Shubarsor")),
        48.226,
        70.133,
    ),
    Okrug(
        "993250000",
        "Жалғызарша",
        "Жалгызаршинский",
        "Zhalgyzarsha",
        2930,
        33,
        90,
        0.84,
        0.60,
        _villages(
            "993250000",
            ("Жалғызарша", "Жалгызарша", "Zhalgyzarsha"),
            ("Төскейлі", "Тоскейли", "Toskeili"),
            ("Көлжаға", "Колжага", "Kolzhaga"),
        ),
        47.501,
        69.903,
        1,
    ),
    Okrug(
        "993252000",
        "Сулыкөпір",
        "Сулыкопирский",
        "Sulykopir",
        1980,
        57,
        0,
        0.80,
        0.60,
        _villages(
            "993252000",
            ("Сулыкөпір", "Сулыкопир", "Sulykopir"),
            ("Ақбелес", "Акбелес", "Akbeles"),
        ),
        47.028,
        69.331,
        0,
    ),
)

ACTING_IN = "993244000"
"""The okrug whose akim is acting: no programme is asked of him."""
