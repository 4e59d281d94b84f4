"""The school, its year, its accounts."""

from letopis.kernel.rights import Right
from letopis.school.access.register.groups import (
    ADMINISTRATORS,
    FAMILY,
    HEADS,
    OFFICE,
    READERS,
    STUDENT_KEEPERS,
    TEACHING,
    YEAR_KEEPERS,
)
from letopis.school.access.register.rule import Part, Rule

SCHOOL = Part(
    "{School.nom} и учебный год",
    (
        Rule(
            Right.READ_CALENDAR,
            "Видеть календарь, звонки и кабинеты",
            "Т4.2.1-3",
            OFFICE | READERS | TEACHING | FAMILY,
            only_reads=True,
        ),
        Rule(
            Right.READ_SCHOOL,
            "Читать настройки",
            "П3.2.5, П3.5.1",
            OFFICE | READERS,
            needs=(Right.READ_CALENDAR,),
            only_reads=True,
        ),
        Rule(
            Right.KEEP_SCHOOL,
            "Вести учебный год, календарь, звонки и кабинеты",
            "П3.2.1, Т4.2.1-3",
            YEAR_KEEPERS,
            needs=(Right.READ_SCHOOL,),
        ),
        Rule(
            Right.SET_SCHOOL,
            "Менять карточку и параметры",
            "П3.2.5, Т4.1.1",
            ADMINISTRATORS,
            needs=(Right.READ_SCHOOL,),
        ),
        Rule(Right.READ_OVERVIEW, "Видеть обзор: чего не хватает в базе", "П3.2.1", OFFICE),
        Rule(
            Right.SIGN_YEAR,
            "Подписывать открытие и закрытие учебного года",
            "А3.2.5",
            HEADS,
            needs=(Right.READ_SCHOOL,),
        ),
        Rule(
            Right.CLOSE_YEAR,
            "Закрывать учебный год и открывать его заново",
            "А3.2.2, Т4.1.4",
            ADMINISTRATORS,
            needs=(Right.READ_SCHOOL,),
        ),
        Rule(
            Right.LOAD_BASE,
            "Загружать базу из файлов (каждую часть — по праву её вести)",
            "П3.2.1, С3.1",
            STUDENT_KEEPERS,
        ),
    ),
)

ACCOUNTS = Part(
    "Учётные записи и права",
    (
        Rule(Right.READ_ACCOUNTS, "Видеть, кто и когда входит", "А3.2.2, Т4.1.2", ADMINISTRATORS, kept=ADMINISTRATORS),
        Rule(
            Right.ISSUE_SLIPS,
            "Выдавать листки со входом всем",
            "П3.2.3, А3.2.2, Т4.1.2",
            ADMINISTRATORS,
            needs=(Right.READ_ACCOUNTS,),
        ),
        Rule(
            Right.RESET_FACTORS,
            "Снимать блокировку и вход с подтверждением",
            "П4.2.3, Т4.1.2",
            ADMINISTRATORS,
            needs=(Right.READ_ACCOUNTS, Right.ISSUE_SLIPS),
        ),
        Rule(
            Right.APPOINT,
            "Назначать роли",
            "Т4.1.6, А3.2.2",
            ADMINISTRATORS,
            needs=(Right.READ_ACCOUNTS,),
            kept=ADMINISTRATORS,
        ),
        Rule(
            Right.SET_RIGHTS,
            "Настраивать права ролей",
            "Т4.1.6",
            ADMINISTRATORS,
            kept=ADMINISTRATORS,
            only_for=ADMINISTRATORS,
        ),
    ),
)
