"""The journal, attendance, the diary."""

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.register.groups import ADMINISTRATORS, FAMILY, HEADS, NOBODY, READERS, STUDENT_KEEPERS
from letopis.school.access.register.rule import Part, Rule, Scope, own

JOURNAL = Part(
    "Журнал",
    (
        Rule(Right.READ_PAGES, "Читать все страницы", "П3.5.1, П3.6.1-2, Т1.9", READERS),
        Rule(
            Right.WRITE_PAGES,
            "Править любые страницы",
            "П3.5.1, П3.6.1-2",
            NOBODY,
            needs=(Right.READ_PAGES,),
            fixed="Администрация читает журнал без права редактирования: П3.5.1.",
        ),
        own(
            Scope.OWN_COURSES,
            Right.READ_OWN_PAGES,
            "Читать страницы своих предметов",
            "П3.4.1",
            wider=Right.READ_PAGES,
            fixed="Без своих страниц нет журнала: П3.4.1.",
        ),
        own(
            Scope.OWN_COURSES,
            Right.WRITE_OWN_PAGES,
            "Вести страницы своих предметов",
            "П3.4.1, П3.4.3, А3.2.4",
            needs=(Right.READ_OWN_PAGES,),
            wider=Right.WRITE_PAGES,
            fixed="Без своих страниц нет журнала: П3.4.1.",
        ),
        own(
            Scope.OWN_CLASS,
            Right.READ_CLASS_PAGES,
            "{My_group}: читать все страницы",
            "П3.3.1",
            wider=Right.READ_PAGES,
        ),
        own(
            Scope.OWN_CLASS,
            Right.WRITE_CLASS_PAGES,
            "{My_group}: вести все страницы",
            "П3.3.1",
            needs=(Right.READ_CLASS_PAGES,),
            wider=Right.WRITE_PAGES,
        ),
        Rule(
            Right.CORRECT_LATE,
            "Исправлять отметки после срока",
            "А3.2.5",
            frozenset({Role.DEPUTY}),
            needs=(Right.READ_PAGES,),
            fixed="После срока исправляет заместитель директора: А3.2.5. Сам срок — в параметрах.",
        ),
        Rule(
            Right.READ_PERIODS,
            "Видеть, чего не хватает в журнале к концу периода",
            "А3.2.2, А4.5, С4",
            ADMINISTRATORS | READERS,
            needs=(Right.READ_CALENDAR,),
        ),
        Rule(
            Right.CLOSE_PERIODS,
            "Закрывать периоды для исправлений и открывать снова",
            "А3.2.2",
            ADMINISTRATORS,
            needs=(Right.READ_PERIODS,),
        ),
        # Т7.4 has the dispatcher print: a school gives it along with the right to read, which he lacks.
        Rule(
            Right.PRINT_JOURNALS,
            "Печатать журналы и сводные ведомости {whole_school_gen}",
            "П3.5.3, П5.1-4, А4.6",
            READERS,
            needs=(Right.READ_PAGES,),
        ),
        own(
            Scope.OWN_CLASS,
            Right.PRINT_CLASS,
            "{My_group}: печатать журнал и распечатки для родителей",
            "П5.1, А3.2.3",
            needs=(Right.READ_CLASS_PAGES,),
            wider=Right.PRINT_JOURNALS,
        ),
        Rule(Right.READ_WORK_KINDS, "Видеть виды работ", "П3.2.5, П3.5.1", STUDENT_KEEPERS | READERS),
        Rule(
            Right.KEEP_WORK_KINDS,
            "Вести виды работ и их вес",
            "П3.2.5",
            STUDENT_KEEPERS,
            needs=(Right.READ_WORK_KINDS,),
        ),
    ),
)

ATTENDANCE = Part(
    "Посещаемость",
    (
        Rule(
            Right.READ_ATTENDANCE,
            "Видеть посещаемость, справки и заявления всех",
            "П3.5.1, П3.6.1",
            HEADS,
            only_reads=True,
        ),
        own(
            Scope.OWN_CLASS,
            Right.READ_CLASS_ATTENDANCE,
            "{My_group}: видеть посещаемость, справки и заявления",
            "П4.2.2, Т4.8.2",
            needs=(Right.READ_OWN_CLASS,),
            wider=Right.READ_ATTENDANCE,
        ),
        own(
            Scope.OWN_CLASS,
            Right.SETTLE_CLASS_ATTENDANCE,
            "{My_group}: указывать причины пропусков, подтверждать справки, записывать ранний уход",
            "П4.2.2, Т4.8.2",
            needs=(Right.READ_CLASS_ATTENDANCE, Right.WRITE_CLASS_PAGES),
        ),
        Rule(
            Right.RECORD_LEAVES,
            "Записывать ранний уход любого: кто дежурит",
            "П4.2.2, П3.5.1",
            HEADS,
            needs=(Right.READ_ATTENDANCE,),
        ),
        Rule(
            Right.READ_BUILDING,
            "Видеть, кто сейчас в здании (список для эвакуации)",
            "П4.2.2, Т3.1.4",
            ADMINISTRATORS | HEADS | {Role.DISPATCHER},
            only_reads=True,
        ),
        Rule(
            Right.EXPLAIN_ABSENCES,
            "Сообщать о пропусках своего ребёнка и объяснять их; со дня совершеннолетия — свои",
            "П3.7.1, П4.2.2",
            FAMILY,
            scope=Scope.OWN_RECORD,
            needs=(Right.READ_OWN_DIARY,),
            fixed="Семья видит и объясняет своё и только своё: П3.7.1, Т1.9.",
        ),
    ),
)

DIARY = Part(
    "Дневник",
    (
        Rule(Right.READ_DIARIES, "Читать дневники всех", "П3.5.1, П3.6.1-2", READERS),
        own(
            Scope.OWN_CLASS,
            Right.READ_CLASS_DIARIES,
            "{My_group}: читать дневники",
            "П3.3.1, П3.3.7",
            wider=Right.READ_DIARIES,
        ),
        Rule(
            Right.READ_OWN_DIARY,
            "Читать свой дневник, дневник своего ребёнка",
            "П3.7.1, А3.1.2",
            FAMILY,
            scope=Scope.OWN_RECORD,
            fixed="Семья видит своё и только своё: П3.7.1, Т1.9.",
        ),
    ),
)
