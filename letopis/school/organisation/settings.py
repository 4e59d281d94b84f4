"""What differs between schools. Each default cites its clause; School.settings keeps only what was changed."""

from dataclasses import dataclass, field
from decimal import Decimal

from letopis.school.organisation.words import phrase_lazy


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
