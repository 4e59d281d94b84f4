"""Hours a week by subject and grade, as in the federal programmes of a five-day school; who teaches what.

The sums are the norm of the sanitary rules: 21, 23, 23, 23, 29, 30, 32, 33, 33, 34, 34.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from letopis.kernel.roles import Role
from letopis.school.organisation.enums import SchoolKind

OBLIGATORY = "Обязательная часть"
CHOSEN = "Часть, формируемая участниками образовательных отношений"
NORM = {1: 21, 2: 23, 3: 23, 4: 23, 5: 29, 6: 30, 7: 32, 8: 33, 9: 33, 10: 34, 11: 34}


@dataclass(frozen=True, slots=True)
class Programme:
    """A subject of the curriculum. `hours` by grade 1-11; the `specialist` teaches it, in grades 1-4 only if `always`.

    `division` names the subgroups where a class is split, in grades `split_from` and above. `track`: letters of the
    specialty of a college that has it, "" for all.
    """

    subject: str
    short: str
    area: str
    hours: tuple[int, ...]
    specialist: str
    always: bool = False
    division: str = ""
    split_from: int = 12
    part: str = OBLIGATORY
    track: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What the school's card says."""

    name: str
    short_name: str
    region: str
    city: str
    address: str
    phone: str
    email: str
    website: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What makes one kind of demo school: its card, who works in the office, what is taught and by whom.

    `posts`: the first members of staff, position and the role they are appointed to. `specialists` by key: how they are
    called in the list of staff, and their room. `stand_in`: who does a specialist's work where there is too little of
    it (below `small_load` lessons a week; `full_load` is what one is hired for). `showroom`: track and grade of the
    class that the showroom opens with; its tutor is one of `tutor_specialisms`. `profiles`: names of the tracks.
    """

    kind: SchoolKind
    about: About
    posts: tuple[tuple[str, Role], ...]
    programmes: tuple[Programme, ...]
    specialists: Mapping[str, tuple[str, str]]
    stand_in: Mapping[str, str]
    full_load: int
    small_load: int
    showroom: tuple[str, int]
    tutor_specialisms: tuple[str, ...]
    profiles: Mapping[str, str] = field(default_factory=dict)

    def lessons_of(self, grade: int, track: str = "") -> list[tuple[Programme, int]]:
        """Return the subjects of `grade` (of a specialty) with their lessons a week."""
        return [
            (row, row.hours[grade - 1]) for row in self.programmes if row.track in ("", track) and row.hours[grade - 1]
        ]

    def is_primary(self, grade: int) -> bool:
        """Whether one teacher has most of the class."""
        return self.kind == SchoolKind.GENERAL and grade <= 4


def _row(
    subject: str,
    short: str,
    area: str,
    hours: str,
    specialist: str,
    *,
    always: bool = False,
    division: str = "",
    split_from: int = 12,
    part: str = OBLIGATORY,
) -> Programme:
    by_grade = tuple(0 if item == "-" else int(item) for item in hours.split())
    return Programme(subject, short, area, by_grade, specialist, always, division, split_from, part)


LANGUAGE = "иностранный язык"
COMPUTING = "информатика"
CRAFT = "труд"
SUBGROUPS = {
    LANGUAGE: ("1 группа", "2 группа"),
    COMPUTING: ("1 группа", "2 группа"),
    CRAFT: ("девочки", "мальчики"),
    # College.
    "английский язык": ("1 подгруппа", "2 подгруппа"),
    "лабораторные занятия": ("1 подгруппа", "2 подгруппа"),
}

PROGRAMMES = (
    #                                                                          1 2 3 4 5 6 7 8 9 10 11
    _row("Русский язык", "Рус. яз.", "Русский язык и литература", "5 5 5 5 5 6 4 3 3 2 2", "russian"),
    _row("Литературное чтение", "Лит. чт.", "Русский язык и литература", "4 4 4 4 - - - - - - -", "russian"),
    _row("Литература", "Лит-ра", "Русский язык и литература", "- - - - 3 3 2 2 3 3 3", "russian"),
    _row(
        "Иностранный язык (английский)",
        "Англ. яз.",
        "Иностранные языки",
        "- 2 2 2 3 3 3 3 3 3 3",
        "english",
        always=True,
        division=LANGUAGE,
        split_from=2,
    ),
    _row("Математика", "Матем.", "Математика и информатика", "4 4 4 4 5 5 - - - - -", "mathematics"),
    _row("Алгебра", "Алгебра", "Математика и информатика", "- - - - - - 3 3 3 4 4", "mathematics"),
    _row("Геометрия", "Геом.", "Математика и информатика", "- - - - - - 2 2 2 3 3", "mathematics"),
    _row("Вероятность и статистика", "Вер. и ст.", "Математика и информатика", "- - - - - - 1 1 1 1 1", "mathematics"),
    _row(
        "Информатика",
        "Инф.",
        "Математика и информатика",
        "- - - - - - 1 1 1 1 1",
        "computing",
        division=COMPUTING,
        split_from=7,
    ),
    _row("Окружающий мир", "Окр. мир", "Естественно-научные предметы", "2 2 2 2 - - - - - - -", "biology"),
    _row("История", "История", "Общественно-научные предметы", "- - - - 3 3 3 3 3 2 2", "history"),
    _row("Обществознание", "Общ.", "Общественно-научные предметы", "- - - - - - - - 1 2 2", "history"),
    _row("География", "Геогр.", "Общественно-научные предметы", "- - - - 1 1 2 2 2 1 1", "geography"),
    _row("Физика", "Физика", "Естественно-научные предметы", "- - - - - - 2 2 3 5 5", "physics"),
    _row("Химия", "Химия", "Естественно-научные предметы", "- - - - - - - 2 2 1 1", "chemistry"),
    _row("Биология", "Биол.", "Естественно-научные предметы", "- - - - 1 1 1 2 2 1 1", "biology"),
    _row(
        "Основы религиозных культур и светской этики",
        "ОРКСЭ",
        "Основы религиозных культур",
        "- - - 1 - - - - - - -",
        "history",
    ),
    _row("Изобразительное искусство", "ИЗО", "Искусство", "1 1 1 1 1 1 1 - - - -", "art"),
    _row("Музыка", "Музыка", "Искусство", "1 1 1 1 1 1 1 1 - - -", "music", always=True),
    _row("Труд (технология)", "Труд", "Технология", "1 1 1 1 2 2 2 1 1 - -", "craft", division=CRAFT, split_from=5),
    _row("Физическая культура", "Физ-ра", "Физическая культура", "2 2 2 2 2 2 2 2 2 2 2", "sport", always=True),
    _row("Основы безопасности и защиты Родины", "ОБЗР", "Основы безопасности", "- - - - - - - 1 1 1 1", "safety"),
    _row("Индивидуальный проект", "Проект", "Индивидуальный проект", "- - - - - - - - - 1 -", "history"),
    _row("Читательская грамотность", "Чит. гр.", "", "1 - - - - - - - - - -", "russian", part=CHOSEN),
    _row("Занимательная грамматика", "Зан. грам.", "", "- 1 1 - - - - - - - -", "russian", part=CHOSEN),
    _row("Финансовая грамотность", "Фин. гр.", "", "- - - - 1 1 - - - - -", "geography", part=CHOSEN),
    _row("Введение в информатику", "Введ. в инф.", "", "- - - - 1 1 - - - - -", "computing", part=CHOSEN),
    _row("Практикум по русскому языку", "Практ. рус.", "", "- - - - - - 1 1 - - -", "russian", part=CHOSEN),
    _row("Решение текстовых задач", "Текст. зад.", "", "- - - - - - 1 - - - -", "mathematics", part=CHOSEN),
    _row("Черчение", "Черч.", "", "- - - - - - - 1 - - -", "art", part=CHOSEN),
    _row("Практикум по решению физических задач", "Практ. физ.", "", "- - - - - - - - - 1 -", "physics", part=CHOSEN),
    _row("Сочинение: теория и практика", "Сочин.", "", "- - - - - - - - - - 1", "russian", part=CHOSEN),
    _row("Практикум по математике", "Практ. мат.", "", "- - - - - - - - - - 1", "mathematics", part=CHOSEN),
)

# How a specialist is called in the staff list, and the kind of the specialist's room.
SPECIALISTS = {
    "primary": ("Учитель начальных классов", "начальные классы"),
    "russian": ("Учитель русского языка и литературы", "кабинет русского языка и литературы"),
    "english": ("Учитель английского языка", "кабинет иностранного языка"),
    "mathematics": ("Учитель математики", "кабинет математики"),
    "computing": ("Учитель информатики", "компьютерный класс"),
    "history": ("Учитель истории и обществознания", "кабинет истории"),
    "geography": ("Учитель географии", "кабинет географии"),
    "physics": ("Учитель физики", "кабинет физики"),
    "chemistry": ("Учитель химии", "кабинет химии"),
    "biology": ("Учитель биологии", "кабинет биологии"),
    "art": ("Учитель изобразительного искусства", "кабинет искусства"),
    "music": ("Учитель музыки", "кабинет музыки"),
    "craft": ("Учитель труда (технологии)", "мастерская"),
    "sport": ("Учитель физической культуры", "спортивный зал"),
    "safety": ("Преподаватель-организатор ОБЗР", "кабинет ОБЗР"),
}
# Where there is too little of a specialist's work in a small school, who does it.
STAND_IN = {
    "chemistry": "biology",
    "geography": "biology",
    "music": "art",
    "safety": "sport",
    "computing": "physics",
    "physics": "mathematics",
    "art": "craft",
}

SCHOOL = Catalogue(
    kind=SchoolKind.GENERAL,
    about=About(
        name="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 5 города Заречного Бора»",
        short_name="Школа № 5",
        region="Заволжская область",
        city="Заречный Бор",
        address="639205, Заволжская область, г. Заречный Бор, ул. Набережная, д. 14",
        phone="+79430020505",
        email="school5@zarbor.example",
        website="https://school5.zarbor.example",
    ),
    posts=(
        ("Директор", Role.DIRECTOR),
        ("Заместитель директора по учебно-воспитательной работе", Role.DEPUTY),
        ("Методист", Role.METHODOLOGIST),
        ("Школьный оператор электронного журнала", Role.OPERATOR),
        ("Диспетчер расписания", Role.DISPATCHER),
        ("Заведующий учебной частью", Role.STUDY_OFFICE),
        ("Начальник отдела кадров", Role.PERSONNEL),
    ),
    programmes=PROGRAMMES,
    specialists=SPECIALISTS,
    stand_in=STAND_IN,
    full_load=21,
    small_load=9,
    showroom=("", 7),
    tutor_specialisms=("primary", "mathematics"),
)


def lessons_of(grade: int) -> list[tuple[Programme, int]]:
    """Return the subjects of a grade of the school with their hours a week."""
    return SCHOOL.lessons_of(grade)
