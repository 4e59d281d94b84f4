"""The list of classes."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.safestring import SafeString

from letopis.school.classes.queries import ClassRow
from letopis.school.organisation.words import current, phrase
from letopis.school.tutoring.queries import CheckState
from letopis.web.shared.listing import TEXT, ListColumn, ListFilter, link
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import capital, counted, number_text
from letopis.web.shared.xlsx import figure

# What a class may lack, by what the checklist of the year counts it (control.year_counts).
LACKS = {
    "tutor": ("classes_without_tutor", "Без {tutor.gen}"),
    "hours": ("classes_without_hours", "Без часов учебного плана"),
    "members": ("empty_subgroups", "С пустыми подгруппами"),
}


def filters(rows: Sequence[ClassRow]) -> tuple[ListFilter, ...]:
    """Return the conditions of the list; the grades are those that the year has classes of."""
    grades = [(grade, grade) for grade in sorted({row.grade for row in rows})]
    lacks = [(name, phrase(label)) for name, (_, label) in LACKS.items()]
    return (
        TEXT,
        ListFilter("grade", capital(current().grade.nom), grades),
        ListFilter("lacks", "Чего не хватает", lacks, nothing="Неважно"),
    )


def wanted(rows: Sequence[ClassRow], grade: str, lacking: Collection[int] | None) -> list[ClassRow]:
    """Return the classes of a grade («» all), those `lacking` something alone; None: whatever they lack."""
    return [row for row in rows if grade in {"", str(row.grade)} and (lacking is None or row.id in lacking)]


def columns(rows: Sequence[ClassRow], checks: Mapping[int, CheckState]) -> list[ListColumn[ClassRow]]:
    """Return the columns with the totals of `rows` at their foot; `checks`: how the monthly check stands (П4.2.2)."""
    words = current()
    places = {row.id: place for place, row in enumerate(rows)}
    return [
        ListColumn(
            "name",
            capital(words.group.nom),
            lambda row: row.name,
            lambda row: link("office_class", row.id, row.name),
            width=10,
            order=lambda row: places[row.id],
            is_head=True,
            total=counted(len(rows), words.group.counted),
        ),
        ListColumn(
            "count",
            capital(words.student.gens),
            lambda row: row.count,
            width=10,
            css="number",
            total=number_text(sum(row.count for row in rows)),
        ),
        ListColumn(
            "tutor",
            capital(words.tutor.nom),
            lambda row: row.tutor,
            lambda row: row.tutor or state("open", "не назначен"),
            width=28,
        ),
        ListColumn(
            "check",
            "Данные проверены",
            lambda row: _check(checks.get(row.id)),
            lambda row: _check_state(checks.get(row.id)),
            width=28,
            css="wide-only",
        ),
        ListColumn("profile", "Профиль", lambda row: row.profile, width=28, css="wide-only", edits="profile"),
        ListColumn("shift", "Смена", lambda row: row.shift, width=8, css="number wide-only", edits="shift"),
        ListColumn(
            "room",
            "Кабинет",
            lambda row: figure(row.room),
            lambda row: row.room,
            width=10,
            css="wide-only",
            edits="room_id",
        ),
    ]


def _check(one: CheckState | None) -> str:
    """«12.11.2026», «12.11.2026, не за месяц: 3»; of a class without students nothing."""
    if one is None:
        return ""
    last = f"{one.last:%d.%m.%Y}" if one.last else "не проверяли"
    return f"{last}, не за месяц: {one.due}" if one.due and one.last else last


def _check_state(one: CheckState | None) -> str | SafeString:
    return state("open" if one.due else "ok", _check(one)) if one else ""
