"""What asks for a teacher's attention: lessons without a topic, works without marks, moved homework, data to check."""

from collections.abc import Sequence
from html import escape as esc

from django.urls import reverse

from letopis.kernel.clock import today as clock_today
from letopis.school.journal.queries.attention import ConductAsked, DueCheck, MovedTask, Unfilled, Unmarked, Unrated
from letopis.school.journal.queries.day import TeacherDay
from letopis.school.lessons.wire import DueMoved
from letopis.school.organisation.words import current, phrase
from letopis.web.shared.addresses import address
from letopis.web.shared.templatetags.letopis import icon
from letopis.web.shared.wording import capital, counted, day_month, left, nbsp
from letopis.web.teacher.day import inside

# Of each kind no more: the rest is in the journals.
MOST, MOST_UNTOLD = 5, 6
ABSENCES = "пропуск,пропуска,пропусков"
NOTES = "сообщение о пропуске ждёт ответа,сообщения о пропусках ждут ответа,сообщений о пропусках ждут ответа"


def attention(day: TeacherDay, *, is_today: bool) -> str:
    """The side of the page: of today all, of another day what it lacks itself and what is so today."""
    late = day.unfilled if is_today else day.unfilled_elsewhere
    lines = [
        "" if is_today else _untold(day.unfilled_here, "В этот день ", with_day=False, most=None),
        _untold(late, "", with_day=True, most=MOST_UNTOLD),
        _untasked(day.untasked),
        *map(_absences, day.checks),
        *map(_unrated, day.finals[:MOST]),
        *map(_conduct, day.conduct),
        *map(_check, day.checks),
        *map(_unmarked, day.unmarked[:MOST]),
        *map(_moved, day.moved[:MOST]),
        "" if day.unfilled or day.unmarked or day.checks or day.untasked or day.finals or day.conduct else _in_order(),
    ]
    return (
        '<aside class="aside day-aside"><section aria-labelledby="attention"><h2 id="attention">Требует внимания</h2>'
        f'<ul class="todo">{"".join(lines)}</ul>'
        f'<p class="note gap-above"><a href="{reverse("owed")}">Несданные работы</a></p></section></aside>'
    )


def _item(sign: str, colour: str, body: str) -> str:
    return f"<li>{icon(sign, f'icon--{colour}')}<div>{body}</div></li>"


def _untold(late: Sequence[Unfilled], before: str, *, with_day: bool, most: int | None) -> str:
    if not late:
        return ""
    links = "".join(_to_topic(one, with_day=with_day) for one in late[:most])
    rest = '<p class="note">Остальные: в журналах, кольцо в шапке столбца</p>' if most and len(late) > most else ""
    many = counted(len(late), current().untold)
    return _item("open", "warn", f'<p class="todo__what">{before}{many}</p>{links}{rest}')


def _to_topic(one: Unfilled, *, with_day: bool) -> str:
    day = f", {day_month(one.day)}" if with_day else ""
    today = clock_today()
    late = f' <span class="note">{left(one.due_on, today)}</span>' if one.due_on < today else ""
    return f'<p><a href="{address("lesson", one.lesson_id)}#topic">{_named(one)}{day}</a>{late}</p>'


def _untasked(lessons: Sequence[Unfilled]) -> str:
    """Homework is set by the last bell of the class (П3.4.3)."""
    if not lessons:
        return ""
    links = "".join(
        f'<p><a href="{address("lesson", one.lesson_id)}#homework">{_named(one)}</a></p>' for one in lessons[:MOST]
    )
    note = '<p class="note">Последний звонок уже был. Если не задано, так и напишите.</p>'
    return _item("open", "warn", f'<p class="todo__what">Задание на дом не записано</p>{links}{note}')


def _named(one: Unfilled | Unmarked | MovedTask) -> str:
    return f"{esc(one.class_name)}, {esc(inside(one.subject))}"


def _unmarked(one: Unmarked) -> str:
    return _item(
        "wait",
        "warn",
        f'<p class="todo__what">{_named(one)}: работа без отметок</p>'
        f'<p><a href="{address("journal", one.course_id)}?lesson={one.lesson_id}">{esc(nbsp(one.title))}, '
        f"{day_month(one.day)}</a></p>"
        f'<p class="note">Выставить до {day_month(one.due_on)}, {left(one.due_on, clock_today())}</p>',
    )


def _absences(one: DueCheck) -> str:
    """Absences without a reason: a task until explained; what families have said and nobody has answered."""
    url = address("my_class_attendance", one.class_id)
    since = f"?day={one.unexplained_since.isoformat()}" if one.unexplained_since else ""
    lines = []
    if one.unexplained:
        lines.append(
            f'<p class="todo__what"><a href="{url}{since}">{esc(one.class_name)}: '
            f"{counted(one.unexplained, ABSENCES)} без причины</a></p>"
        )
    if one.waiting_notes:
        lines.append(
            f'<p class="todo__what"><a href="{url}">{esc(one.class_name)}: {counted(one.waiting_notes, NOTES)}</a></p>'
        )
    return _item("open", "warn", "".join(lines)) if lines else ""


def _unrated(one: Unrated) -> str:
    """П3.4.5: marks of a period are put in its last week."""
    url = address("journal_totals", one.course_id)
    return _item(
        "open",
        "warn",
        f'<p class="todo__what"><a href="{url}">{esc(one.class_name)}, {esc(inside(one.subject))}: '
        f"отметки за период</a></p>"
        f'<p class="note">{esc(one.term)} до {day_month(one.ends_on)}, не выставлено: {one.students}</p>',
    )


def _conduct(one: ConductAsked) -> str:
    """The class teacher asks; the mark is put by the class teacher, with or without an opinion."""
    url = f"{address('course_conduct', one.course_id)}?period={one.period}"
    return _item(
        "open",
        "warn",
        f'<p class="todo__what"><a href="{url}">{esc(one.class_name)}, {esc(inside(one.subject))}: '
        f"мнение о поведении</a></p>"
        f'<p class="note">{phrase("Просит {tutor.nom}")}, {esc(one.term or "за год")}</p>',
    )


def _check(one: DueCheck) -> str:
    if not one.students:
        return ""
    url, many = address("my_class_check", one.class_id), counted(one.students, current().student.counted)
    return _item(
        "open",
        "warn",
        f'<p class="todo__what"><a href="{url}">{esc(one.class_name)}: пора сверить личные данные</a></p>'
        f'<p class="note">{many}</p>',
    )


def _moved(one: MovedTask) -> str:
    return _item(
        "info",
        "accent",
        f'<p class="todo__what"><a href="{address("lesson", one.lesson_id)}#topic">{_named(one)}: у задания другой срок'
        f'</a></p><p class="note">{_why(one.moved)}</p>',
    )


def _why(moved: DueMoved) -> str:
    words, was = current(), day_month(moved.was)
    if moved.why == "cancelled":
        said = f"{capital(was)} {words.lesson_cancelled}"
    else:
        said = f"{capital(words.lesson.nom)} в расписании уже не {was}"
    return f"{said}: " + (
        f"теперь к {day_month(moved.to)}" if moved.to else f"других {words.lesson.gens} впереди пока нет"
    )


def _in_order() -> str:
    return _item(
        "check",
        "ok",
        f'<p class="todo__what">Всё в порядке</p><p class="note">{capital(current().lesson.noms)} двух последних '
        "недель заполнены, отметки за письменные работы стоят.</p>",
    )
