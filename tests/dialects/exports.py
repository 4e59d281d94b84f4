"""What another journal exports: a CSV file a table, rows that point at one another by ids of that journal.

The names stand beside the ids, or only in the table that an id points at; parents are tied to children by a file of
their own, or stand in one with them.
"""

import re
from random import Random

from tests.dialects.sheets import Page, Row
from tests.dialects.truth import Human, Truth

_FILES = {
    "card": "Организация",
    "periods": "УчебныеПериоды",
    "bells": "Звонки",
    "rooms": "Кабинеты",
    "staff": "Сотрудники",
    "subjects": "Предметы",
    "classes": "Классы",
    "students": "Ученики",
    "guardians": "Родители",
    "links": "СвязиРодителей",
    "curriculum": "УчебныйПлан",
    "load": "Нагрузка",
    "timetable": "Расписание",
}


def export(truth: Truth, chance: Random) -> list[Page]:
    """The files of an export."""
    return _Export(truth, chance).pages()


class _Export:
    def __init__(self, truth: Truth, chance: Random) -> None:
        self.truth, self.chance = truth, chance
        # Ids of one journal are numbers from one, from a thousand on, or long.
        step, base = chance.choice([(1, 1), (1, 1000), (7, 100_001)])
        self.named = chance.random() < 0.5
        self.base, self.step = base, step
        self.subjects = sorted({duty.subject for duty in truth.duties})
        self.linked = chance.random() < 0.5
        self.glued = chance.random() < 0.8
        # The same person of two children is one parent.
        keys: dict[Human, int] = {}
        for one in truth.relatives:
            keys.setdefault(one.human, len(keys))
        self.adults = keys

    def head(self, *names: str) -> Row:
        """«ДатаРождения», or «дата_рождения»."""
        if self.glued:
            return list(names)
        return [re.sub(r"(?<=[а-яё])(?=[А-ЯЁ])", "_", name).lower() for name in names]

    def ref(self, table: str, at: int) -> int:
        """The id of a row: tables count on, so that no two share an id, unless all count from one."""
        offset = 0 if self.base == 1 else 5000 * list(_FILES).index(table)
        return self.base + self.step * at + offset

    def pages(self) -> list[Page]:
        found = []
        for table, name in _FILES.items():
            if table == "links" and not self.linked:
                continue
            rows, shows = getattr(self, f"_{table}")()
            found.append(Page(name, table, rows, frozenset(shows)))
        return found

    def _card(self) -> tuple[list[Row], set[str]]:
        head: list[Row] = [["Параметр", "Значение"]]
        return [*head, ["Полное наименование", "Школа № 5 города Тестова"], ["Краткое наименование", "Школа № 5"],
                ["Город", "Тестов"], ["Учебный год", "2026/2027"]], set()  # fmt: skip

    def _periods(self) -> tuple[list[Row], set[str]]:
        spans = [*self.truth.quarters, *self.truth.vacations]
        rows = [
            [self.ref("periods", at), one.name, f"{one.starts_on:%d.%m.%Y} 0:00:00", f"{one.ends_on:%d.%m.%Y} 0:00:00"]
            for at, one in enumerate(spans)
        ]
        return [self.head("ИдПериода", "Название", "ДатаНачала", "ДатаОкончания"), *rows], {"span"}

    def _bells(self) -> tuple[list[Row], set[str]]:
        rows = [[at, f"{begin:%H:%M:%S}", f"{end:%H:%M:%S}"] for at, (begin, end) in enumerate(self.truth.bells, 1)]
        return [self.head("НомерУрока", "ВремяНачала", "ВремяОкончания"), *rows], {"bell"}

    def _rooms(self) -> tuple[list[Row], set[str]]:
        rows = [[self.ref("rooms", at), room, f"Кабинет № {room}", 30] for at, room in enumerate(self.truth.rooms)]
        return [self.head("ИдКабинета", "Номер", "Название", "Вместимость"), *rows], {"room"}

    def _staff(self) -> tuple[list[Row], set[str]]:
        rows = [[self.ref("staff", at), *_names(one.human), *_personal(one.human), one.position]
                for at, one in enumerate(self.truth.workers)]  # fmt: skip
        head = self.head("ИдСотрудника", "Фамилия", "Имя", "Отчество", "ДатаРождения", "Пол", "СНИЛС", "Должность")
        return [head, *rows], {"name", "birth_date", "sex", "snils", "position"}

    def _subjects(self) -> tuple[list[Row], set[str]]:
        return [self.head("ИдПредмета", "Название"),
                *([self.ref("subjects", at), one] for at, one in enumerate(self.subjects))], set()  # fmt: skip

    def _classes(self) -> tuple[list[Row], set[str]]:
        tutors = {one.tutor_of: at for at, one in enumerate(self.truth.workers) if one.tutor_of}
        rows = [
            [self.ref("classes", at), one, one[:-1], one[-1], self.ref("staff", tutors[one]) if one in tutors else ""]
            for at, one in enumerate(self.truth.groups)
        ]
        return [self.head("ИдКласса", "Название", "Параллель", "Литера", "ИдКлассногоРуководителя"), *rows], {"group"}

    def _students(self) -> tuple[list[Row], set[str]]:
        names = self.head("ИдУченика", "Фамилия", "Имя", "Отчество", "ДатаРождения", "Пол", "СНИЛС", "ИдКласса")
        rows = [
            [self.ref("students", at), *_names(one.human), *_personal(one.human), *self._class(one.group)]
            for at, one in enumerate(self.truth.children)
        ]
        return [[*names, *self.head("Класс") * self.named], *rows], {"name", "birth_date", "sex", "snils", "group"}

    def _class(self, group: str) -> Row:
        return [self.ref("classes", self.truth.groups.index(group)), *[group] * self.named]

    def _subject(self, subject: str) -> Row:
        return [self.ref("subjects", self.subjects.index(subject)), *[subject] * self.named]

    def _teacher(self, worker: int) -> Row:
        return [self.ref("staff", worker), *[self.truth.workers[worker].human.full] * self.named]

    def _guardians(self) -> tuple[list[Row], set[str]]:
        head = self.head("ИдРодителя", "Фамилия", "Имя", "Отчество", "Телефон")
        people = [(at, one) for one, at in self.adults.items()]
        if self.linked:
            return [head, *([self.ref("guardians", at), *_names(one), one.phone] for at, one in people)], {
                "name",
                "phone",
            }
        rows = [
            [self.ref("guardians", self.adults[one.human]), *_names(one.human), one.human.phone,
             self.ref("students", one.child), _kin(one.kinship)]
            for one in self.truth.relatives
        ]  # fmt: skip
        return [[*head, *self.head("ИдУченика", "СтепеньРодства")], *rows], {"name", "phone"}

    def _links(self) -> tuple[list[Row], set[str]]:
        rows = [[self.ref("guardians", self.adults[one.human]), self.ref("students", one.child), _kin(one.kinship)]
                for one in self.truth.relatives]  # fmt: skip
        return [self.head("ИдРодителя", "ИдУченика", "СтепеньРодства"), *rows], set()

    def _curriculum(self) -> tuple[list[Row], set[str]]:
        hours = {(duty.group, duty.subject): duty.hours for duty in self.truth.duties}
        rows = [[*self._class(group), *self._subject(subject), many] for (group, subject), many in hours.items()]
        head = self._heads(("ИдКласса", "Класс"), ("ИдПредмета", "Предмет"))
        return [[*head, *self.head("ЧасовВНеделю")], *rows], {"hours"}

    def _heads(self, *pairs: tuple[str, str]) -> Row:
        return self.head(*(name for pair in pairs for name in pair[: 1 + self.named]))

    def _load(self) -> tuple[list[Row], set[str]]:
        rows = [[*self._teacher(one.worker), *self._subject(one.subject), *self._class(one.group), one.part, one.hours]
                for one in self.truth.duties]  # fmt: skip
        head = self._heads(("ИдСотрудника", "Сотрудник"), ("ИдПредмета", "Предмет"), ("ИдКласса", "Класс"))
        return [[*head, *self.head("Подгруппа", "ЧасовВНеделю")], *rows], {"duty"}

    def _timetable(self) -> tuple[list[Row], set[str]]:
        rows = []
        for hour in self.truth.hours:
            duty = self.truth.duties[hour.duty]
            rows.append([*self._class(duty.group), hour.weekday, hour.number, *self._subject(duty.subject),
                         *self._teacher(duty.worker), duty.part, duty.room])  # fmt: skip
        head = [*self._heads(("ИдКласса", "Класс")), *self.head("ДеньНедели", "НомерУрока"),
                *self._heads(("ИдПредмета", "Предмет"), ("ИдСотрудника", "Сотрудник")),
                *self.head("Подгруппа", "Кабинет")]  # fmt: skip
        return [head, *rows], {"hour"}


def _names(human: Human) -> Row:
    return [human.surname, human.name, human.patronymic]


def _personal(human: Human) -> Row:
    return [f"{human.birth_date:%d.%m.%Y} 0:00:00", 1 if human.sex == "m" else 2, human.snils]


def _kin(kinship: str) -> str:
    return {"mother": "мать", "father": "отец"}.get(kinship, "опекун")
