"""The demo college: what is taught in each specialty, by whom, and how the college is called.

Hours are pairs a week: 18 of them are the 36 academic hours that the federal standards allow. The first year is the
general one, the same for all.
"""

from letopis.demo.programmes import About, Catalogue, Programme
from letopis.kernel.roles import Role
from letopis.school.organisation.enums import SchoolKind

PAIRS = 18
LANGUAGE = "английский язык"
LABORATORY = "лабораторные занятия"
GENERAL = "Общеобразовательная подготовка"
SOCIAL = "Социально-гуманитарный цикл"
SCIENCE = "Естественно-научный цикл"
PROFESSIONAL = "Общепрофессиональный цикл"
MODULES = "Профессиональные модули"

# Specialty by its letters: name, years.
SPECIALTIES = {
    "ИС": "Информационные системы и программирование",
    "ТО": "Техническое обслуживание и ремонт автомобилей",
    "ЭБ": "Экономика и бухгалтерский учёт",
}
# In which order a growing college opens its groups: the showroom's second-year programmers first.
ORDER = (
    ("ИС", 2),
    ("ИС", 1),
    ("ЭБ", 2),
    ("ТО", 1),
    ("ИС", 3),
    ("ТО", 2),
    ("ЭБ", 1),
    ("ИС", 4),
    ("ТО", 3),
    ("ЭБ", 3),
    ("ТО", 4),
)


def _row(  # noqa: PLR0917 a table reads better without names
    track: str, subject: str, short: str, pairs: str, specialist: str, part: str, division: str = ""
) -> Programme:
    by_course = tuple(0 if item == "-" else int(item) for item in pairs.split())
    return Programme(subject, short, "", by_course, specialist, False, division, 1 if division else 12, part, track)


PROGRAMMES = (
    #                                                        1 2 3 4
    _row("", "Русский язык", "Рус. яз.", "1 - - -", "russian", GENERAL),
    _row("", "Литература", "Лит-ра", "2 - - -", "russian", GENERAL),
    _row("", "Иностранный язык (английский)", "Англ. яз.", "2 - - -", "english", GENERAL, LANGUAGE),
    _row("", "Математика", "Матем.", "4 - - -", "mathematics", GENERAL),
    _row("", "Информатика", "Инф.", "2 - - -", "programming", GENERAL, LABORATORY),
    _row("", "История", "История", "2 - - -", "history", GENERAL),
    _row("", "Обществознание", "Общ.", "1 - - -", "history", GENERAL),
    _row("", "Физика", "Физика", "1 - - -", "physics", GENERAL),
    _row("", "Химия", "Химия", "1 - - -", "physics", GENERAL),
    _row("", "Основы безопасности и защиты Родины", "ОБЗР", "1 - - -", "safety", GENERAL),
    _row("", "Физическая культура", "Физ-ра", "1 1 1 1", "sport", SOCIAL),
    _row(
        "",
        "Иностранный язык в профессиональной деятельности",
        "Ин. яз. проф.",
        "- 1 1 1",
        "english",
        SOCIAL,
        LANGUAGE,
    ),
    _row("", "История России", "Ист. Рос.", "- 1 - -", "history", SOCIAL),
    _row("", "Русский язык и культура речи", "Культ. речи", "- 1 - -", "russian", SOCIAL),
    _row("", "Безопасность жизнедеятельности", "БЖД", "- 1 - -", "safety", SOCIAL),
    _row("ИС", "Элементы высшей математики", "Высш. мат.", "- 2 - -", "mathematics", SCIENCE),
    _row("ИС", "Дискретная математика", "Дискр. мат.", "- 1 - -", "mathematics", SCIENCE),
    _row("ИС", "Теория вероятностей и математическая статистика", "Теор. вер.", "- - 1 -", "mathematics", SCIENCE),
    _row("ИС", "Операционные системы и среды", "ОС", "- 2 - -", "hardware", PROFESSIONAL),
    _row("ИС", "Архитектура аппаратных средств", "Арх. АС", "- 2 - -", "hardware", PROFESSIONAL),
    _row("ИС", "Информационные технологии", "ИТ", "- 2 - -", "programming", PROFESSIONAL, LABORATORY),
    _row(
        "ИС",
        "Основы алгоритмизации и программирования",
        "Осн. прогр.",
        "- 4 - -",
        "programming",
        PROFESSIONAL,
        LABORATORY,
    ),
    _row("ИС", "Основы проектирования баз данных", "БД", "- - 3 -", "programming", PROFESSIONAL, LABORATORY),
    _row("ИС", "Компьютерные сети", "Сети", "- - 2 -", "hardware", PROFESSIONAL),
    _row("ИС", "Стандартизация и сертификация программ", "Стандарт.", "- - 1 -", "hardware", PROFESSIONAL),
    _row("ИС", "Правовое обеспечение профессиональной деятельности", "Право", "- - 1 -", "history", PROFESSIONAL),
    _row("ИС", "Экономика отрасли", "Эк. отр.", "- - 1 -", "economics", PROFESSIONAL),
    _row("ИС", "Разработка программных модулей", "Прогр. мод.", "- - 4 -", "programming", MODULES, LABORATORY),
    _row("ИС", "Технология разработки программного обеспечения", "Техн. ПО", "- - 3 -", "programming", MODULES),
    _row("ИС", "Внедрение и поддержка компьютерных систем", "Внедрение", "- - - 3", "hardware", MODULES),
    _row("ИС", "Обеспечение качества компьютерных систем", "Качество", "- - - 3", "programming", MODULES),
    _row("ИС", "Сопровождение информационных систем", "Сопров. ИС", "- - - 3", "hardware", MODULES),
    _row("ИС", "Разработка мобильных приложений", "Моб. прил.", "- - - 3", "programming", MODULES, LABORATORY),
    _row("ИС", "Основы предпринимательской деятельности", "Предпр.", "- - - 1", "economics", PROFESSIONAL),
    _row(
        "ЭБ",
        "Информационные технологии в профессиональной деятельности",
        "ИТ проф.",
        "- 1 - -",
        "programming",
        PROFESSIONAL,
        LABORATORY,
    ),
    _row("ЭБ", "Экономика организации", "Эк. орг.", "- 3 - -", "economics", PROFESSIONAL),
    _row("ЭБ", "Статистика", "Статист.", "- 2 - -", "economics", PROFESSIONAL),
    _row("ЭБ", "Финансы, денежное обращение и кредит", "Финансы", "- 2 - -", "economics", PROFESSIONAL),
    _row("ЭБ", "Документационное обеспечение управления", "ДОУ", "- 1 - -", "accounting", PROFESSIONAL),
    _row("ЭБ", "Основы бухгалтерского учёта", "Бух. учёт", "- 4 - -", "accounting", PROFESSIONAL),
    _row("ЭБ", "Налоги и налогообложение", "Налоги", "- - 3 -", "accounting", PROFESSIONAL),
    _row("ЭБ", "Аудит", "Аудит", "- - 2 -", "accounting", PROFESSIONAL),
    _row("ЭБ", "Правовое обеспечение профессиональной деятельности", "Право", "- - 1 -", "history", PROFESSIONAL),
    _row("ЭБ", "Психология общения", "Психол.", "- - 1 -", "history", SOCIAL),
    _row("ЭБ", "Практика учёта имущества организации", "Учёт имущ.", "- - 3 -", "accounting", MODULES),
    _row("ЭБ", "Анализ хозяйственной деятельности", "Анализ", "- - 3 -", "economics", MODULES),
    _row("ЭБ", "Составление бухгалтерской отчётности", "Отчётность", "- - 3 -", "accounting", MODULES),
    _row("ТО", "Инженерная графика", "Инж. граф.", "- 3 - -", "mechanics", PROFESSIONAL),
    _row("ТО", "Техническая механика", "Тех. мех.", "- 3 - -", "mechanics", PROFESSIONAL),
    _row("ТО", "Электротехника и электроника", "Электротех.", "- 2 - -", "physics", PROFESSIONAL),
    _row("ТО", "Материаловедение", "Материал.", "- 2 - -", "mechanics", PROFESSIONAL),
    _row("ТО", "Устройство автомобилей", "Устр. авт.", "- 3 - -", "vehicles", MODULES),
    _row("ТО", "Метрология и стандартизация", "Метрол.", "- - 1 -", "mechanics", PROFESSIONAL),
    _row("ТО", "Охрана труда", "Охр. труда", "- - 1 -", "safety", PROFESSIONAL),
    _row("ТО", "Правовое обеспечение профессиональной деятельности", "Право", "- - 1 -", "history", PROFESSIONAL),
    _row("ТО", "Автомобильные эксплуатационные материалы", "Экспл. мат.", "- - 2 -", "vehicles", MODULES),
    _row("ТО", "Техническое обслуживание автомобилей", "ТО авт.", "- - 4 -", "vehicles", MODULES),
    _row("ТО", "Ремонт автомобильных двигателей", "Рем. двиг.", "- - 4 -", "vehicles", MODULES),
    _row("ТО", "Ремонт ходовой части", "Ход. часть", "- - 3 -", "vehicles", MODULES),
    _row("ТО", "Экономика отрасли", "Эк. отр.", "- - - 2", "economics", PROFESSIONAL),
    _row("ТО", "Диагностика автомобилей", "Диагност.", "- - - 4", "vehicles", MODULES),
    _row("ТО", "Модернизация конструкций автомобилей", "Модерн.", "- - - 4", "vehicles", MODULES),
    _row("ТО", "Организация работы коллектива сервиса", "Орг. раб.", "- - - 3", "economics", MODULES),
    _row("", "Основы философии", "Философия", "- - - 1", "history", SOCIAL),
    _row("ИС", "Психология общения", "Психол.", "- - - 1", "history", SOCIAL),
    _row("ТО", "Психология общения", "Психол.", "- - - 1", "history", SOCIAL),
    _row("", "Менеджмент", "Менедж.", "- - - 1", "economics", PROFESSIONAL),
)

SPECIALISTS = {
    "russian": ("Преподаватель русского языка и литературы", "кабинет русского языка и литературы"),
    "english": ("Преподаватель английского языка", "кабинет иностранного языка"),
    "mathematics": ("Преподаватель математики", "кабинет математики"),
    "history": ("Преподаватель истории и обществознания", "кабинет социально-гуманитарных дисциплин"),
    "physics": ("Преподаватель физики", "кабинет физики и химии"),
    "sport": ("Руководитель физического воспитания", "спортивный зал"),
    "safety": ("Преподаватель-организатор ОБЗР", "кабинет безопасности жизнедеятельности"),
    "programming": ("Преподаватель программирования", "лаборатория программного обеспечения"),
    "hardware": ("Преподаватель компьютерных систем", "лаборатория вычислительной техники"),
    "economics": ("Преподаватель экономических дисциплин", "кабинет экономики"),
    "accounting": ("Преподаватель бухгалтерского учёта", "лаборатория «Учебная бухгалтерия»"),
    "mechanics": ("Преподаватель технической механики", "кабинет технической механики"),
    "vehicles": ("Преподаватель устройства автомобилей", "лаборатория автомобилей"),
}

COLLEGE = Catalogue(
    kind=SchoolKind.COLLEGE,
    about=About(
        name="Государственное бюджетное профессиональное образовательное учреждение «Заречноборский колледж"
        " информатики, экономики и транспорта»",
        short_name="Заречноборский колледж",
        region="Заволжская область",
        city="Заречный Бор",
        address="639205, Заволжская область, г. Заречный Бор, пр. Мира, д. 3",
        phone="+79430020606",
        email="college@zarbor.example",
        website="https://college.zarbor.example",
    ),
    posts=(
        ("Директор", Role.DIRECTOR),
        ("Заместитель директора по учебной работе", Role.DEPUTY),
        ("Методист", Role.METHODOLOGIST),
        ("Оператор электронного журнала", Role.OPERATOR),
        ("Диспетчер расписания", Role.DISPATCHER),
        ("Заведующий учебной частью", Role.STUDY_OFFICE),
        ("Начальник отдела кадров", Role.PERSONNEL),
    ),
    programmes=PROGRAMMES,
    specialists=SPECIALISTS,
    # In a small college few hours of a kind are not enough for a post.
    stand_in={
        "safety": "sport",
        "mechanics": "vehicles",
        "accounting": "economics",
        "hardware": "programming",
        "physics": "mathematics",
    },
    full_load=12,
    small_load=4,
    showroom=("ИС", 2),
    tutor_specialisms=("programming", "vehicles", "accounting"),
    profiles=SPECIALTIES,
)
