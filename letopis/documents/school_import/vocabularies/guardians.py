"""What the columns of a list of parents are called."""

import re
from dataclasses import replace

from letopis.documents.school_import.vocabularies.common import (
    CHILD,
    CLASS,
    GRADE,
    GUARDIAN,
    KINSHIP,
    LETTER,
    NAME_WORDS,
    NOTE,
    PERSON_CARD,
    column,
)
from letopis.documents.sheets.headers import IGNORE, ROW_NUMBERS, HeaderColumn, Vocabulary


def _qualified(prefix: str, label: str, who: str) -> tuple[HeaderColumn, ...]:
    """Name columns that say whose they are: «Фамилия ученика», «Ученик: имя», «ФИО родителя». `label`: whose."""
    return (
        column(f"{prefix}_surname", f"Фамилия {label}", rf"^(?=.*{who}).*\bфамилия\b(?!.*\bимя\b)"),
        column(f"{prefix}_patronymic", f"Отчество {label}", rf"^(?=.*{who})(?!.*фамилия).*\bотчество\b"),
        column(f"{prefix}_name", f"Имя {label}", rf"^(?=.*{who})(?!.*фамилия).*\bимя\b"),
        column(f"{prefix}_phone", f"Телефон {label}", rf"^(?=.*{who}).*\b(тел|моб|сот)"),
        column(f"{prefix}_email", f"Эл. почта {label}", rf"^(?=.*{who}).*(email|почт)"),
        column(f"{prefix}_birth_date", f"Дата рождения {label}", rf"^(?=.*{who}).*рожд"),
        column(f"{prefix}_snils", f"СНИЛС {label}", rf"^(?=.*{who}).*снилс"),
        column("class", "{Group.nom}", rf"^(?=.*{who}).*\bкласс"),
    )


GUARDIANS = Vocabulary(
    "guardians",
    re.compile(r"родител|представител|опекун"),
    (
        ROW_NUMBERS,
        *_qualified("child", "{student.gen}", CHILD),
        *_qualified("guardian", "родителя", GUARDIAN),
        KINSHIP,
        column(
            "child_key",
            "Личное дело {student.gen}",
            rf"личн\w* дел|(№|номер) ?л ?/? ?д\b|номер дела|№ дела|^л ?/? ?д(ело)?\b|^(ид|id|код|логин)\b.*{CHILD}",
        ),
        column("child", "ФИО {student.gen}", rf"^(?=.*{CHILD})(?!.*{GUARDIAN}).*"),
        column("guardian", "ФИО родителя", rf"^(?=.*{GUARDIAN})(?!.*{CHILD}).*"),
        column("full_name", "ФИО", rf"^{NAME_WORDS}"),
        column("surname", "Фамилия", r"^фамили"),
        column("name", "Имя", r"^имя\b"),
        column("patronymic", "Отчество", r"^отчеств"),
        CLASS,
        GRADE,
        LETTER,
        replace(PERSON_CARD["email"], field="guardian_email"),
        replace(PERSON_CARD["phone"], field="guardian_phone"),
        replace(PERSON_CARD["snils"], field="guardian_snils"),
        column(IGNORE, "Адрес", r"адрес|место (жительства|работы)|работа|должность"),
        NOTE,
    ),
    needs=(
        (
            "child",
            "child_key",
            "child_surname+child_name",
            "full_name+guardian",
            "surname+name+guardian",
            "full_name+guardian_surname",
            "surname+name+guardian_surname+guardian_name",
        ),
        (
            "guardian",
            "guardian_surname+guardian_name",
            "full_name+child",
            "surname+name+child",
            "full_name+child_key+kinship",
            "surname+name+child_key+kinship",
            "full_name+child_surname",
            "surname+name+child_surname+child_name",
        ),
    ),
    never=("position", "subject"),
    pointers=("child_key",),
    fills_down=("child", "child_key", "child_surname", "child_name", "child_patronymic", "class"),
    resets=("class",),
)
