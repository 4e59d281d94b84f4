"""Pages as they come out of the printer, without background graphics, and what may be asked of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

from playwright.sync_api import Page
from pypdf import PdfReader

from letopis.kernel.clock import now
from letopis.school.curriculum.models import Course
from letopis.school.lessons.models import Homework
from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.people.models import Student
from letopis.school.timetable.models import Lesson
from tests import factories as make

MM = 72 / 25.4


@dataclass(frozen=True)
class Paper:
    """Printed sheets: the text and the size (mm) of each."""

    texts: list[str]
    sizes: list[tuple[int, int]]

    @property
    def text(self) -> str:
        """All of it, in one line."""
        return " ".join(self.texts)


def printed(page: Page) -> Paper:
    """Print the page as a browser does by itself: the style says the size, backgrounds stay out."""
    reader = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, print_background=False)))
    texts = [" ".join(sheet.extract_text().split()) for sheet in reader.pages]
    sizes = [
        (round(float(sheet.mediabox.width) / MM), round(float(sheet.mediabox.height) / MM)) for sheet in reader.pages
    ]
    return Paper(texts, sizes)


def fill_lessons(course: Course, students: list[Student], days: list[date]) -> list[Lesson]:
    """Lessons of a course with long topics and tasks, a work each, and every kind of cell."""
    school = course.school
    kinds = [
        make.make_work_kind(school),
        make.make_work_kind(school, "control", name="Контрольная работа", short_name="к/р", weight=3, is_control=True),
        make.make_work_kind(school, "dictation", name="Словарный диктант", short_name="диктант", weight=2),
    ]
    lessons = [
        make.make_lesson(
            course,
            day,
            n % 7 + 1,
            topic=f"Тема {n}: решение задач на движение по реке и совместную работу повышенной сложности",
        )
        for n, day in enumerate(days)
    ]
    works = [make.make_work(lesson, kinds[n % len(kinds)]) for n, lesson in enumerate(lessons)]
    Homework.objects.bulk_create(
        Homework(
            school=school,
            lesson=lesson,
            course=course,
            text=f"Параграф {n}, упражнения 401, 402, 403; повторить правила и выписать определения в тетрадь",
            due_lesson=following,
            due_on=following.date,
        )
        for n, (lesson, following) in enumerate(zip(lessons, lessons[1:], strict=False))
    )
    Mark.objects.bulk_create(
        _mark(work, student, n + row)
        for n, work in enumerate(works)
        for row, student in enumerate(students)
        if (n + row) % 3
    )
    Absence.objects.bulk_create(
        Absence(
            school=school, lesson=lesson, course=course, student=student, code=("Н", "ОСВ", "Б")[(n + row) // 3 % 3]
        )
        for n, lesson in enumerate(lessons)
        for row, student in enumerate(students)
        if (n + row) % 3 == 0
    )
    return lessons


def _mark(work: Work, student: Student, number: int) -> Mark:
    debt = number % 11 == 0
    value, second = ("", "") if debt else ("5432"[number % 4], "4" if number % 7 == 0 else "")
    return Mark(
        school_id=work.school_id,
        work=work,
        lesson_id=work.lesson_id,
        course_id=work.course_id,
        student=student,
        value=value,
        second=second,
        state="debt" if debt else "",
        set_at=now(),
    )


def school_days(first: date, last: date, weekdays: str) -> list[date]:
    """The days from `first` to `last` that are of `weekdays` («135»: Monday, Wednesday, Friday)."""
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if str(day.isoweekday()) in weekdays]


# Boxes whose texts lie one on another, or stick out of the sheet; the words of those, to be read in a failure.
_OVERLAPPING = """([selector, width]) => {
  const elements = [...document.querySelectorAll(selector)].filter((element) => element.innerText.trim());
  const texts = elements.flatMap((element) => {
    const boxes = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (walker.currentNode.parentElement.closest(".hidden-visually")) continue;
      const range = document.createRange();
      range.selectNodeContents(walker.currentNode);
      boxes.push(...range.getClientRects());
    }
    return boxes.filter((box) => box.width > 1 && box.height > 1).map((box) => ({ element, box }));
  });
  const found = [];
  texts.forEach(({ element, box }, index) => {
    if (box.right > width + 1) found.push(`sticks out: ${element.innerText}`);
    for (const other of texts.slice(index + 1)) {
      if (other.element === element || element.contains(other.element) || other.element.contains(element)) continue;
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      if (across > 1.5 && down > 3) found.push(`${element.innerText} | ${other.element.innerText}`);
    }
  });
  return found.slice(0, 20);
}"""


def overlapping(page: Page, selector: str, width: int, _height: int) -> list[str]:
    """Which texts of the elements lie on one another on a sheet of that size in mm, 10 of them margin on each side."""
    inner = round((width - 20) * 96 / 25.4)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": inner, "height": 1000})
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    return list(page.evaluate(_OVERLAPPING, [selector, inner]))
