"""Village matters in Kazakh and Russian: words that mean the same, so that a search finds both. Pure.

Each group is a list of stems in letters as `core.folding.fold` leaves them: Kazakh letters already are their
Russian neighbours, and a stem matches every word that begins with it. The name of a group is a topic's code.
"""

from functools import lru_cache

from akimfeedback.core.folding import fold

_WRITTEN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ROAD_IN", ("жол", "дорог", "коше", "улиц", "асфальт", "тротуар", "шункыр", "яма", "ямы", "road",
      "street")),
    ("BRIDGE", ("копир", "мост", "bridge")),
    ("LIGHT", ("жарык", "жарыг", "шам", "свет", "освещен", "фонар", "light", "lamp")),
    ("WATER", ("су ", "суы", "сумен", "ауызсу", "кубыр", "вод", "труб", "колонк", "кудык", "кудыг",
      "колод", "water", "well")),
    ("IRRIG", ("суар", "арык", "арыг", "полив", "арыч", "канал", "irrigat")),
    ("FLOOD", ("таскын", "паводок", "паводк", "затоп", "flood")),
    ("SEWER", ("кариз", "канализ", "септик", "sewer")),
    ("POWER", ("электр", "ток ", "трансформатор", "power", "electric")),
    ("GAS", ("газ", "gas")),
    ("HEAT", ("жылу", "жылыт", "комир", "отопл", "тепл", "угол", "уголь", "heating", "coal")),
    ("WASTE", ("кокыс", "мусор", "контейнер", "waste", "rubbish", "garbage")),
    ("DUMP", ("коныс", "полигон", "свалк", "dump", "landfill")),
    ("STRAY", ("ит ", "иттер", "кангыбас", "собак", "бродяч", "dog")),
    ("CATTLE", ("мал ", "малд", "падаш", "скот", "корова", "коров", "бакташы", "cattle", "herd")),
    ("PASTURE", ("жайылым", "пастбищ", "pasture")),
    ("VET", ("ветеринар", "мал дариг", "vet ")),
    ("SNOW", ("кар ", "карды", "кардан", "куртик", "снег", "снежн", "snow")),
    ("GREEN", ("агаш", "когал", "саябак", "дерев", "озелен", "парк", "сквер", "tree", "park")),
    ("PLAY", ("алан", "ойын", "площадк", "спорт", "стадион", "игров", "playground", "sport", "stadium")),
    ("CEMETERY", ("зират", "бейит", "кладбищ", "cemeter")),
    ("SCHOOL", ("мектеп", "мектеб", "школ", "балабакша", "детсад", "детский сад", "садик", "school",
      "kindergarten")),
    ("MED", ("амбулатор", "фап", "дариг", "медпункт", "больниц", "врач", "аурухан", "дарихан", "аптек",
      "clinic")),
    ("BUS", ("автобус", "маршрут", "аялдама", "остановк", "bus")),
    ("ROADSAFE", ("каушин", "белги", "жолжуру", "безопасн", "пешеход", "светофор", "лежач", "crossing")),
    ("NET", ("интернет", "байланыс", "связь", "связи", "вышк", "internet", "mobile")),
    ("CULTURE", ("клуб", "мадениет", "культур", "китапхан", "библиотек", "club", "library", "culture")),
    ("LAND", ("жер ", "жерд", "жерин", "участок", "участк", "земл", "земел", "land")),
    ("HOUSING", ("уй ", "уйлер", "жилье", "жильё", "жилищ", "баспана", "housing")),
    ("POST", ("пошта", "почт", "post office")),
    ("ECO", ("экологи", "озен", "реки", "река", "речк", "колд", "озер", "river", "lake")),
    ("BUDGET", ("бюджет", "budget")),
    ("DISAB", ("пандус", "мугедек", "инвалид", "ramp", "disab")),
)  # fmt: skip


def _folded(stem: str) -> str:
    return fold(stem) + (" " if stem.endswith(" ") else "")


_GROUPS = tuple((code, tuple(_folded(stem) for stem in stems)) for code, stems in _WRITTEN)
_FILLER = frozenset(
    fold(
        "және мен үшін бойынша бар жоқ керек салу жөндеу орнату ашу жасау біздің біз ауыл ауылда ауылдың "
        "ауылы и в на для по с у к о об от до из не нужно нужна надо построить отремонтировать сделать "
        "установить открыть наш наша нашем село селе села ауле ауыле the a an of in on to for our we build "
        "repair make install open village"
    ).split()
)
SHORTEST = 3


_PAIRS = (
    ("sch", "щ"), ("sh", "ш"), ("ch", "ч"), ("zh", "ж"), ("kh", "х"), ("gh", "г"), ("ng", "н"), ("ya", "я"),
    ("yu", "ю"), ("yo", "е"), ("ts", "ц"),
)  # fmt: skip
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzäöüñğşıáéúóńǵūŋçə",
    "абцдефгхижклмнопкрстуввхызаоунгшыаеуонгунча",
)


def from_latin(text: str) -> str:
    """Return Kazakh or Russian words typed in Latin letters as Cyrillic ones, folded: «alañ» is «алан»."""
    plain = text.casefold()
    for latin, letter in _PAIRS:
        plain = plain.replace(latin, letter)
    return fold(plain.translate(_LETTERS))


@lru_cache(maxsize=2048)
def meanings(text: str) -> frozenset[str]:
    """Return the matters a text speaks of, as topic codes, whichever language it is in."""
    words = [f"{word} " for word in fold(text).split()]
    whole = " ".join(word.strip() for word in words)
    return frozenset(
        code
        for code, stems in _GROUPS
        if any(word.startswith(stem) for stem in stems for word in words)
        or any(" " in stem.strip() and stem in whole for stem in stems)
    )


def topic_of(text: str) -> str | None:
    """Return the topic a text most likely is about, None where no word tells."""
    words = [f"{word} " for word in fold(text).split()]
    scored = [
        (sum(any(word.startswith(stem) for stem in stems) for word in words), -place, code)
        for place, (code, stems) in enumerate(_GROUPS)
    ]
    best = max(scored)
    return best[2] if best[0] else None


def telling(text: str) -> str:
    """Return the folded words of a text that say what it is about, fillers left out."""
    words = fold(text).split()
    kept = [word for word in words if word not in _FILLER and len(word) >= SHORTEST]
    return " ".join(kept or words)


def shares_meaning(one: str, other: str) -> float:
    """Return how far two texts speak of the same matters, 0..1: what is shared of the shorter list."""
    mine, theirs = meanings(one), meanings(other)
    if not mine or not theirs:
        return 0.0
    return len(mine & theirs) / min(len(mine), len(theirs))
