"""The register of rights as a page of the documentation."""

from collections.abc import Iterator

from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access.register import PARTS, Rule
from letopis.school.access.rights import fixed
from letopis.school.organisation.words import phrase

_HEAD = """# Права ролей

Что может каждая роль, пока организация не решила иначе на странице «Учётные записи» → «Права» (ACC-02, Т4.1.6). Таблицу
печатает команда `letopis rights`: ● — есть, ◉ — есть и не меняется, ○ — можно дать, пусто — нет и не даётся.
Что кому своё, следует из назначений, нагрузки и карточек.
"""
_SHORT = {
    Role.DIRECTOR: "Дир.",
    Role.DEPUTY: "Зам.",
    Role.METHODOLOGIST: "Мет.",
    Role.OPERATOR: "Опер.",
    Role.SYSTEM_ADMINISTRATOR: "Сис.",
    Role.DISPATCHER: "Дисп.",
    Role.STUDY_OFFICE: "Уч. ч.",
    Role.PERSONNEL: "Кадры",
    Role.TUTOR: "Кл. р.",
    Role.TEACHER: "Учит.",
    Role.STUDENT: "Уч-к",
    Role.GUARDIAN: "Род.",
    Role.EXTERNAL: "Внеш.",
}


def as_markdown() -> str:
    """Return the page: a table of each part, roles as columns, in the words of a general school."""
    roles = ", ".join(f"{_SHORT[role]} — {role.label.lower()}" for role in ROLES_OF_PEOPLE)
    return f"{_HEAD}\nСтолбцы: {roles}.\n" + "".join(_parts())


def _parts() -> Iterator[str]:
    columns = " | ".join(_SHORT[role] for role in ROLES_OF_PEOPLE)
    for part in PARTS:
        yield f"\n## {phrase(part.title)}\n\n| право | пункт | {columns} |\n|---|---|{':-:|' * len(ROLES_OF_PEOPLE)}\n"
        yield from (_line(rule) for rule in part.rules)


def _line(rule: Rule) -> str:
    cells = " | ".join(_sign(rule, role) for role in ROLES_OF_PEOPLE)
    return f"| {phrase(rule.title)} | {rule.clause} | {cells} |\n"


def _sign(rule: Rule, role: Role) -> str:
    is_fixed = bool(fixed(rule.right, role))
    if role in rule.roles:
        return "◉" if is_fixed else "●"
    return "" if is_fixed else "○"
