"""What the columns of a list of students are called."""

import re
from dataclasses import replace

from letopis.documents.school_import.vocabularies.common import (
    CHILD,
    CLASS,
    CONSENT_CARD,
    FATHER,
    GRADE,
    GUARDIAN,
    KINSHIP,
    LETTER,
    MOTHER,
    NAMES,
    PERSONAL,
    REACHED,
    SECOND,
    STUDENT_CARD,
    column,
    rest,
)
from letopis.documents.sheets.headers import IGNORE, ROW_NUMBERS, HeaderColumn, Vocabulary


def _beside(prefix: str, whose: str, who: str) -> tuple[HeaderColumn, ...]:
    """Columns of a relative in the child's own row, but the whole name: «Фамилия матери», «Родитель 2: кем приходится».

    `whose`: for the labels; `who`: the beginning of the patterns.
    """
    return (
        column(f"{prefix}_surname", f"Фамилия {whose}", rf"{who}.*\bфамилия\b(?!.*\bимя\b)"),
        column(f"{prefix}_patronymic", f"Отчество {whose}", rf"{who}(?!.*фамилия).*\bотчество\b"),
        column(f"{prefix}_name", f"Имя {whose}", rf"{who}(?!.*(фамилия|фио|полное)).*\bимя\b"),
        column(f"{prefix}_phone", f"Телефон {whose}", rf"{who}.*(тел|моб|сот)"),
        column(f"{prefix}_email", f"Эл. почта {whose}", rf"{who}.*(email|почт)"),
        column(f"{prefix}_kinship", f"Степень родства {whose}", rf"{who}.*(родств\w\b|кем приход|степень|статус)"),
    )


_RELATIVES = (
    *_beside("mother", "матери", rf"^(?=.*{MOTHER})"),
    *_beside("father", "отца", rf"^(?=.*{FATHER})"),
    *_beside("guardian2", "второго родителя", rf"^(?=.*{GUARDIAN})(?=.*{SECOND})"),
    *_beside("guardian", "родителя", rf"^(?=.*{GUARDIAN})(?!.*{SECOND})"),
)


STUDENTS = Vocabulary(
    "students",
    re.compile(r"^(?!.*(родител|представител|опекун)).*(учени[кц]|обучающ|учащи|контингент|студент|дети|список класс)"),
    (
        ROW_NUMBERS,
        *_RELATIVES,
        column("mother", "ФИО матери", rf"^(?!отчество)(?=.*{MOTHER}).*"),
        column("father", "ФИО отца", rf"^(?!отчество)(?=.*{FATHER}).*"),
        column("guardian2", "ФИО второго родителя", rf"^(?=.*{GUARDIAN})(?=.*{SECOND})(?!.*(соглас|почт|email)).*"),
        column("guardian", "ФИО родителя", rf"^(?=.*{GUARDIAN})(?!.*{SECOND})(?!.*(соглас|почт|email)).*"),
        replace(KINSHIP, field="guardian_kinship"),
        CONSENT_CARD["consent"],
        *NAMES,
        column(
            "full_name",
            "ФИО",
            rf"^(?=.*{CHILD})(?!.*(класс|групп|номер|№|статус|колич|форма|адрес|тел|рожд|пол\b)).*",
        ),
        *PERSONAL,
        column(
            "language_group",
            "Группа ин. яз.",
            r"(?=.*групп).*\b(ин|иностр\w*|англ\w*|нем\w*|язык\w*|яз)\b|^(англ|ин)\w* яз",
        ),
        STUDENT_CARD["health_group"],
        STUDENT_CARD["sport_group"],
        CLASS,
        GRADE,
        LETTER,
        column("tutor", "{Tutor.nom}", r"^(класс )?(фио )?(кл\w* рук(овод\w*)?|куратор\w*)( класса| группы)?( фио)?$"),
        # A book of arrivals and departures: the class of then.
        column(IGNORE, "{Group.nom} приёма или выбытия", r"^(в|из) (какой|какого|который|которого)? ?(класс|групп)"),
        *REACHED,
        STUDENT_CARD["address"],
        column("enrol_order", "Приказ о зачислении", r"(?=.*(приказ|распоряж|№ пр)).*(зачисл|прием|прибы|принят)"),
        column("left_order", "Приказ о выбытии", r"(?=.*(приказ|распоряж|№ пр)).*(выбыт|отчисл|убыт)"),
        column("enrolled_on", "Дата зачисления", r"зачисл|прибы[лт]|поступ|прием|принят"),
        column("left_on", "Дата выбытия", r"выбыт|отчисл|убыти"),
        *rest(STUDENT_CARD, "health_group", "sport_group", "address"),
    ),
    needs=(("full_name", "surname+name"), ("class", "grade", "+")),
    once=("full_name",),
    marks=("class", "grade"),
    exact=frozenset(one.field for one in _RELATIVES if not one.field.endswith("_phone")) | {"guardian2"},
    tells=(
        "birth_date",
        "snils",
        "file_number",
        "sex",
        "enrolled_on",
        "language_group",
        "consent",
        "mother",
        "father",
    ),
    never=("subject", "position"),
)
