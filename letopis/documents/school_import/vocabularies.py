"""The words of schools for each column of each table, and for the school's card. Add a synonym here, nowhere else."""

import re
from collections.abc import Mapping
from dataclasses import replace

from letopis.documents.sheets.headers import ID, IGNORE, ROW_NUMBERS, HeaderColumn, Vocabulary, columns_of
from letopis.kernel.fields import fields_of
from letopis.school.people.consents import ConsentDraft
from letopis.school.people.intake import GuardianshipDraft, PersonDraft, StaffDraft, StudentDraft

_column = HeaderColumn.of
CHILD = r"(ученик|обучающ|учащ|ребен|дет(ей|и)\b|воспитан|студент|школьник)"
GUARDIAN = r"(родител|представит|опекун|взросл|родственник)"
MOTHER, FATHER = r"(матер|мать|мам[аы]\b)", r"(отц[аы]|отец|пап[аы]\b)"
RELATIVE = rf"({GUARDIAN}|{MOTHER}|{FATHER})"
_SECOND = r"(\b2\b|втор)"
_NAME_WORDS = r"(фио|фамилия,? имя|фамилия и имя|имя и фамилия|полное имя)"

_CLASS = _column(
    "class",
    "{Group.nom}",
    r"^(учебный )?(класс|кл)( группа| комплект| \(группа\))?$|^(название|наименование|имя) класса$|^классы?$"
    r"|^(учебная )?группа$"
    r"|^класс (ребенка|ученика|обучающегося|учащегося)$|^класс/группа$|^класс литера$|^параллель и (литера|буква)$",
)
_GRADE = _column(
    "grade",
    "{Parallel.nom}",
    r"^(параллель|курс|год обучения|номер класса|№ класса|ступень|цифра класса)$|^параллель (класса|ученика|ребенка)$",
)
_LETTER = _column("letter", "Литера", r"^(литер|литера|буква|индекс|лит)( класса)?$")
# What a program calls the row itself.
_KEY = _column("key", "Код", ID.pattern)
_NOTE = _column("note", "Примечание", r"^(примеч|коммент|дополнительн|особые отмет|прим\b)")


def _specified(row: type) -> dict[str, HeaderColumn]:
    """The columns that a context's specification of a row has headers for."""
    return {name: column for name, column in columns_of(row).items() if fields_of(row)[name].header}


# How people call what a card holds is said where the card is specified (school/people/intake.py); here stands in which
# order their columns are tried.
_PERSON, _STUDENT, _STAFF = _specified(PersonDraft), _specified(StudentDraft), _specified(StaffDraft)
_CONSENT = _specified(ConsentDraft)
# Headers that the sieve of words.py lets through besides its own stems.
SPECIFIED = [column.pattern.pattern for card in (_STUDENT, _CONSENT, _STAFF) for column in card.values()]
_STAFF_PLACED = (
    *("hired_order", "dismissed_order", "dismissed_on", "hired_on"),
    *("category", "position", "subjects"),
)
_PERSONAL = (_PERSON["sex"], _PERSON["birth_date"])
_REACHED = (_PERSON["snils"], _PERSON["email"], _PERSON["phone"])


def _rest(columns: Mapping[str, HeaderColumn], *placed: str) -> tuple[HeaderColumn, ...]:
    """The columns of a card that have no place of their own in the order."""
    return tuple(column for name, column in columns.items() if name not in placed)


_NAMES = (
    _column("full_name", "ФИО", rf"^({_NAME_WORDS}|фамилия имя отчество)"),
    _column("surname", "Фамилия", rf"^(?!.*{RELATIVE})(фамили|{CHILD}\w* фамилия$)"),
    _column("name", "Имя", rf"^(?!.*{RELATIVE})(имя\b|и о$|{CHILD}\w* имя$)"),
    _column("patronymic", "Отчество", rf"^(?!.*{RELATIVE})(отчеств|{CHILD}\w* отчество$)"),
)


def _qualified(prefix: str, label: str, who: str) -> tuple[HeaderColumn, ...]:
    """Name columns that say whose they are: «Фамилия ученика», «Ученик: имя», «ФИО родителя». `label`: whose."""
    return (
        _column(f"{prefix}_surname", f"Фамилия {label}", rf"^(?=.*{who}).*\bфамилия\b(?!.*\bимя\b)"),
        _column(f"{prefix}_patronymic", f"Отчество {label}", rf"^(?=.*{who})(?!.*фамилия).*\bотчество\b"),
        _column(f"{prefix}_name", f"Имя {label}", rf"^(?=.*{who})(?!.*фамилия).*\bимя\b"),
        _column(f"{prefix}_phone", f"Телефон {label}", rf"^(?=.*{who}).*\b(тел|моб|сот)"),
        _column(f"{prefix}_email", f"Эл. почта {label}", rf"^(?=.*{who}).*(email|почт)"),
        _column(f"{prefix}_birth_date", f"Дата рождения {label}", rf"^(?=.*{who}).*рожд"),
        _column(f"{prefix}_snils", f"СНИЛС {label}", rf"^(?=.*{who}).*снилс"),
        _column("class", "{Group.nom}", rf"^(?=.*{who}).*\bкласс"),
    )


def _beside(prefix: str, whose: str, who: str) -> tuple[HeaderColumn, ...]:
    """Columns of a relative in the child's own row, but the whole name: «Фамилия матери», «Родитель 2: кем приходится».

    `whose`: for the labels; `who`: the beginning of the patterns.
    """
    return (
        _column(f"{prefix}_surname", f"Фамилия {whose}", rf"{who}.*\bфамилия\b(?!.*\bимя\b)"),
        _column(f"{prefix}_patronymic", f"Отчество {whose}", rf"{who}(?!.*фамилия).*\bотчество\b"),
        _column(f"{prefix}_name", f"Имя {whose}", rf"{who}(?!.*(фамилия|фио|полное)).*\bимя\b"),
        _column(f"{prefix}_phone", f"Телефон {whose}", rf"{who}.*(тел|моб|сот)"),
        _column(f"{prefix}_email", f"Эл. почта {whose}", rf"{who}.*(email|почт)"),
        _column(f"{prefix}_kinship", f"Степень родства {whose}", rf"{who}.*(родств\w\b|кем приход|степень|статус)"),
    )


_RELATIVES = (
    *_beside("mother", "матери", rf"^(?=.*{MOTHER})"),
    *_beside("father", "отца", rf"^(?=.*{FATHER})"),
    *_beside("guardian2", "второго родителя", rf"^(?=.*{GUARDIAN})(?=.*{_SECOND})"),
    *_beside("guardian", "родителя", rf"^(?=.*{GUARDIAN})(?!.*{_SECOND})"),
)
_KINSHIP = _specified(GuardianshipDraft)["kinship"]


# What the values of a field look like, whichever table it is in.
_VALUES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("birth_date", "child_birth_date", "guardian_birth_date"), ("date",)),
    **dict.fromkeys(("enrolled_on", "left_on", "hired_on", "dismissed_on"), ("date",)),
    **dict.fromkeys(("phone", "mother_phone", "father_phone", "guardian_phone", "guardian2_phone"), ("phone",)),
    "child_phone": ("phone",),
    **dict.fromkeys(("email", "guardian_email", "child_email"), ("email",)),
    **dict.fromkeys(("snils", "guardian_snils", "child_snils"), ("snils", "number", "phone")),
    **dict.fromkeys(("full_name", "guardian", "guardian2", "mother", "father"), ("full name", "short name")),
    **dict.fromkeys(("mother_surname", "father_surname", "guardian2_surname"), ("word",)),
    **dict.fromkeys(("mother_name", "father_name", "guardian2_name"), ("word",)),
    **dict.fromkeys(("mother_patronymic", "father_patronymic", "guardian2_patronymic"), ("patronymic", "word")),
    **dict.fromkeys(("guardian_kinship", "guardian2_kinship"), ("kin", "text")),
    "child": ("full name", "short name"),
    "child_key": ("file", "snils", "whole"),
    "teacher": ("full name", "short name"),
    "surname": ("word",),
    **dict.fromkeys(("guardian_surname", "child_surname"), ("word", "full name")),
    **dict.fromkeys(("guardian_name", "child_name"), ("word", "full name")),
    **dict.fromkeys(("patronymic", "guardian_patronymic", "child_patronymic"), ("patronymic", "word")),
    "sex": ("sex",),
    "class": ("class", "text", "class hours"),
    "grade": ("grade",),
    "letter": ("letter",),
    "tutor_class": ("class", "text"),
    "start": ("date", "time"),
    "end": ("date", "time"),
    "span": ("span", "text"),
    "hours": ("number",),
    "capacity": ("number",),
    "count": ("number",),
    "kinship": ("text",),
    "subgroup": ("part",),
    "subject": ("text",),
    "position": ("text",),
    "day": ("weekday",),
    "parity": ("week",),
}
_NEAR = {"class": ("grade",), "child": ("child_key",), "surname": ("full_name",)}
# What else the fields are called, whichever table they are in: «Д.р.», «Родился», «Класс обучения» are like these.
_NAMES_OF: dict[str, tuple[str, ...]] = {
    "birth_date": ("дата рождения", "родился", "год рождения", "число месяц год рождения", "день рождения"),
    "full_name": ("фио", "фамилия имя отчество", "полное имя"),
    "sex": ("пол", "пол мужской женский"),
    "snils": ("снилс", "страховой номер", "страховое свидетельство"),
    "phone": ("телефон", "мобильный телефон", "сотовый телефон", "контактный телефон", "номер телефона"),
    "guardian_phone": ("телефон", "мобильный телефон", "сотовый телефон", "контактный телефон"),
    "email": ("эл почта", "электронная почта", "адрес электронной почты"),
    "guardian_email": ("эл почта", "электронная почта", "адрес электронной почты"),
    "class": ("класс", "класс обучения", "учебный класс", "класс с литерой", "группа", "учебная группа"),
    "grade": ("параллель", "номер класса", "цифра класса"),
    "letter": ("литера", "буква", "литера класса", "буква класса"),
    "file_number": ("личное дело", "номер личного дела", "личное дело номер"),
    "child_key": ("личное дело ребенка", "личное дело ученика", "личное дело обучающегося", "код ученика"),
    "child": ("ребенок", "ученик", "обучающийся", "фио ребенка", "чей родитель", "чей представитель"),
    "guardian": ("родитель", "законный представитель", "представитель", "опекун"),
    "kinship": ("степень родства", "родство", "кем приходится", "статус", "кто"),
    "enrolled_on": ("дата зачисления", "зачислен", "дата поступления", "прибыл", "дата прибытия", "дата приема"),
    "left_on": ("дата выбытия", "выбыл", "отчислен", "дата отчисления"),
    "enrol_order": ("приказ о зачислении", "приказ зачисления"),
    "position": ("должность", "занимаемая должность", "кем работает"),
    "hired_on": ("дата приема на работу", "принят", "принят на работу", "работает с", "дата приема"),
    "tutor_class": ("классное руководство", "классный руководитель", "классный руководитель класса"),
    "tutor": ("классный руководитель", "классное руководство", "куратор"),
    "teacher": ("учитель", "педагог", "преподаватель", "сотрудник", "фио учителя", "кто ведет"),
    "subject": ("предмет", "учебный предмет", "дисциплина", "учебная дисциплина", "курс"),
    "hours": ("часов в неделю", "часы", "количество часов", "нагрузка", "недельная нагрузка", "число часов", "ч нед"),
    "subgroup": ("подгруппа", "часть класса", "деление"),
    "room": ("кабинет", "аудитория", "номер кабинета", "место проведения"),
    "day": ("день недели", "день"),
    "parity": ("неделя", "чётность недели", "тип недели", "числитель знаменатель", "верхняя нижняя неделя"),
    "capacity": ("вместимость", "количество мест", "мест"),
    "responsible": ("ответственный", "заведующий кабинетом", "заведующий"),
    "count": ("наполняемость", "количество учеников", "количество обучающихся", "численность"),
    "start": ("начало", "дата начала", "время начала", "начало урока"),
    "end": ("окончание", "конец", "дата окончания", "время окончания", "окончание урока", "дата конца"),
    "span": ("время", "сроки", "время урока", "период проведения", "даты"),
    "shift": ("смена",),
}

VOCABULARIES: tuple[Vocabulary, ...] = (
    Vocabulary(
        "students",
        re.compile(
            r"^(?!.*(родител|представител|опекун)).*(учени[кц]|обучающ|учащи|контингент|студент|дети|список класс)"
        ),
        (
            ROW_NUMBERS,
            *_RELATIVES,
            _column("mother", "ФИО матери", rf"^(?!отчество)(?=.*{MOTHER}).*"),
            _column("father", "ФИО отца", rf"^(?!отчество)(?=.*{FATHER}).*"),
            _column(
                "guardian2", "ФИО второго родителя", rf"^(?=.*{GUARDIAN})(?=.*{_SECOND})(?!.*(соглас|почт|email)).*"
            ),
            _column("guardian", "ФИО родителя", rf"^(?=.*{GUARDIAN})(?!.*{_SECOND})(?!.*(соглас|почт|email)).*"),
            replace(_KINSHIP, field="guardian_kinship"),
            _CONSENT["consent"],
            *_NAMES,
            _column(
                "full_name",
                "ФИО",
                rf"^(?=.*{CHILD})(?!.*(класс|групп|номер|№|статус|колич|форма|адрес|тел|рожд|пол\b)).*",
            ),
            *_PERSONAL,
            _column(
                "language_group",
                "Группа ин. яз.",
                r"(?=.*групп).*\b(ин|иностр\w*|англ\w*|нем\w*|язык\w*|яз)\b|^(англ|ин)\w* яз",
            ),
            _STUDENT["health_group"],
            _STUDENT["sport_group"],
            _CLASS,
            _GRADE,
            _LETTER,
            *_REACHED,
            _STUDENT["address"],
            _column("enrol_order", "Приказ о зачислении", r"(?=.*(приказ|распоряж|№ пр)).*(зачисл|прием|прибы|принят)"),
            _column("left_order", "Приказ о выбытии", r"(?=.*(приказ|распоряж|№ пр)).*(выбыт|отчисл|убыт)"),
            _column("enrolled_on", "Дата зачисления", r"зачисл|прибы[лт]|поступ|прием|принят"),
            _column("left_on", "Дата выбытия", r"выбыт|отчисл|убыти"),
            *_rest(_STUDENT, "health_group", "sport_group", "address"),
        ),
        needs=(("full_name", "surname+name"), ("class", "grade", "+")),
        once=("full_name",),
        marks=("class", "grade"),
        exact=frozenset(one.field for one in _RELATIVES if not one.field.endswith("_phone")) | {"guardian2"},
        tells=(
            "birth_date",
            "snils",
            "file_number",
            "sex",
            "enrolled_on",
            "language_group",
            "consent",
            "mother",
            "father",
        ),
        never=("subject", "position"),
    ),
    Vocabulary(
        "guardians",
        re.compile(r"родител|представител|опекун"),
        (
            ROW_NUMBERS,
            *_qualified("child", "{student.gen}", CHILD),
            *_qualified("guardian", "родителя", GUARDIAN),
            _KINSHIP,
            _column(
                "child_key",
                "Личное дело {student.gen}",
                rf"личн\w* дел|(№|номер) ?л ?/? ?д\b|номер дела|№ дела|^л ?/? ?д(ело)?\b|^(ид|id|код|логин)\b.*{CHILD}",
            ),
            _column("child", "ФИО {student.gen}", rf"^(?=.*{CHILD})(?!.*{GUARDIAN}).*"),
            _column("guardian", "ФИО родителя", rf"^(?=.*{GUARDIAN})(?!.*{CHILD}).*"),
            _column("full_name", "ФИО", rf"^{_NAME_WORDS}"),
            _column("surname", "Фамилия", r"^фамили"),
            _column("name", "Имя", r"^имя\b"),
            _column("patronymic", "Отчество", r"^отчеств"),
            _CLASS,
            _GRADE,
            _LETTER,
            replace(_PERSON["email"], field="guardian_email"),
            replace(_PERSON["phone"], field="guardian_phone"),
            replace(_PERSON["snils"], field="guardian_snils"),
            _column(IGNORE, "Адрес", r"адрес|место (жительства|работы)|работа|должность"),
            _NOTE,
        ),
        needs=(
            (
                "child",
                "child_key",
                "child_surname+child_name",
                "full_name+guardian",
                "surname+name+guardian",
                "full_name+guardian_surname",
                "surname+name+guardian_surname+guardian_name",
            ),
            (
                "guardian",
                "guardian_surname+guardian_name",
                "full_name+child",
                "surname+name+child",
                "full_name+child_key+kinship",
                "surname+name+child_key+kinship",
                "full_name+child_surname",
                "surname+name+child_surname+child_name",
            ),
        ),
        never=("position", "subject"),
        pointers=("child_key",),
        fills_down=("child", "child_key", "child_surname", "child_name", "child_patronymic", "class"),
        resets=("class",),
    ),
    Vocabulary(
        "staff",
        re.compile(r"сотрудник|работник|педагог|учител|кадр|персонал|преподавател|штат"),
        (
            ROW_NUMBERS,
            *_NAMES,
            _column("full_name", "ФИО", r"^(сотрудник|работник|педагог|учитель|преподаватель)( фио| полностью)?$"),
            _STAFF["hired_order"],
            _STAFF["dismissed_order"],
            _STAFF["dismissed_on"],
            _STAFF["hired_on"],
            _column("tutor_class", "{Tutoring}", r"классн\w* рук|^кл рук|^класс$|руковод\w* класс|куратор"),
            _STAFF["category"],
            _STAFF["position"],
            _STAFF["subjects"],
            *_PERSONAL,
            *_REACHED,
            *_rest(_STAFF, *_STAFF_PLACED),
            _column(IGNORE, "не хранится", r"^(стаж|образование|пед стаж|общий стаж|адрес|кабинет|нагрузка)"),
            _NOTE,
        ),
        needs=(("full_name", "surname+name"), ("position", "subjects", "tutor_class", "hired_on", "category", "+")),
        tells=("position", "category", "hired_on", "subjects"),
        never=("hours", "child"),
    ),
    Vocabulary(
        "classes",
        re.compile(r"класс(ы|ов)?\b(?! рук)|комплект|учебные групп"),
        (
            ROW_NUMBERS,
            _KEY,
            _CLASS,
            _column("class", "{Group.nom}", r"^(название|наименование)$"),
            _GRADE,
            _LETTER,
            _column("profile", "Профиль", r"профил|направлен|уклон|специальност|программа"),
            _column("shift", "Смена", r"смен"),
            _column("count", "Кол-во обучающихся", r"кол|числ|наполн|обучающ|учени|учащ|человек|^чел"),
            _column("tutor", "{Tutor.nom}", r"руковод|куратор|^кл рук|^фио|учител"),
            _column("room", "Кабинет", r"каб|аудит|помещ|^ауд"),
            _NOTE,
        ),
        needs=(("class", "grade+letter"), ("tutor", "count", "profile", "shift", "room", "key", "+")),
        tells=("tutor", "count", "profile", "shift", "room", "key"),
        never=("subject",),
        pointers=("key",),
    ),
    Vocabulary(
        "rooms",
        re.compile(r"кабинет|помещен|аудитор|учебн\w+ комнат"),
        (
            _column(
                "number",
                "№ кабинета",
                r"^(№|номер|n)? ?(каб(инета?)?|ауд(итории|итория)?|помещ(ения|ение)?|комнаты?)( №)?$|^шифр"
                r"|^обозначение|^номер$",
            ),
            ROW_NUMBERS,
            _column("name", "Наименование", r"наимен|назван"),
            _column("capacity", "Вместимость", r"вмест|(кол|число).*мест|посадоч|^мест$|^мест\b"),
            _column("kind", "Вид", r"^вид|^тип|назначен|профил"),
            _column("responsible", "Ответственный", r"ответств|заведующ|^зав\b|^зав каб|закрепл"),
            _column(IGNORE, "не хранится", r"^(этаж|площадь|корпус|здание)"),
            _NOTE,
        ),
        needs=(("number",), ("name", "capacity", "kind", "responsible")),
        never=("class", "subject"),
    ),
    Vocabulary(
        "bells",
        re.compile(r"звон|режим"),
        (
            _column("number", "№ {lesson.gen}", r"^(№|номер)? ?(урок\w*|пар[аы]|занят\w*)( №)?$|^№$|^№ п п$"),
            _column("start", "Начало", r"^начал|^с$|^старт|^от$|^время начал"),
            _column("end", "Конец", r"^кон|^оконч|^по$|^до$|^время (оконч|конц)"),
            _column(IGNORE, "Перемена", r"перемен|отдых"),
            _column("span", "Время", r"^время|^часы|^урок \(время|продолжит"),
            _column("shift", "Смена", r"^смен"),
            _column(
                "schedule",
                "Вид расписания",
                r"^(вид|тип|название|наименование)( расписания)?( звонков)?$|^расписание( звонков)?$",
            ),
            _NOTE,
        ),
        needs=(("number",), ("start+end", "span")),
        never=("class", "subject", "day"),
        fills_down=("schedule", "shift"),
    ),
    Vocabulary(
        "calendar",
        re.compile(r"период|каникул|празд|выходн|график|четверт|календар"),
        (
            _column("start", "Начало", r"^(дата )?(начал|с$|от$)"),
            _column("end", "Окончание", r"^(дата )?(оконч|кон[её]?ц|конч|по$|до$|заверш)"),
            _column("span", "Сроки", r"^срок|^даты|^период проведения|^время проведения"),
            _column("taught_as", "По расписанию", r"по расписанию|за какой день|день недели"),
            _column("date", "Дата", r"^дат[аы]?\b|^день$|^число"),
            _column("grades", "{Group.noms}", r"класс|параллел|для кого|кому"),
            _column(
                "name",
                "Период",
                r"период|каникул|наимен|назван|четверт|празд|событ|семестр|триместр|полугод|^вид|выходн",
            ),
            _column("kind", "Вид", r"^(тип|вид)( дня| дней| периода| события)?$"),
            _column(IGNORE, "Продолжительность", r"недел|дней|продолж|кол"),
            _NOTE,
            ROW_NUMBERS,
        ),
        needs=(("name",), ("start+end", "span", "date")),
        never=("number", "subject"),
    ),
    Vocabulary(
        "timetable",
        re.compile(r"расписан(?!.*звон)"),
        (
            _column("number", "№ {lesson.gen}", r"^(№|номер)? ?(урок\w*|пар[аы]|занят\w*)( №)?$|^№$"),
            ROW_NUMBERS,
            _column("day", "День", r"^(день|дни|дн|д н)\b"),
            _column("parity", "Неделя", r"^(?!.*(ден|дни|дн\b|час|урок|ч\b)).*недел|^(не)?чет(?!в)|знамен|чередов"),
            _column("subgroup", "Подгруппа", r"подгрупп|^гр$|^группа$|^часть класса"),
            _CLASS,
            _GRADE,
            _LETTER,
            _column("subject", "Предмет", r"предмет|дисципл|^урок$|^занятие$|наименование"),
            _column("teacher", "{Teacher.nom}", r"учител|преподав|педагог|^фио|сотрудник"),
            _column("room", "Кабинет", r"каб|ауд|помещ|место"),
            _column(IGNORE, "Время", r"время|начало|конец|окончание|смена"),
            _NOTE,
        ),
        needs=(("class", "grade+letter", "+"), ("day", "+"), ("number",), ("subject",)),
        fills_down=("class", "grade", "letter", "day", "number"),
        resets=("class", "day"),
    ),
    Vocabulary(
        "load",
        re.compile(r"нагрузк|тарификац|распределен|внеурочн"),
        (
            ROW_NUMBERS,
            _column("kind", "Вид", r"^вид\b(?!.*(работ|контрол))|^внеурочн\w*$"),
            _column(
                "teacher",
                "{Teacher.nom}",
                rf"учител|преподав(?!аем)|педагог|^фио|сотрудник|^кто ведет|^{_NAME_WORDS}",
            ),
            _STAFF["position"],
            _column("subject", "Предмет", r"предмет|дисципл|^курс|^наименование"),
            _column("subgroup", "Подгруппа", r"подгрупп|^группа$|^гр$|^часть класса|деление"),
            _CLASS,
            _GRADE,
            _LETTER,
            _column("class", "{Group.nom}", r"класс\w*.*(час|нагруз)|час\w*.*класс"),
            # Of hours of a week and hours of a year, the week's are the load.
            _column(IGNORE, "Часов в год", r"за год|в год|годов|за семестр|всего"),
            _column("hours", "Часов в неделю", r"час|нагруз|кол"),
            _NOTE,
        ),
        needs=(("teacher", "+"), ("subject",), ("class", "grade+letter")),
        tells=("hours",),
        never=("day",),
        fills_down=("teacher",),
    ),
    Vocabulary(
        "curriculum",
        re.compile(r"учебн\w+ план"),
        (
            ROW_NUMBERS,
            _column("area", "Предметная область", r"област"),
            _column("part", "Часть", r"^часть|компонент|раздел"),
            _column("subject", "Предмет", r"предмет|дисципл|^курс|^наименование"),
            _CLASS,
            _GRADE,
            _LETTER,
            _column(IGNORE, "Всего", r"всего|итого|сумм|в год"),
            _column("hours", "Часов в неделю", r"час|кол|нагруз"),
        ),
        needs=(("subject",), ("class", "grade"), ("hours",)),
        never=("teacher", "day"),
        fills_down=("area",),
    ),
    Vocabulary(
        "subjects",
        re.compile(r"предмет|дисциплин"),
        (
            ROW_NUMBERS,
            _KEY,
            _column("subject", "Предмет", r"предмет|дисципл|наименован|назван"),
            _column("area", "Предметная область", r"област"),
            _NOTE,
        ),
        needs=(("subject",), ("key",)),
        never=("teacher", "day", "hours", "class"),
        pointers=("key",),
    ),
    Vocabulary(
        "shorts",
        re.compile(r"сокращ|обозначен|аббревиат"),
        (
            ROW_NUMBERS,
            _column("short", "Сокращение", r"^(сокращ|кратк|обознач|аббревиат|в расписании)"),
            _column("subject", "Предмет", r"предмет|дисципл|полн|расшифр|наименован|значени"),
        ),
        needs=(("short",), ("subject",)),
        never=("teacher", "day", "hours", "class"),
    ),
)
# Who is listed is named in full; «Орлова Д.А.» is somebody who is listed elsewhere.
_VALUES_OF_PEOPLE = {"name": ("word", "full name"), "full_name": ("full name",)}
_PEOPLE = {"students", "guardians", "staff"}
VOCABULARIES = tuple(
    replace(
        one,
        values=_VALUES | (_VALUES_OF_PEOPLE if one.table in _PEOPLE else {}),
        near=_NEAR,
        names={name: _NAMES_OF[name] for name in dict.fromkeys(one.field for one in one.columns) if name in _NAMES_OF},
    )
    for one in VOCABULARIES
)
BY_TABLE = {vocabulary.table: vocabulary for vocabulary in VOCABULARIES}

# The school's card: rows «what — value».
CARD = (
    _column("name", "Полное наименование", r"полное (наимен|назван)|^наименование( оо| организации| школы)?$"),
    _column("short_name", "Краткое наименование", r"(кратк|сокращ)\w* (наимен|назван)"),
    _column("region", "Субъект РФ", r"субъект|регион|область|край$"),
    _column("city", "Город", r"город|населенн|муниципал|^нп$"),
    _column("address", "Адрес", r"адрес(?!.*(эл|email|сайт|почт\w+ электр))"),
    _column("phone", "Телефон", r"телефон|^тел\b"),
    _column("email", "E-mail", r"email|почт"),
    _column("website", "Сайт", r"сайт|интернет|www"),
    _column("year", "Учебный год", r"учебный год"),
    _column("study_days", "Учебная неделя", r"недел|режим (работы|обучения)"),
    _column("shifts", "Количество смен", r"смен"),
    _column("lesson_length", "Продолжительность {lesson.gen}", r"продолжит\w* урок"),
    _column("scale", "Система оценивания", r"оценив|систем\w* (отмет|оцен)"),
    _column("terms", "Учебные периоды", r"период|аттестац"),
    _column("language", "Язык обучения", r"язык"),
    _column("kind", "Тип организации", r"^(тип|вид)\b"),
    _column(IGNORE, "не хранится", r"директор|руководител|инн|огрн|показатель"),
)
