"""A class's year on paper: how fast it is set on one core, in how much memory; WeasyPrint beside it where there is one.

`python -m bench.paper`: 30 students, 35 lessons a week, 34 weeks, every page with marks, topics and homework. Time is
that of the processor, so that a busy machine does not fail it. WeasyPrint sets the same tables from HTML, each page
already cut to fit; it is no dependency (`pip install weasyprint` beside the product's own environment, and Pango).
"""

import argparse
import json
import os
import random
import resource
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import django

SECONDS, MEGABYTES, PAGES_A_SECOND = 10.0, 1000.0, 60.0
STUDENTS = 30
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
TERMS = (
    ("I четверть", date(2026, 9, 1), date(2026, 10, 23)),
    ("II четверть", date(2026, 11, 2), date(2026, 12, 29)),
    ("III четверть", date(2027, 1, 11), date(2027, 3, 26)),
    ("IV четверть", date(2027, 4, 5), date(2027, 5, 28)),
)
# Lessons a week of each page; the last four are two subjects in subgroups.
WEEKLY = (5, 5, 4, 3, 3, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 3, 3, 2, 2)


def a_year() -> Any:
    """Return a class's year, made up; the same each time."""
    from letopis.documents.journal_paper.content import ClassJournal, PaperTerm, Seal
    from letopis.kernel.dates import DateRange
    from letopis.school.lessons.queries.rosters import Listed, Stay

    chance = random.Random(7)
    year = DateRange(TERMS[0][1], TERMS[-1][2])
    students = tuple(
        Listed(number, f"Фамильнова-{number} Александра", "", (Stay(year, "", ""),))
        for number in range(1, STUDENTS + 1)
    )
    terms = tuple(
        PaperTerm(number, f"quarter-{number}", name, DateRange(first, last), DateRange(first, last))
        for number, (name, first, last) in enumerate(TERMS, start=1)
    )
    return ClassJournal(
        id=1,
        school_id=1,
        school="Муниципальное бюджетное общеобразовательное учреждение «Средняя школа № 5»",
        school_short="Школа № 5",
        city="Заречный Бор",
        address="ул. Набережная, 14",
        year="2026/2027",
        dates=year,
        name="7А",
        grade=7,
        tutors=("Орлова Е. В.",),
        terms=terms,
        students=students,
        courses=tuple(_course(number, weekly, students, chance) for number, weekly in enumerate(WEEKLY, start=1)),
        conduct={},
        cards=None,
        seal=Seal("ab" * 32, 600_000, datetime(2027, 5, 31, 9)),
        printed_at=datetime(2027, 5, 31, 10),
    )


def _course(number: int, weekly: int, students: Any, chance: random.Random) -> Any:
    from letopis.documents.journal_paper.content import PaperCourse, PaperLesson, PaperWork

    lessons, marks, absences = [], {}, {}
    own = students if number <= len(WEEKLY) - 4 else students[number % 2 :: 2]
    for ordinal, day in enumerate(_days(weekly, chance), start=1):
        key = number * 1000 + ordinal
        work = PaperWork(key, "отв", "Ответ на уроке", "")
        topic = f"Тема урока № {ordinal}: свойства степени с натуральным показателем и их применение"
        lessons.append(
            PaperLesson(key, day, 1 + number % 7, ordinal, topic, work.kind_name, f"§ {ordinal}", "", (work,))
        )
        marks[key] = {one.id: chance.choice("5443") for one in own if chance.random() < 0.22}
        absences[key] = {one.id: chance.choice(("Б", "УП", "Н")) for one in own if chance.random() < 0.04}
    periods = {("term", term): {one.id: chance.choice("543") for one in own} for term in range(1, len(TERMS) + 1)}
    periods["year", 0] = {one.id: chance.choice("543") for one in own}
    subgroup = f"{1 + number % 2} группа" if len(own) < len(students) else ""
    return PaperCourse(
        number, f"Предмет {number}", subgroup, True, ("Орлова Е. В.",), own, tuple(lessons), marks, absences, periods
    )


def _days(weekly: int, chance: random.Random) -> Iterator[date]:
    for _, first, last in TERMS:
        for week in range((last - first).days // 7 + 1):
            monday = first - timedelta(days=first.weekday()) + timedelta(weeks=week)
            for weekday in sorted(chance.sample(range(5), weekly)):
                if first <= (day := monday + timedelta(days=weekday)) <= last:
                    yield day


# ── what is measured ──────────────────────────────────────────────────


def measured(make: Callable[[], bytes]) -> dict[str, float]:
    """Return pages, seconds of the processor, pages a second, megabytes at the highest; its processes included."""
    from pypdf import PdfReader

    begun = _seconds()
    made = make()
    seconds = _seconds() - begun
    pages = len(PdfReader(BytesIO(made)).pages)
    own, others = (resource.getrusage(who).ru_maxrss / 1024 for who in _WHO)
    return {"pages": pages, "seconds": seconds, "rate": pages / seconds, "megabytes": max(own, others)}


def _seconds() -> float:
    used = [resource.getrusage(who) for who in _WHO]
    return sum(one.ru_utime + one.ru_stime for one in used)


def by_typst() -> dict[str, float]:
    """Set the year by the product."""
    from letopis.documents.journal_paper.composing import pdf_of
    from letopis.documents.journal_paper.volume import class_volume

    journal = a_year()
    return measured(lambda: pdf_of(class_volume(journal, "year", address="https://dnevnik.example.ru")))


def by_weasyprint() -> dict[str, float]:
    """Set the spreads of the same year as HTML."""
    from weasyprint import HTML  # type: ignore[import-not-found, unused-ignore]

    from letopis.documents.journal_paper.volume import class_volume

    parts = class_volume(a_year(), "year", address="")["parts"]
    pages = "".join(_html(part) for part in parts if part["kind"] == "spread")
    table = "border-collapse:collapse;page-break-after:always;font:7pt 'PT Sans'"
    style = f"@page{{size:A4;margin:12mm}}table{{{table}}}td{{border:1px solid}}"
    return measured(lambda: HTML(string=f"<style>{style}</style>{pages}").write_pdf(pdf_variant="pdf/a-2b"))


def _html(part: dict[str, Any]) -> str:
    heads = ["№", "", *(one["date"] for one in part["cols"]), *part["finals"]]
    rows = [heads, *([line["n"], line["name"], *row] for line, row in zip(part["names"], part["rows"], strict=True))]
    return _table(rows) + _table(part["lessons"])


def _table(rows: list[list[Any]]) -> str:
    cells = ("".join(f"<td>{escape(str(cell or ''))}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


def main() -> int:
    """Measure; exit status 1 where a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weasyprint", action="store_true", help="measure WeasyPrint on the same pages instead")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "letopis.config.settings")
    os.environ["RAYON_NUM_THREADS"] = "1"
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1])
    django.setup()
    from letopis.school.organisation.serving import serving

    with serving("general", "Europe/Moscow"):
        found = by_weasyprint() if options.weasyprint else by_typst()
    name = "WeasyPrint" if options.weasyprint else "typst"
    print(
        f"Год класса на бумаге, {name}: {found['pages']:.0f} страниц за {found['seconds']:.1f} с, "
        f"{found['rate']:.0f} страниц/с, {found['megabytes']:.0f} МБ"
    )
    if options.json:
        options.json.write_text(json.dumps(found), encoding="utf-8")
    kept = found["seconds"] <= SECONDS and found["megabytes"] <= MEGABYTES and found["rate"] >= PAGES_A_SECOND
    return 0 if kept or options.weasyprint else 1


if __name__ == "__main__":
    sys.exit(main())
