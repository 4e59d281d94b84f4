"""What is said of notes and of what became of absences."""

from letopis.school.attendance.actions import Answered
from letopis.school.attendance.findings import Check
from letopis.school.attendance.queries.coverage import Coverage
from letopis.school.marks.actions.absences import Settled
from letopis.school.organisation.words import current, phrase
from letopis.web.shared.wording import capital, counted, day_month

SEVERAL = 4
DAYS = "учебный день,учебных дня,учебных дней"
ABSENCES = "пропуск,пропуска,пропусков"
REASON = "причина записана,причины записаны,причин записано"
CHECKS = {
    Check.PRESENT_EXCUSED: ("Был, хотя причина подтверждена", "Снимите подтверждение или отметьте пропуск."),
    Check.TWO_AT_ONCE: ("На двух {lesson.pres} сразу", "Проверьте подгруппы и кто отмечен."),
    Check.GONE_WITHOUT_LEAVE: (
        "Был, а на следующем часу уже нет",
        "Если ушёл раньше, запишите ранний уход: когда и кто забрал.",
    ),
    Check.MARK_WHILE_ABSENT: ("Отметка в день пропуска", "Проверьте: был на {lesson.pre} или писал работу позже."),
    Check.NOT_IN_CLASS: ("Пропуск того, кто в этот день не в {group.pre}", "Такой пропуск не считается: уберите его."),
}


def covered(coverage: Coverage) -> str:
    """Return «Покрыто 12 уроков за 4 учебных дня; 4 ноября — День народного единства; без занятий: 7 ноября, …»."""
    words = current().lesson
    if not coverage.lessons:
        return f"{capital(words.gens)} в эти дни нет: покрывать нечего"
    said = [f"Покрыто {counted(coverage.lessons, words.counted)} за {counted(coverage.days, DAYS)}"]
    said += [f"{day_month(day)} — {name}" for day, name in coverage.free if name]
    plain = [day_month(day) for day, name in coverage.free if not name]
    if plain:
        more = f" и ещё {len(plain) - SEVERAL}" if len(plain) > SEVERAL else ""
        said.append(f"без занятий: {', '.join(plain[:SEVERAL])}{more}")
    return "; ".join(said)


def answered(found: Answered) -> str:
    """Return what the class teacher is told of a note that was confirmed."""
    return " ".join(filter(None, (f"{covered(found.coverage)}.", settled(found.settled) if found.settled else "")))


def settled(found: Settled) -> str:
    """Return what became of reasons, "" of none."""
    said = []
    if found.written:
        said.append(f"{capital(counted(found.written, REASON))}.")
    if found.closed:
        said.append(f"Учебный период закрыт для исправлений, как было: {counted(found.closed, ABSENCES)}.")
    if found.changed_since:
        said.append(f"Тем временем изменены и оставлены как есть: {found.changed_since}.")
    if found.refused:
        said.append(found.why_not)
    return " ".join(said)


def check_words(check: Check) -> tuple[str, str]:
    """Return the name of a check, and what to do."""
    name, remedy = CHECKS[check]
    return phrase(name), phrase(remedy)
