"""The words of schools for each column of each table, and for the school's card. Add a synonym here, nowhere else."""

import re

from letopis.documents.school_import.columns import IGNORE, Column, Vocabulary

CHILD = r"(ученик|обучающ|учащ|ребен|дет(ей|и)\b|воспитан|студент|школьник)"
GUARDIAN = r"(родител|представит|опекун|взросл)"
_NAME_WORDS = r"(фио|фамилия,? имя|фамилия и имя|имя и фамилия|полное имя)"

_INDEX = Column.of(
    IGNORE, "номер по порядку", r"^(№|n|#|нпп|пп|п п|номер)( ?п ?п)?( по порядку)?$|^№ п/п$|^порядков\w+ номер$"
)
_CLASS = Column.of(
    "class",
    "{Group.nom}",
    r"^(учебный )?(класс|кл)( группа| комплект| \(группа\))?$|^(название|наименование|имя) класса$|^классы?$"
    r"|^(учебная )?группа$"
    r"|^класс (ребенка|ученика|обучающегося|учащегося)$|^класс/группа$|^класс литера$|^параллель и (литера|буква)$",
)
_GRADE = Column.of(
    "grade",
    "{Parallel.nom}",
    r"^(параллель|курс|год обучения|номер класса|№ класса|ступень|цифра класса)$|^параллель (класса|ученика|ребенка)$",
)
_LETTER = Column.of("letter", "Литера", r"^(литер|литера|буква|индекс|лит)( класса)?$")
_NOTE = Column.of("note", "Примечание", r"^(примеч|коммент|дополнительн|особые отмет|прим\b)")
_PHONE = Column.of("phone", "Телефон", r"телефон|^тел\b|мобильн|сотов|^моб\b|^контактный номер")
_EMAIL = Column.of("email", "Эл. почта", r"email|e mail|почт\w*$|эл почт|электронн\w+ (почт|адрес)")
_SNILS = Column.of("snils", "СНИЛС", r"снилс|страхов\w* (номер|свид)")
_BIRTH = Column.of(
    "birth_date", "Дата рождения", r"(дата|день|число) рожд|^рожден|^д ?р$|^дата р$|^дата рож|^родил|^др "
)
_SEX = Column.of("sex", "Пол", r"^пол\b(?! )|^пол м|^пол$")
_NAMES = (
    Column.of("full_name", "ФИО", rf"^({_NAME_WORDS}|фамилия имя отчество)"),
    Column.of("surname", "Фамилия", r"^фамили"),
    Column.of("name", "Имя", r"^имя\b"),
    Column.of("patronymic", "Отчество", r"^отчеств"),
)


def _qualified(prefix: str, label: str, who: str) -> tuple[Column, ...]:
    """Name columns that say whose they are: «Фамилия ученика», «Ученик: имя», «ФИО родителя». `label`: whose."""
    return (
        Column.of(f"{prefix}_surname", f"Фамилия {label}", rf"^(?=.*{who}).*\bфамилия\b(?!.*\bимя\b)"),
        Column.of(f"{prefix}_patronymic", f"Отчество {label}", rf"^(?=.*{who})(?!.*фамилия).*\bотчество\b"),
        Column.of(f"{prefix}_name", f"Имя {label}", rf"^(?=.*{who})(?!.*фамилия).*\bимя\b"),
        Column.of(f"{prefix}_phone", f"Телефон {label}", rf"^(?=.*{who}).*\b(тел|моб|сот)"),
        Column.of(f"{prefix}_email", f"Эл. почта {label}", rf"^(?=.*{who}).*(email|почт)"),
        Column.of(f"{prefix}_birth_date", f"Дата рождения {label}", rf"^(?=.*{who}).*рожд"),
        Column.of(f"{prefix}_snils", f"СНИЛС {label}", rf"^(?=.*{who}).*снилс"),
        Column.of("class", "{Group.nom}", rf"^(?=.*{who}).*\bкласс"),
    )


VOCABULARIES = (
    Vocabulary(
        "students",
        re.compile(r"(?<!родители )(?<!родителей )(учени[кц]|обучающ|учащи|контингент|студент|дети|список класс)"),
        (
            _INDEX,
            Column.of("mother_phone", "Телефон матери", r"(?=.*(матер|мать|мам[аы])).*(тел|моб|сот)"),
            Column.of("father_phone", "Телефон отца", r"(?=.*(отц|отец|пап[аы])).*(тел|моб|сот)"),
            Column.of("mother", "ФИО матери", r"^(?!отчество)(?=.*(матер|мать|мам[аы]\b)).*"),
            Column.of("father", "ФИО отца", r"^(?!отчество)(?=.*(отц[аы]|отец|пап[аы]\b)).*"),
            Column.of("guardian_phone", "Телефон родителя", rf"(?=.*{GUARDIAN}).*(тел|моб|сот)"),
            Column.of("guardian", "ФИО родителя", rf"^(?=.*{GUARDIAN})(?!.*(соглас|почт|email)).*"),
            Column.of("consent", "Согласие", r"соглас"),
            *_NAMES,
            Column.of(
                "full_name",
                "ФИО",
                rf"^(?=.*{CHILD})(?!.*(класс|групп|номер|№|статус|колич|форма|адрес|тел|рожд|пол\b)).*",
            ),
            _SEX,
            _BIRTH,
            Column.of(
                "language_group",
                "Группа ин. яз.",
                r"(?=.*групп).*\b(ин|иностр\w*|англ\w*|нем\w*|язык\w*|яз)\b|^(англ|ин)\w* яз",
            ),
            Column.of("health_group", "Группа здоровья", r"групп\w* здоров|^гр здоров"),
            Column.of(
                "sport_group",
                "Группа по физкультуре",
                r"физкульт|физ\w* групп|физическ|групп\w* физ|медгрупп|медицинск\w+ групп",
            ),
            _CLASS,
            _GRADE,
            _LETTER,
            _SNILS,
            _EMAIL,
            _PHONE,
            Column.of("address", "Адрес", r"адрес|место жительств|прожива|регистрац|прописк"),
            Column.of(
                "enrol_order", "Приказ о зачислении", r"(?=.*(приказ|распоряж|№ пр)).*(зачисл|прием|прибы|принят)"
            ),
            Column.of("left_order", "Приказ о выбытии", r"(?=.*(приказ|распоряж|№ пр)).*(выбыт|отчисл|убыт)"),
            Column.of("enrolled_on", "Дата зачисления", r"зачисл|прибы[лт]|поступ|прием|принят"),
            Column.of("left_on", "Дата выбытия", r"выбыт|отчисл|убыти"),
            Column.of(
                "file_number",
                "№ личного дела",
                r"личн\w* дел|№ ?л ?/? ?д|номер дела|№ дела|^л ?/? ?д(ело)?\b|алфавитн\w+ книг",
            ),
            Column.of("study_form", "Форма обучения", r"форм\w* (обуч|получ|освоен)|^форма$"),
            _NOTE,
        ),
        needs=(("full_name", "surname+name"), ("class", "grade", "+")),
        tells=("birth_date", "snils", "file_number", "sex", "enrolled_on", "language_group", "consent"),
        never=("subject", "position"),
    ),
    Vocabulary(
        "guardians",
        re.compile(r"родител|представител|опекун"),
        (
            _INDEX,
            *_qualified("child", "{student.gen}", CHILD),
            *_qualified("guardian", "родителя", GUARDIAN),
            Column.of(
                "kinship", "Степень родства", r"родств|кем приход|степень|статус|^кто$|отношение|кем является|^роль$"
            ),
            Column.of("child", "ФИО {student.gen}", rf"^(?=.*{CHILD})(?!.*{GUARDIAN}).*"),
            Column.of("guardian", "ФИО родителя", rf"^(?=.*{GUARDIAN})(?!.*{CHILD}).*"),
            Column.of("full_name", "ФИО", rf"^{_NAME_WORDS}"),
            Column.of("surname", "Фамилия", r"^фамили"),
            Column.of("name", "Имя", r"^имя\b"),
            Column.of("patronymic", "Отчество", r"^отчеств"),
            _CLASS,
            _GRADE,
            _LETTER,
            Column.of("guardian_email", "Эл. почта", _EMAIL.pattern.pattern),
            Column.of("guardian_phone", "Телефон", _PHONE.pattern.pattern),
            Column.of("guardian_snils", "СНИЛС", _SNILS.pattern.pattern),
            Column.of(IGNORE, "Адрес", r"адрес|место (жительства|работы)|работа|должность"),
            _NOTE,
        ),
        needs=(
            (
                "child",
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
                "full_name+child_surname",
                "surname+name+child_surname+child_name",
            ),
        ),
        never=("position", "subject"),
    ),
    Vocabulary(
        "staff",
        re.compile(r"сотрудник|работник|педагог|учител|кадр|персонал|преподавател|штат"),
        (
            _INDEX,
            *_NAMES,
            Column.of("full_name", "ФИО", r"^(сотрудник|работник|педагог|учитель|преподаватель)( фио| полностью)?$"),
            Column.of("hired_order", "Приказ о приёме", r"(?=.*(прием|принят|работ)).*(приказ|№)|^(№|номер) приказа$"),
            Column.of("dismissed_order", "Приказ об увольнении", r"(?=.*увол).*(приказ|№)"),
            Column.of("dismissed_on", "Дата увольнения", r"увол"),
            Column.of("hired_on", "Дата приёма", r"прием|принят|дата поступ|работает с|начало работы"),
            Column.of("tutor_class", "{Tutoring}", r"классн\w* рук|^кл рук|^класс$|руковод\w* класс|куратор"),
            Column.of("category", "Категория", r"категор|аттестац"),
            Column.of("position", "Должность", r"должност|кем работает"),
            Column.of("subjects", "Предметы", r"предмет|дисципл|преподает|что ведет|специальност"),
            _SEX,
            _BIRTH,
            _SNILS,
            _EMAIL,
            _PHONE,
            Column.of(IGNORE, "не хранится", r"^(стаж|образование|пед стаж|общий стаж|адрес|кабинет|нагрузка)"),
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
            _INDEX,
            _CLASS,
            _GRADE,
            _LETTER,
            Column.of("profile", "Профиль", r"профил|направлен|уклон|специальност|программа"),
            Column.of("shift", "Смена", r"смен"),
            Column.of("count", "Кол-во обучающихся", r"кол|числ|наполн|обучающ|учени|учащ|человек|^чел"),
            Column.of("tutor", "{Tutor.nom}", r"руковод|куратор|^кл рук|^фио|учител"),
            Column.of("room", "Кабинет", r"каб|аудит|помещ|^ауд"),
            _NOTE,
        ),
        needs=(("class", "grade+letter"), ("tutor", "count", "profile", "shift", "room")),
        never=("subject",),
    ),
    Vocabulary(
        "rooms",
        re.compile(r"кабинет|помещен|аудитор|учебн\w+ комнат"),
        (
            Column.of(
                "number",
                "№ кабинета",
                r"^(№|номер|n)? ?(каб(инета?)?|ауд(итории|итория)?|помещ(ения|ение)?|комнаты?)( №)?$|^шифр"
                r"|^обозначение",
            ),
            _INDEX,
            Column.of("name", "Наименование", r"наимен|назван"),
            Column.of("capacity", "Вместимость", r"вмест|(кол|число).*мест|посадоч|^мест$|^мест\b"),
            Column.of("kind", "Вид", r"^вид|^тип|назначен|профил"),
            Column.of("responsible", "Ответственный", r"ответств|заведующ|^зав\b|^зав каб|закрепл"),
            Column.of(IGNORE, "не хранится", r"^(этаж|площадь|корпус|здание)"),
            _NOTE,
        ),
        needs=(("number",), ("name", "capacity", "kind", "responsible")),
        never=("class", "subject"),
    ),
    Vocabulary(
        "bells",
        re.compile(r"звон|режим"),
        (
            Column.of("number", "№ {lesson.gen}", r"^(№|номер)? ?(урок\w*|пар[аы]|занят\w*)( №)?$|^№$|^№ п п$"),
            Column.of("start", "Начало", r"^начал|^с$|^старт|^от$|^время начал"),
            Column.of("end", "Конец", r"^кон|^оконч|^по$|^до$|^время (оконч|конц)"),
            Column.of(IGNORE, "Перемена", r"перемен|отдых"),
            Column.of("span", "Время", r"^время|^часы|^урок \(время|продолжит"),
            Column.of("shift", "Смена", r"^смен"),
            _NOTE,
        ),
        needs=(("number",), ("start+end", "span")),
        never=("class", "subject", "day"),
    ),
    Vocabulary(
        "calendar",
        re.compile(r"период|каникул|празд|выходн|график|четверт|календар"),
        (
            Column.of("start", "Начало", r"^(дата )?(начал|с$|от$)"),
            Column.of("end", "Окончание", r"^(дата )?(оконч|кон[её]?ц|конч|по$|до$|заверш)"),
            Column.of("span", "Сроки", r"^срок|^даты|^период проведения|^время проведения"),
            Column.of("taught_as", "По расписанию", r"по расписанию|за какой день|день недели"),
            Column.of("date", "Дата", r"^дат[аы]?\b|^день$|^число"),
            Column.of("grades", "{Group.noms}", r"класс|параллел|для кого|кому"),
            Column.of(
                "name",
                "Период",
                r"период|каникул|наимен|назван|четверт|празд|событ|семестр|триместр|полугод|^вид|выходн",
            ),
            Column.of(IGNORE, "Продолжительность", r"недел|дней|продолж|кол"),
            _NOTE,
            _INDEX,
        ),
        needs=(("name",), ("start+end", "span", "date")),
        never=("number", "subject"),
    ),
    Vocabulary(
        "timetable",
        re.compile(r"расписан(?!.*звон)"),
        (
            Column.of("number", "№ {lesson.gen}", r"^(№|номер)? ?(урок\w*|пар[аы]|занят\w*)( №)?$|^№$"),
            _INDEX,
            Column.of("day", "День", r"^(день|дни|дн|д н)\b"),
            Column.of("subgroup", "Подгруппа", r"подгрупп|^гр$|^группа$|^часть класса"),
            _CLASS,
            _GRADE,
            _LETTER,
            Column.of("subject", "Предмет", r"предмет|дисципл|^урок$|^занятие$|наименование"),
            Column.of("teacher", "{Teacher.nom}", r"учител|преподав|педагог|^фио|сотрудник"),
            Column.of("room", "Кабинет", r"каб|ауд|помещ|место"),
            Column.of(IGNORE, "Время", r"время|начало|конец|окончание|смена"),
            _NOTE,
        ),
        needs=(("class", "grade+letter", "+"), ("day",), ("number",), ("subject",)),
    ),
    Vocabulary(
        "load",
        re.compile(r"нагрузк|тарификац|распределен"),
        (
            _INDEX,
            Column.of("teacher", "{Teacher.nom}", r"учител|преподав|педагог|^фио|сотрудник|^кто ведет"),
            Column.of("subject", "Предмет", r"предмет|дисципл|^курс|^наименование"),
            Column.of("subgroup", "Подгруппа", r"подгрупп|^группа$|^гр$|^часть класса|деление"),
            _CLASS,
            _GRADE,
            _LETTER,
            Column.of("hours", "Часов в неделю", r"час|нагруз|кол"),
            _NOTE,
        ),
        needs=(("teacher",), ("subject",), ("class", "grade+letter")),
        tells=("hours",),
        never=("day",),
    ),
    Vocabulary(
        "curriculum",
        re.compile(r"учебн\w+ план"),
        (
            _INDEX,
            Column.of("area", "Предметная область", r"област"),
            Column.of("part", "Часть", r"^часть|компонент|раздел"),
            Column.of("subject", "Предмет", r"предмет|дисципл|^курс|^наименование"),
            _CLASS,
            _GRADE,
            _LETTER,
            Column.of(IGNORE, "Всего", r"всего|итого|сумм|в год"),
            Column.of("hours", "Часов в неделю", r"час|кол|нагруз"),
        ),
        needs=(("subject",), ("class", "grade"), ("hours",)),
        never=("teacher", "day"),
    ),
)
BY_TABLE = {vocabulary.table: vocabulary for vocabulary in VOCABULARIES}

# The school's card: rows «what — value».
CARD = (
    Column.of("name", "Полное наименование", r"полное (наимен|назван)|^наименование( оо| организации| школы)?$"),
    Column.of("short_name", "Краткое наименование", r"(кратк|сокращ)\w* (наимен|назван)"),
    Column.of("region", "Субъект РФ", r"субъект|регион|область|край$"),
    Column.of("city", "Город", r"город|населенн|муниципал|^нп$"),
    Column.of("address", "Адрес", r"адрес(?!.*(эл|email|сайт|почт\w+ электр))"),
    Column.of("phone", "Телефон", r"телефон|^тел\b"),
    Column.of("email", "E-mail", r"email|почт"),
    Column.of("website", "Сайт", r"сайт|интернет|www"),
    Column.of("year", "Учебный год", r"учебный год"),
    Column.of("study_days", "Учебная неделя", r"недел|режим (работы|обучения)"),
    Column.of("shifts", "Количество смен", r"смен"),
    Column.of("lesson_length", "Продолжительность {lesson.gen}", r"продолжит\w* урок"),
    Column.of("scale", "Система оценивания", r"оценив|систем\w* (отмет|оцен)"),
    Column.of("terms", "Учебные периоды", r"период|аттестац"),
    Column.of("language", "Язык обучения", r"язык"),
    Column.of("kind", "Тип организации", r"^(тип|вид)\b"),
    Column.of(IGNORE, "не хранится", r"директор|руководител|инн|огрн|показатель"),
)
