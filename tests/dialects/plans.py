"""Lesson plans in the ways teachers keep them, with the truth beside them: `python -m tests.dialects.plans [COUNT]`."""

import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from letopis.documents.plan_import.parse import parse_plan
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.dates import DateRange
from tests.dialects.style import Dates, named

YEAR = DateRange(date(2026, 9, 1), date(2027, 5, 26))
# Sections with topics of their own; some begin like sums, like terms, like headers.
BOOK = {
    "Числа и вычисления": [
        "Дроби и проценты",
        "Степень числа",
        "Всего понемногу: устный счёт",
        "Сравнение чисел",
        "Итоговое повторение главы",
        "Контрольная работа № 1 «Числа»",
    ],
    "Уравнения": [
        "Понятие уравнения",
        "Корень уравнения",
        "Тема с вариациями: разные записи",
        "Среднее арифметическое корней",
        "Сумма и разность",
        "Максимальное значение",
        "Контрольная работа № 2 «Уравнения»",
    ],
    "Функции": [
        "График функции",
        "Часы и минуты: прямая пропорциональность",
        "Содержание и форма графика",
        "Итоги опроса на графике",
        "Линейная функция",
        "Лабораторная работа № 1 «Графики»",
    ],
    "Повторение": ["Раздел «Уравнения»: повторение", "Вторая производная шутки", "Общее и частное", "Средняя линия"],
}


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the plan: hours of the topic, the day of its first lesson."""

    section: str
    topic: str
    hours: int
    day: date
    homework: str


def draw(chance: Random) -> list[Topic]:
    """Return the plan of a seed."""
    found: list[Topic] = []
    day = date(2026, 9, 2)
    for section, topics in BOOK.items():
        for topic in topics[: chance.randint(2, len(topics))]:
            hours = 1 if "№" in topic else chance.choice([1, 1, 1, 2, 3])
            found.append(
                Topic(section, topic, hours, day, chance.choice(["", f"§ {len(found) + 1}, № {len(found) * 7}"]))
            )
            day += timedelta(days=2 * hours + (day.weekday() > 3) * 2)
    return found


def write(topics: list[Topic], chance: Random) -> list[list[Any]]:
    """Return the rows of a table of them."""
    way = chance.choice(["rows", "rows", "column", "column"])
    numbers = (
        chance.choice(["hours", "ranges", "none", "rows"]) if way == "column" else chance.choice(["ranges", "none"])
    )
    days, tasks = Dates[chance.choice(["cell", "dotted", "short", "iso", "with time"])], chance.random() < 0.6
    columns = ["topic", "hours"]
    columns = [*columns, *["date"] * (chance.random() < 0.7), *["homework"] * tasks]
    columns += ["fact"] * ("date" in columns and chance.random() < 0.5)
    if chance.random() < 0.3:
        columns.sort()
    if numbers != "none":
        columns.insert(0, "number")
    if way == "column":
        columns.insert(0, "section")
    names = {
        "number": named(chance, "№", "№ урока", "№ п/п", "Номер урока"),
        "section": named(chance, "Раздел", "Раздел программы", "Глава", "Модуль"),
        "topic": named(
            chance, "Тема урока", "Тема", "Наименование темы", "Темы уроков", "Название темы", "Содержание урока"
        ),
        "hours": named(chance, "Часы", "Кол-во часов", "Количество часов", "Кол-во ч.", "Час.", "Число часов"),
        "date": named(
            chance, "Дата", "Дата по плану", "Плановая дата", "Сроки", "Плановые сроки", "Дата проведения (план)"
        ),
        "fact": named(chance, "Дата по факту", "Факт", "Фактическая дата", "Дата (факт)"),
        "homework": named(chance, "Домашнее задание", "Д/з", "Дом. задание", "Задание на дом"),
    }
    rows: list[list[Any]] = [
        [line] for line in ["Календарно-тематическое планирование", "Предмет: алгебра"][: chance.randint(0, 2)]
    ]
    rows.append([names[one] for one in columns])
    stated = chance.choice(["(%d ч)", " — %d ч", ", %d часов", " %dч", "", "cell", " %d ч + 1К"])
    number, section = 1, ""
    for at, one in enumerate(topics):
        if one.section != section:
            total = sum(other.hours for other in topics if other.section == one.section)
            if way == "rows":
                rows.append(_title(columns, one.section, total, stated, chance))
            if chance.random() < 0.15:
                rows.append([f"{chance.choice(['I', '2', 'Третья'])} четверть"])
        cells = {
            "number": {"hours": number, "rows": at + 1}.get(
                numbers, f"{number}-{number + one.hours - 1}" if one.hours > 1 else number
            ),
            "section": one.section if one.section != section else "",
            "topic": one.topic,
            "hours": one.hours,
            "date": days(one.day),
            "homework": one.homework,
            "fact": days(one.day) if at < 3 else "",
        }
        rows.append([cells[name] for name in columns])
        section, number = one.section, number + one.hours
    if chance.random() < 0.5:
        total = sum(one.hours for one in topics)
        place = columns.index("hours")
        sign = chance.choice(["Итого", "Всего", "Итого часов:", "ИТОГО ЗА ГОД"])
        rows.append([sign, *[""] * (place - 1), total] if place else [total, sign])
    return rows


def _title(columns: list[str], section: str, total: int, stated: str, chance: Random) -> list[Any]:
    """The row of a section: its hours in its title, in their column, or nowhere."""
    if stated == "cell":
        cells = {"topic": section, "hours": total}
        return [cells.get(name, "") for name in columns]
    title = section + (f" {stated % total}" if stated else "")
    return ["", title] if chance.random() < 0.3 and columns[0] == "number" else [title]


def compare(seed: int) -> tuple[int, int, int, list[str]]:
    """Return how many lessons there are, came right, came wrong, and examples of the wrong ones."""
    chance = Random(f"{seed}/plan")
    topics = draw(chance)
    plan = parse_plan(Sheet("", "", write(topics, chance)), YEAR)
    expected = Counter((one.section, one.topic) for one in topics for _ in range(one.hours))
    titles = {one.number: one.title for one in plan.sections}
    found = Counter((titles.get(one.section, ""), one.topic) for one in plan.lessons)
    wrong = found - expected
    return expected.total(), (found & expected).total(), wrong.total(), [f"{seed}: {one}" for one in list(wrong)[:2]]


def main(count: int) -> None:
    """Print the figures."""
    total = right = wrong = 0
    examples: list[str] = []
    for seed in range(1, count + 1):
        all_, good, bad, some = compare(seed)
        total, right, wrong, examples = total + all_, right + good, wrong + bad, examples + some
    print(
        f"plans {count}: lessons {total}, right {100 * right / total:.2f} %, wrong {wrong}", *examples[:30], sep="\n  "
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
