"""Guess from plain words whether a text touches one of the 16 closed subjects, or one person's case. Pure.

A guess warns and shows the lawful way; it never refuses. A moderator decides. A phrase is a list of stems
of words that stand side by side, in Kazakh, Russian or English.
"""

from akimfeedback.core.folding import fold
from akimfeedback.petitions.rules import Barred

_PHRASES: dict[Barred, tuple[str, ...]] = {
    Barred.HUMAN_RIGHTS: (
        "лишить прав",
        "запретить женщин",
        "выгнать приезж",
        "құқығынан айыр",
        "deprive rights",
    ),
    Barred.ORDER_AND_PEACE: (
        "амнисти",
        "помиловани",
        "рақымшылық",
        "кешірім жаса",
        "свержени",
        "выселить наци",
        "запретить религ",
        "дінге тыйым",
        "ұлтты қу",
        "amnesty",
        "pardon",
    ),
    Barred.TERRITORY_AND_FORM: (
        "независимост",
        "тәуелсіздік",
        "конституци",
        "смен власт",
        "форм правлени",
        "басқару нысан",
        "constitution",
    ),
    Barred.DIVISION: (
        "переименовать район",
        "передать район",
        "объединить округ",
        "разделить округ",
        "границ област",
        "границ район",
        "статус город",
        "округті біріктір",
        "округті бөл",
        "аудан шекара",
        "облыс шекара",
        "государственн границ",
        "мемлекеттік шекара",
        "merge okrug",
        "district border",
    ),
    Barred.POLICE_AND_COURTS: (
        "полици",
        "полицей",
        "участков инспектор",
        "следовател",
        "решение суд",
        "сот шешім",
        "судья",
        "судьи",
        "судьям",
        "тергеу",
        "учаскелік инспектор",
        "приговор",
        "үкім",
        "police",
        "judge",
        "court",
    ),
    Barred.PROSECUTORS: ("прокурор", "прокуратур", "prosecutor"),
    Barred.INTELLIGENCE: ("кнб", "ұқк", "разведк", "барлау қызмет", "intelligence service"),
    Barred.PENAL_AND_LABOUR: (
        "штраф отменить",
        "отменить штраф",
        "айыппұлды жой",
        "уголовн",
        "қылмыстық",
        "уволить",
        "увольнени",
        "жұмыстан шығар",
        "восстановить на работ",
        "жұмысқа қайта",
        "зарплат",
        "жалақы",
        "колони",
        "dismiss",
        "salary",
    ),
    Barred.DEFENCE_AND_ORDER: (
        "воинск часть",
        "военн часть",
        "әскери бөлім",
        "призыв в армию",
        "әскерге шақыр",
        "оружи",
        "қару",
        "легализовать",
        "наркотик",
        "есірткі",
        "войн",
        "соғыс",
        "army",
        "weapon",
    ),
    Barred.TREATIES: ("международн договор", "халықаралық шарт", "еаэс", "treaty"),
    Barred.APPOINTMENTS: (
        "назначить министр",
        "снять министр",
        "отставка министр",
        "министрді",
        "аким област",
        "облыс әкімін",
        "minister",
    ),
    Barred.ELECTIONS: (
        "отставк аким",
        "убрать аким",
        "снять аким",
        "сменить аким",
        "аким уйди",
        "әкімді ауыстыр",
        "әкімді ал",
        "әкім кетсін",
        "әкімді босат",
        "импичмент",
        "выборы",
        "выборов",
        "выборах",
        "сайлау",
        "референдум",
        "политическ парти",
        "отозвать депутат",
        "депутатты шақырып ал",
        "remove akim",
        "election",
        "referendum",
    ),
    Barred.SYMBOLS: ("герб", "елтаңба", "гимн", "әнұран", "государственн флаг", "мемлекеттік ту", "anthem"),
    Barred.LANGUAGE: (
        "государственн язык",
        "мемлекеттік тіл",
        "статус язык",
        "тіл мәртебес",
        "state language",
    ),
    Barred.STATE_BODIES: (
        "закрыть школ",
        "закрыть больниц",
        "закрыть акимат",
        "открыть школ",
        "открыть больниц",
        "открыть отдел",
        "мектепті жаб",
        "мектеп аш",
        "аурухана аш",
        "аурухананы жаб",
        "әкімдікті жаб",
        "реорганизаци",
        "қайта ұйымдастыр",
        "закрыть фап",
        "открыть фап",
        "close school",
        "open school",
    ),
    Barred.EMERGENCY: (
        "чрезвычайн положени",
        "төтенше жағдай",
        "карантин отмен",
        "карантинді ал",
        "state of emergency",
    ),
}
_OWN = (
    "мой дом", "моему дом", "моем двор", "моей семь", "мне нужн", "мне не", "мой участок", "мой сосед",
    "мою крыш",
    "менің үй", "үйім", "маған", "менің отбас", "менің көрші", "көршім", "отбасыма", "өзіме",
    "my house", "my home", "my neighbour", "my family", "моему сын", "моей доч", "моей пенси", "зейнетақым",
)  # fmt: skip


def _stems(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(phrase).split()) for phrase in phrases)


_STEMS = {subject: _stems(phrases) for subject, phrases in _PHRASES.items()}
_OWN_STEMS = _stems(_OWN)


def subjects_in(text: str) -> tuple[Barred, ...]:
    """Return the closed subjects a text may touch, in the order of the law; empty: none was recognised."""
    words = fold(text).split()
    return tuple(subject for subject in Barred if _speaks(words, _STEMS[subject]))


def is_single_case(text: str) -> bool:
    """Say whether a text seems to be about the writer's own home or family: then a request does it sooner."""
    return _speaks(fold(text).split(), _OWN_STEMS)


def _speaks(words: list[str], phrases: tuple[tuple[str, ...], ...]) -> bool:
    return any(
        all(word.startswith(stem) for word, stem in zip(words[place:], phrase, strict=False))
        for phrase in phrases
        for place in range(len(words) - len(phrase) + 1)
    )
