"""What differs between schools. Each default cites its clause; School.settings keeps only what was changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast
from urllib.parse import urlsplit

from letopis.kernel.errors import Refused
from letopis.kernel.text import clean
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School
from letopis.school.organisation.words import phrase, phrase_lazy

Kind = Literal["int", "decimal", "bool", "grades", "words", "mails", "address", "choice"]
JsonValue = int | str | bool | list[int] | list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSettings:
    """Typed settings of a school.

    Metadata of each: `label` and `help` the office sees, `clause` of the default, what it `changes` in the product,
    `min` and `max`, and `sources`: the values that the regulations name, with their clauses, where they differ. All of
    them lie between `min` and `max`. `choices`: values and names of a setting that is one of a few words.
    """

    correction_days: int = field(
        default=14,
        metadata={
            "label": phrase_lazy("{Teacher.nom} исправляет отметку, дней"),
            "clause": "А3.2.4",
            "changes": phrase_lazy("До какого дня отметку можно исправить в журнале и на {lesson.pre}."),
            "help": "Считая со дня выставления. Позже исправляет только заместитель директора, с указанием причины.",
            "min": 0,
            "max": 365,
        },
    )
    written_work_days: int = field(
        default=7,
        metadata={
            "label": "Отметки за письменную работу, дней",
            "clause": "П3.4.4, Д2.3",
            "changes": "Когда работа без отметок становится просроченной на странице «Сегодня».",
            "help": "Со дня проведения работы; просроченная видна тому, кто ведёт журнал, и заместителю директора.",
            "sources": ((7, "П3.4.4, Д2.3, С3.5"), (3, "П3.4.4, внутренний мониторинг")),
            "min": 1,
            "max": 60,
        },
    )
    written_work_days_primary: int = field(
        default=3,
        metadata={
            "label": phrase_lazy("То же {in_junior_grades}, дней"),
            "clause": "С3.5",
            "changes": phrase_lazy("То же, для {grade.gens} короткого срока."),
            "help": "Поставьте то же число, что строкой выше, если срок один для всех.",
            "sources": ((3, "С3.5"), (7, "П3.4.4, Д2.3")),
            "min": 1,
            "max": 60,
        },
    )
    primary_last_grade: int = field(
        default=5,
        metadata={
            "label": phrase_lazy("Последний {grade.nom} с коротким сроком"),
            "clause": "С3.5",
            "changes": phrase_lazy("Для каких {grade.gens} действует срок строкой выше."),
            "help": phrase_lazy("0: {in_any_grade}."),
            "sources": ((5, "С3.5"), (0, "П3.4.4, Д2.3")),
            "min": 0,
            "max": 11,
        },
    )
    lesson_fill_days: int = field(
        default=0,
        metadata={
            "label": phrase_lazy("{Lesson.nom} заполняется в тот же день и ещё, дней"),
            "clause": "П3.4.3, Д2.1",
            "changes": phrase_lazy(
                "Когда незаполненный {lesson.nom} становится просроченным и какая запись считается поздней."
            ),
            "help": "0: только в тот же день. Позже записать можно, опоздание будет видно.",
            "min": 0,
            "max": 30,
        },
    )
    unmarked_grades: tuple[int, ...] = field(
        default=(1,),
        metadata={
            "label": phrase_lazy("Безотметочное обучение {in_grades}"),
            "clause": "решает организация",
            "changes": phrase_lazy("С какой шкалой загрузка заводит страницы журнала этих {grade.gens}."),
            "help": phrase_lazy("Номера {grade.gens} через запятую, например: 1 или 1, 2."),
        },
    )
    marks_per_lesson: int = field(
        default=4,
        metadata={
            "label": phrase_lazy("Отметок за {lesson.acc}, не менее"),
            "clause": "С3.5",
            "changes": "Пока ничего: по нему будет судить контроль ведения журнала.",
            "help": "По этому числу контроль судит о накопляемости. 0: не считать.",
            "sources": ((4, "С3.5"), (5, "С3.5")),
            "min": 0,
            "max": 40,
        },
    )
    class_hour_kinds: tuple[str, ...] = field(
        default=("Тематический", "Организационный", "Профориентация", "Инструктаж"),
        metadata={
            "label": phrase_lazy("Виды: {class_hour.noms}"),
            "clause": "А3.2.3",
            "changes": phrase_lazy("Из чего выбирает {tutor.nom}, записывая {class_hour.acc}."),
            "help": "Через запятую, не больше 12. Записанные раньше сохраняют свой вид.",
        },
    )
    late_minutes: int = field(
        default=5,
        metadata={
            "label": "Опоздание по умолчанию, минут",
            "clause": "решает организация",
            "changes": "Сколько минут опоздания ставит журнал.",
            "help": "Это число ставится одним нажатием, его можно поправить.",
            "min": 1,
            "max": 90,
        },
    )
    show_weak_marks_red_to_family: bool = field(
        default=False,
        metadata={
            "label": "Двойка в дневнике красная",
            "clause": "решает организация",
            "changes": "Вид двойки в дневнике.",
            "help": "Иначе она выделена жирным и подчёркнута.",
        },
    )
    rounding_border: Decimal = field(
        default=Decimal("0.50"),
        metadata={
            "label": "Граница округления среднего",
            "clause": "решает организация",
            "changes": "Какую отметку за период предлагает журнал.",
            "help": "С какой дробной части предлагается отметка выше: при 0,60 из 3,55 выходит 3, из 3,60 выходит 4.",
            "min": Decimal("0.01"),
            "max": Decimal("0.99"),
        },
    )
    weighted_term_mark: bool = field(
        default=True,
        metadata={
            "label": "Отметка за период — по взвешенному среднему",
            "clause": "решает организация",
            "changes": "По какому среднему предлагается отметка за период.",
            "help": "Иначе по обычному среднему: вес работы не учитывается.",
        },
    )
    term_mark_least: int = field(
        default=0,
        metadata={
            "label": "Отметок за период для аттестации, не менее",
            "clause": "решает организация",
            "changes": "Когда вместо отметки за период предлагается «н/а».",
            "help": "При меньшем числе отметок предлагается «н/а»; решает тот, кто ведёт журнал. 0: не считать.",
            "min": 0,
            "max": 20,
        },
    )
    term_mark_days: int = field(
        default=7,
        metadata={
            "label": "Отметки за период ставятся в последние дни периода, дней",
            "clause": "П3.4.5",
            "changes": "С какого дня можно ставить отметки за период и за год.",
            "help": "«В течение последней недели каждого учебного периода до начала каникул». 366: в любой день.",
            "sources": ((7, "П3.4.5"),),
            "min": 1,
            "max": 366,
        },
    )
    final_in_favour: bool = field(
        default=True,
        metadata={
            "label": phrase_lazy("Половина в итоговой отметке — в пользу {student.gen}"),
            "clause": "решает организация",
            "changes": "Какую годовую отметку предлагает журнал по отметкам за периоды, какую итоговую — с экзаменом.",
            "help": "Среднее арифметическое: 3,5 даёт 4. Иначе 3.",
        },
    )
    conduct_scale: str = field(
        default="words",
        metadata={
            "label": "Отметка за поведение",
            "clause": "решает организация",
            "changes": phrase_lazy("Чем {tutor.nom} отмечает поведение за период и за год."),
            "help": "В средние она не входит.",
            "choices": (
                ("words", "примерное, удовлетворительное, неудовлетворительное"),
                ("pass_fail", "зачёт, незачёт"),
                ("five", "пятибалльная"),
            ),
        },
    )
    rewritten_counts: str = field(
        default="last",
        metadata={
            "label": "Из двух отметок за переписанную работу считается",
            "clause": "решает организация",
            "changes": "Средние баллы и предлагаемую отметку за период.",
            "help": "Видны всегда обе: «2→4».",
            "choices": (("last", "последняя"), ("best", "лучшая"), ("both", "обе")),
        },
    )
    draft_marks: bool = field(
        default=False,
        metadata={
            "label": phrase_lazy("Отметки за письменную работу семья видит, когда их откроет {teacher.nom}"),
            "clause": "решает организация",
            "changes": phrase_lazy(
                "Когда отметки и состояния письменных работ появляются в дневнике и входят в его средние."
            ),
            "help": "Открывается вся работа одним нажатием; сама она открывается, когда истёк срок отметок за неё.",
        },
    )
    deadlines_in_school_days: bool = field(
        default=False,
        metadata={
            "label": "Сроки заполнения журнала считать в учебных днях",
            "clause": "решает организация",
            "changes": "Когда запись темы и отметки за письменную работу становятся просроченными.",
            "help": "Без воскресений, праздников и каникул. Иначе дни календарные.",
        },
    )
    council_quorum: int = field(
        default=50,
        metadata={
            "label": "Кворум педагогического совета, больше процентов",
            "clause": "решает организация",
            "changes": "Сколько человек должно присутствовать, чтобы заседание началось.",
            "help": "Как в уставе (273-ФЗ, ст. 26 ч. 5): 50 — больше половины, 66 — не меньше двух третей.",
            "min": 0,
            "max": 99,
        },
    )
    archive_checks: str = field(
        default="usual",
        metadata={
            "label": "Проверка журнала перед сдачей в архив",
            "clause": "А4.5, Т7.3",
            "changes": "Сколько шагов проверки у журнала, сдача которого ещё не начата.",
            "help": "Как в положениях: в школе журнал проверяет завуч или учебная часть; в техникуме методист — "
            "выполнение программ, учебная часть — отметки.",
            "choices": (
                ("usual", "как в положениях"),
                ("one", "один шаг"),
                ("both", "два шага"),
                ("none", "без отдельной проверки"),
            ),
        },
    )
    archive_acceptance: str = field(
        default="screen",
        metadata={
            "label": "Журнал для сдачи в архив принимают",
            "clause": "Т7.4-7.5, Т4.6.5",
            "changes": "Порядок шагов у журнала, сдача которого ещё не начата.",
            "help": "До печати или уже напечатанный, прошитый том.",
            "choices": (("screen", "до печати"), ("printed", "напечатанный")),
        },
    )
    sign_in_address: str = field(
        default="",
        metadata={
            "label": "Адрес, по которому входят",
            "clause": "П3.2.3, С3.3",
            "changes": "Что напечатано на новых листках с паролями.",
            "help": "Печатается на листках с паролями, строкой и кодом QR. Например: https://dnevnik.school17.ru",
        },
    )
    slip_days: int = field(
        default=30,
        metadata={
            "label": "Пароль с листка действует, дней",
            "clause": "решает организация",
            "changes": "Срок листков, выданных с этого времени; у прежних он свой.",
            "help": "Считая со дня выдачи. Неиспользованный листок позже не откроет вход: нужен новый.",
            "min": 1,
            "max": 365,
        },
    )
    shared_idle_minutes: int = field(
        default=30,
        metadata={
            "label": "Выход на общем компьютере, минут",
            "clause": "решает организация",
            "changes": "Когда закрывается вход на общем компьютере.",
            "help": "Через столько без действий вход, отмеченный «Это общий компьютер», закрывается сам.",
            "min": 5,
            "max": 240,
        },
    )
    max_file_mb: int = field(
        default=10,
        metadata={
            "label": "Файл к заданию, не больше, МБ",
            "clause": "решает организация",
            "changes": "Какие файлы принимаются к домашнему заданию.",
            "help": "Файлы крупнее не принимаются.",
            "min": 1,
            "max": 100,
        },
    )
    witness_quorum: int = field(
        default=1,
        metadata={
            "label": "Контрольной точке доверяют, если её заверили свидетели, не менее",
            "clause": "решает организация",
            "changes": "Какая контрольная точка истории считается доверенной.",
            "help": "Из тех, кто назван на странице «История». Чем больше, тем труднее им сговориться.",
            "min": 1,
            "max": 16,
        },
    )
    witness_silence_days: int = field(
        default=3,
        metadata={
            "label": "Свидетель молчит — это тревога через, дней",
            "clause": "решает организация",
            "changes": "Когда молчание свидетеля показывается красным на обзоре.",
            "help": "Работа при этом идёт как обычно; ответит — заверит всё, что накопилось.",
            "min": 1,
            "max": 90,
        },
    )
    checkpoint_mail: tuple[str, ...] = field(
        default=(),
        metadata={
            "label": "Контрольную точку каждый день отправлять на адреса",
            "clause": "решает организация",
            "changes": "Кому уходит ежедневное письмо с контрольной точкой истории.",
            "help": "Через запятую, не больше 12. Личных данных в письме нет; его хранят вне программы.",
            "kind": "mails",
        },
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as the office's form shows it."""

    name: str
    label: str
    clause: str
    changes: str
    help: str
    kind: Kind
    default: Any
    min: Any = None
    max: Any = None
    sources: tuple[tuple[Any, str], ...] = ()
    choices: tuple[tuple[str, str], ...] = ()

    def text(self, value: Any) -> str:
        """Return a value as pages show it; a choice by its name."""
        return dict(self.choices).get(value, "") if self.choices else as_text(value)


def settings_of(school: School) -> SchoolSettings:
    """Return the school's settings."""
    return read_settings(school.settings)


def read_settings(stored: Mapping[str, Any]) -> SchoolSettings:
    """Return the settings of School.settings; unknown keys are ignored, so an older program reads a newer base."""
    return SchoolSettings(**{name: _read(_KINDS[name], value) for name, value in stored.items() if name in _KINDS})


def founding_settings(kind: str) -> dict[str, JsonValue]:
    """Return what School.settings of a new school keeps: a college knows no grades without marks, nor junior ones."""
    return to_store(SchoolSettings(unmarked_grades=(), primary_last_grade=0)) if kind == SchoolKind.COLLEGE else {}


def described() -> list[Setting]:
    """Return all settings in the order of the form."""
    return [_described(each) for each in fields(SchoolSettings)]


def checked(name: str, value: Any) -> Any:
    """Return `value` (typed, or text as typed by the office) in the type of the setting.

    Raises Refused with the remedy where it is of another kind or beyond its bounds, KeyError for an unknown setting.
    """
    setting = {setting.name: setting for setting in described()}[name]
    try:
        typed = _read(setting.kind, value)
    except (ValueError, TypeError, InvalidOperation):
        raise Refused(f"«{setting.label}»: {_EXPECTED[setting.kind]}.", code="invalid", field=name) from None
    if setting.choices and typed not in dict(setting.choices):
        raise Refused(f"«{setting.label}»: {_EXPECTED[setting.kind]}.", code="invalid", field=name)
    _check_bounds(setting, typed)
    return typed


def to_store(settings: SchoolSettings) -> dict[str, JsonValue]:
    """Return what School.settings keeps: what differs from the defaults, as JSON values."""
    return {
        setting.name: _plain(getattr(settings, setting.name))
        for setting in described()
        if getattr(settings, setting.name) != setting.default
    }


def as_text(value: Any) -> str:
    """Return a value as the form shows it: «0,50», «1, 2», «14»."""
    if isinstance(value, tuple):
        return ", ".join(str(one) for one in value)
    if isinstance(value, str):
        return value
    return str(value).replace(".", ",")


# Of a list of words: so many, each so long.
MOST_WORDS, LONGEST_WORD = 12, 40
_EXPECTED = {
    "int": "нужно целое число",
    "decimal": "нужно число, например 0,50",
    "bool": "нужно «да» или «нет»",
    "words": f"нужны от 1 до {MOST_WORDS} слов или выражений через запятую, каждое до {LONGEST_WORD} знаков",
    "mails": f"нужны адреса почты через запятую, не больше {MOST_WORDS}: director@school17.ru",
    "address": "нужен полный адрес, с которого открывается вход у всех: https://dnevnik.school17.ru",
    "grades": phrase_lazy("нужны номера {grade.gens} через запятую, например 1, 2"),
    "choice": "выберите из списка",
}
_BOOLS = {True: True, False: False, "on": True, "true": True, "1": True, "да": True}
_BOOLS |= {"": False, "off": False, "false": False, "0": False, "нет": False}


def _described(each: "Field[Any]") -> Setting:
    assert each.default is not MISSING
    told = {**each.metadata} | {name: str(each.metadata[name]) for name in ("label", "help", "changes")}
    told.pop("kind", None)
    return Setting(name=each.name, kind=_kind(each), default=each.default, **told)


def _kind(each: "Field[Any]") -> Kind:
    default = each.default
    if "kind" in each.metadata or "choices" in each.metadata:
        return cast(Kind, each.metadata.get("kind", "choice"))
    if isinstance(default, bool):
        return "bool"
    if isinstance(default, Decimal):
        return "decimal"
    if isinstance(default, str):
        return "address"
    if isinstance(default, tuple):
        return "words" if isinstance(default[0], str) else "grades"
    return "int"


_KINDS = {each.name: _kind(each) for each in fields(SchoolSettings)}


def _read(kind: Kind, value: Any) -> Any:
    if kind == "bool":
        if value not in _BOOLS:
            raise ValueError(value)
        return _BOOLS[value]
    if kind == "address":
        return _address(str(value).strip())
    if kind == "choice":
        return str(value)
    if kind == "decimal":
        number = Decimal(str(value).strip().replace(",", "."))
        if not number.is_finite():
            raise ValueError(value)
        return number
    if kind in ("grades", "words", "mails"):
        return _listed(kind, value)
    if isinstance(value, bool):
        raise TypeError(value)
    return int(str(value).strip())


def _listed(kind: Kind, value: Any) -> tuple[Any, ...]:
    """Return a list, typed with commas or stored. Raises ValueError, TypeError."""
    if kind == "words":
        return _words(value.split(",") if isinstance(value, str) else value)
    if kind == "mails":
        return _mails(re.split(r"[,;\s]+", value) if isinstance(value, str) else value)
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    return tuple(sorted({int(part) for part in parts}))


def _words(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of a list, each once. Raises ValueError for none, too many, one too long."""
    words = tuple(dict.fromkeys(word for part in parts if (word := clean(str(part)))))
    if not 1 <= len(words) <= MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise ValueError(words)
    return words


def _mails(parts: Iterable[str]) -> tuple[str, ...]:
    """Return addresses of mail, each once, none at all too. Raises ValueError."""
    found = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if len(found) > MOST_WORDS or not all(_MAIL.fullmatch(one) and len(one) <= LONGEST for one in found):
        raise ValueError(found)
    return found


def _address(text: str) -> str:
    """Return an address of the web that opens on everybody's device, "" for none. Raises ValueError."""
    if not text:
        return ""
    parts = urlsplit(text if "://" in text else f"https://{text}")
    host = parts.hostname or ""
    is_own = host in {"localhost", "::1"} or host.startswith(("127.", "0."))
    if parts.scheme not in {"http", "https"} or is_own or "." not in host or parts.username or len(text) > LONGEST:
        raise ValueError(text)
    if parts.port == 0 or any(sign.isspace() for sign in text):
        raise ValueError(text)
    return parts.geturl()


_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
LONGEST = 120  # signs of an address: more does not go on a slip


def _check_bounds(setting: Setting, value: Any) -> None:
    if setting.kind == "grades" and not all(1 <= grade <= 11 for grade in value):
        raise Refused(
            phrase("«{label}»: {grade.noms} бывают с 1 по {last_grade}.", label=setting.label),
            code="out_of_range",
            field=setting.name,
        )
    if setting.min is not None and not setting.min <= value <= setting.max:
        raise Refused(
            f"«{setting.label}»: нужно число от {as_text(setting.min)} до {as_text(setting.max)}.",
            code="out_of_range",
            field=setting.name,
        )


def _plain(value: Any) -> JsonValue:
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def changed(settings: SchoolSettings, values: Mapping[str, Any]) -> SchoolSettings:
    """Return `settings` with `values` checked and put in; unknown names are refused."""
    names = {setting.name for setting in described()}
    for name in values:
        if name not in names:
            raise Refused(f"Такой настройки нет: {name}. Обновите страницу.", code="unknown", field=name)
    kept = {name: getattr(settings, name) for name in names}
    return SchoolSettings(**kept | {name: checked(name, value) for name, value in values.items()})
