"""The register of rights: part of the system × verb → roles, each default with its clause (ACC-02: Т4.1.6, А3.2.2).

The one place where roles are listed. Everything else asks an actor for a right by name (letopis.kernel.rights); over
which rows a right reaches is said by the policies; what a school may decide otherwise, by letopis.school.access.rights.

Pure data. Titles and reasons name the school's words in braces, for phrase().
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import Any

from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role

ADMINISTRATORS = frozenset({Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR})
STUDENT_KEEPERS = ADMINISTRATORS | {Role.STUDY_OFFICE}
YEAR_KEEPERS = STUDENT_KEEPERS | {Role.DISPATCHER}
STAFF_KEEPERS = ADMINISTRATORS | {Role.PERSONNEL}
# П3.2, Т4.1-4.5: those who feed the school's base.
OFFICE = YEAR_KEEPERS | {Role.PERSONNEL}
HEADS = frozenset({Role.DIRECTOR, Role.DEPUTY})
# П3.5.1, П3.6.1-2: read all pages of the journal, edit none.
READERS = HEADS | {Role.METHODOLOGIST}
# One worker in two capacities: somebody who teaches and leads a class has what is one's own in either.
TEACHING = frozenset({Role.TEACHER, Role.TUTOR})
FAMILY = frozenset({Role.STUDENT, Role.GUARDIAN})
NOBODY: frozenset[Role] = frozenset()


class Scope(Enum):
    """Over what a right reaches, and who can have such a thing at all."""

    SCHOOL = ROLES_OF_PEOPLE
    OWN_COURSES = frozenset({Role.TEACHER})
    OWN_CLASS = frozenset({Role.TUTOR})
    OWN_RECORD = FAMILY

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that can have a right of this scope."""
        return frozenset(self.value)


@dataclass(frozen=True, slots=True)
class Rule:
    """A right of the register: who has it unless the school decided otherwise, by which clause.

    `needs` are had along with it, or the right is of no use. `wider`: who has that does the same for the whole school,
    so that nobody need have this one. `only_reads`: an outsider may get it. `fixed`: why nobody may be given it or
    deprived of it. `kept` may not be taken from these roles, or nobody could give rights back.
    """

    right: Right
    title: str
    clause: str
    roles: frozenset[Role]
    _: KW_ONLY
    scope: Scope = Scope.SCHOOL
    needs: tuple[Right, ...] = ()
    wider: Right | None = None
    only_reads: bool = False
    fixed: str = ""
    kept: frozenset[Role] = NOBODY
    only_for: frozenset[Role] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system, as the page and the documentation group rights."""

    title: str
    rules: tuple[Rule, ...]


def own(scope: Scope, right: Right, title: str, clause: str, **more: Any) -> Rule:
    """Return a right to what is one's own: of the role that can have such a thing."""
    return Rule(right, title, clause, scope.roles, scope=scope, **more)


PARTS = (
    Part(
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
    ),
    Part(
        "Учётные записи и права",
        (
            Rule(
                Right.READ_ACCOUNTS, "Видеть, кто и когда входит", "А3.2.2, Т4.1.2", ADMINISTRATORS, kept=ADMINISTRATORS
            ),
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
    ),
    Part(
        "{Student.noms} и родители",
        (
            Rule(
                Right.READ_STUDENTS,
                "Видеть списки и карточки без личных данных",
                "П3.5.1, Т4.2.7, Т4.4.1",
                YEAR_KEEPERS | READERS,
            ),
            Rule(
                Right.READ_PRIVATE,
                "Видеть телефоны, адреса, даты рождения, СНИЛС и логины",
                "Т3.1.4, Т4.4.1",
                STUDENT_KEEPERS | HEADS,
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                Right.READ_HEALTH,
                "Видеть группу здоровья",
                "Т3.1.4, Т4.4.3",
                STUDENT_KEEPERS,
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                Right.KEEP_STUDENTS,
                "Вести карточки, присоединять родителей",
                "П3.2.1, Т4.4.1-3",
                STUDENT_KEEPERS,
                needs=(Right.READ_STUDENTS, Right.READ_PRIVATE, Right.READ_HEALTH),
            ),
            Rule(
                Right.KEEP_CLASSES,
                "Вести {group.accs}, готовить приказы о зачислении, переводе и выбытии",
                "П3.2.1, Т4.4.4-5",
                STUDENT_KEEPERS,
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                Right.SIGN_ORDERS,
                "Проводить приказы о движении и отменять их",
                "Т4.4.5, А3.1.2",
                STUDENT_KEEPERS | {Role.DIRECTOR},
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                Right.DIVIDE_CLASSES,
                "Делить любые {group.accs} на подгруппы",
                "П3.2.1, Т4.2.7",
                YEAR_KEEPERS,
                needs=(Right.READ_STUDENTS,),
            ),
        ),
    ),
    Part(
        "{My_group}",
        (
            own(
                Scope.OWN_CLASS,
                Right.READ_OWN_CLASS,
                "Видеть список и карточки",
                "П3.3.2, Т4.8.1",
                wider=Right.READ_STUDENTS,
            ),
            own(
                Scope.OWN_CLASS,
                Right.READ_OWN_PRIVATE,
                "Видеть телефоны, адреса, даты рождения, СНИЛС и логины",
                "А3.2.3, Т4.8.1",
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.READ_PRIVATE,
            ),
            own(
                Scope.OWN_CLASS,
                Right.READ_OWN_HEALTH,
                "Видеть группу здоровья",
                "П3.3.2, Т4.8.1",
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.READ_HEALTH,
            ),
            own(
                Scope.OWN_CLASS,
                Right.CORRECT_OWN_CONTACTS,
                "Проверять личные данные, исправлять контакты",
                "А3.2.3, П4.2.2, Т4.8.1",
                needs=(Right.READ_OWN_PRIVATE,),
                wider=Right.KEEP_STUDENTS,
            ),
            own(
                Scope.OWN_CLASS,
                Right.REPORT_OWN_CLASS,
                "Сообщать о прибывших и выбывших",
                "А3.2.3",
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.KEEP_CLASSES,
            ),
            own(
                Scope.OWN_CLASS,
                Right.DIVIDE_OWN_CLASS,
                "Делить на подгруппы",
                "С3.2, П3.3.2",
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.DIVIDE_CLASSES,
            ),
            own(
                Scope.OWN_CLASS,
                Right.ISSUE_OWN_SLIPS,
                "Выдавать листки со входом",
                "П3.3.4, С3.3, Т4.8.5",
                needs=(Right.READ_OWN_PRIVATE,),
                wider=Right.ISSUE_SLIPS,
            ),
            own(
                Scope.OWN_CLASS,
                Right.CONSENT_OWN_CLASS,
                "Записывать согласия на обработку данных",
                "А3.1.2, А3.2.3",
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.KEEP_STUDENTS,
            ),
        ),
    ),
    Part(
        "Работники",
        (
            Rule(Right.READ_STAFF, "Видеть список и карточки без личных данных", "П3.5.1, Т4.5.2", OFFICE | READERS),
            Rule(
                Right.READ_STAFF_PRIVATE,
                "Видеть телефоны, адреса, даты рождения и СНИЛС",
                "Т3.1.4, Т4.5.2",
                STAFF_KEEPERS | HEADS,
                needs=(Right.READ_STAFF,),
            ),
            Rule(
                Right.KEEP_STAFF,
                "Вести карточки, принимать и увольнять",
                "Т4.5.2-3, Т4.5.5",
                STAFF_KEEPERS,
                needs=(Right.READ_STAFF, Right.READ_STAFF_PRIVATE),
            ),
        ),
    ),
    Part(
        "Учебный план и КТП",
        (
            Rule(
                Right.READ_CURRICULUM,
                "Видеть учебный план и нагрузку",
                "П3.5.1, А3.2.2",
                OFFICE | READERS,
                only_reads=True,
            ),
            Rule(
                Right.KEEP_CURRICULUM,
                "Вести предметы, учебный план и нагрузку",
                "П3.2.1, А3.2.2",
                YEAR_KEEPERS,
                needs=(Right.READ_CURRICULUM,),
            ),
            Rule(
                Right.READ_PLANS, "Читать КТП всех", "П2.2.2, П3.5.1, Т3.1.7", YEAR_KEEPERS | READERS, only_reads=True
            ),
            Rule(Right.KEEP_PLANS, "Вести КТП всех", "П2.2.2, П3.2.1", YEAR_KEEPERS, needs=(Right.READ_PLANS,)),
            own(
                Scope.OWN_COURSES,
                Right.KEEP_OWN_PLANS,
                "Вести КТП своих предметов",
                "П3.4.2, Т3.1.7",
                wider=Right.KEEP_PLANS,
            ),
        ),
    ),
    Part(
        "Расписание",
        (
            Rule(
                Right.READ_TIMETABLE,
                "Видеть расписание {whole_school_gen}",
                "Д1.5, С3.2",
                OFFICE | READERS | TEACHING,
                only_reads=True,
            ),
            Rule(
                Right.MAKE_TIMETABLE,
                "Составлять расписание, назначать замены",
                "Т4.2.4, С3.2, П3.2.1",
                YEAR_KEEPERS,
                needs=(Right.READ_TIMETABLE,),
            ),
        ),
    ),
    Part(
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
    ),
    Part(
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
    ),
    Part(
        "Педагогический совет",
        (
            Rule(
                Right.READ_COUNCILS,
                "Видеть заседания, решения и задолженности",
                "П3.5.1, П3.5.5, П3.6.1-2, Т4.4.7",
                STUDENT_KEEPERS | READERS,
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                Right.KEEP_COUNCILS,
                "Готовить заседания, записывать голоса и решения",
                "А3.2.5, П3.6.3, Т4.4.5",
                HEADS | {Role.STUDY_OFFICE},
                needs=(Right.READ_COUNCILS,),
            ),
            Rule(
                Right.KEEP_DEBTS,
                "Назначать пересдачи, записывать их результаты",
                "А3.2.5, Т4.4.7",
                HEADS | {Role.STUDY_OFFICE},
                needs=(Right.READ_COUNCILS,),
            ),
            own(
                Scope.OWN_CLASS,
                Right.DISCUSS_CLASS,
                "{My_group}: видеть предложения и решения, высказываться",
                "П3.3.1, П3.3.8, А3.2.3",
                wider=Right.READ_COUNCILS,
            ),
            own(
                Scope.OWN_COURSES,
                Right.DISCUSS_COURSES,
                "Видеть предложения о своих {student.pres}, высказываться",
                "П3.4.1, А3.2.4",
                wider=Right.READ_COUNCILS,
            ),
        ),
    ),
    Part(
        "График работ и нормы нагрузки",
        (
            Rule(
                Right.READ_WORKLOAD,
                "Видеть график оценочных работ {whole_school_gen}",
                "А4.5, С4, П3.5.1",
                READERS,
                only_reads=True,
            ),
            Rule(
                Right.KEEP_WORKLOAD,
                "Составлять график оценочных работ и публиковать его",
                "А4.5, Т7.3",
                frozenset({Role.DEPUTY}),
                needs=(Right.READ_WORKLOAD,),
            ),
            own(
                Scope.OWN_COURSES,
                Right.PLAN_OWN_WORKS,
                "Предлагать и переносить работы своих предметов",
                "П3.4.2, Т3.1.8",
                wider=Right.KEEP_WORKLOAD,
            ),
            Rule(
                Right.SET_NORMS,
                "Менять и отключать нормы нагрузки",
                "П3.2.5, А3.2.5",
                ADMINISTRATORS | {Role.DEPUTY},
                needs=(Right.READ_SCHOOL,),
            ),
        ),
    ),
    Part(
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
    ),
    Part(
        "Архив",
        (
            Rule(
                Right.READ_ARCHIVE,
                "Видеть, как журналы сдаются в архив",
                "А4.7, П3.5.1, Т7.2-6",
                OFFICE - {Role.PERSONNEL} | READERS,
                needs=(Right.READ_CALENDAR,),
            ),
            Rule(
                Right.CHECK_PROGRAMMES,
                "Отмечать, что проверено выполнение программ",
                "Т7.3",
                frozenset({Role.METHODOLOGIST}),
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.CHECK_JOURNALS,
                "Отмечать, что журнал проверен",
                "Т7.3, А4.4-5",
                frozenset({Role.DEPUTY, Role.STUDY_OFFICE}),
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.ACCEPT_JOURNALS,
                "Принимать журнал для сдачи в архив",
                "Т4.6.5, Т7.5",
                frozenset({Role.DEPUTY}),
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.RECORD_PRINTS,
                "Отмечать, что журнал напечатан",
                "П3.5.3, Т7.4, Т4.2.10",
                READERS | {Role.DISPATCHER},
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.CERTIFY_JOURNALS,
                "Заверять напечатанный журнал",
                "П3.6.6-7, П5.3, Т7.5",
                frozenset({Role.DIRECTOR}),
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.HAND_OVER_JOURNALS,
                "Сдавать журналы в архив по акту",
                "С4, Т4.6.5, П5.3, Т5.2.1",
                frozenset({Role.DEPUTY, Role.STUDY_OFFICE}),
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.READ_CARRIERS,
                "Видеть архивные пакеты, носители и копии",
                "П5.5, Д5.2",
                STUDENT_KEEPERS | HEADS,
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.KEEP_CARRIERS,
                "Собирать и скачивать архивные пакеты, вести носители, писать и проверять копии",
                "П5.5, А4.2-3, Д5.2",
                STUDENT_KEEPERS,
                needs=(Right.READ_CARRIERS, Right.READ_PRIVATE),
            ),
            Rule(
                Right.KEEP_ARCHIVE,
                "Вести дела архива: сроки, запреты, изъятие ведомостей, акты об уничтожении",
                "Т7.6, П5.3, Д5.1",
                frozenset({Role.DEPUTY, Role.STUDY_OFFICE}),
                needs=(Right.READ_ARCHIVE,),
            ),
            Rule(
                Right.CONFIRM_DESTRUCTION,
                "Подписывать акты об уничтожении дел",
                "Д1.4, Д5.1, Т7.6",
                HEADS | {Role.STUDY_OFFICE},
                needs=(Right.READ_ARCHIVE,),
            ),
        ),
    ),
    Part(
        "Сохранность данных",
        (
            Rule(
                Right.READ_UPKEEP,
                "Видеть резервные копии и что нашла сверка истории",
                "А3.2.2, А4.2-3, С4",
                ADMINISTRATORS | {Role.DIRECTOR},
                needs=(Right.READ_SCHOOL,),
            ),
            Rule(
                Right.KEEP_UPKEEP,
                "Делать копии, проверять восстановление, сверять историю",
                "А3.2.2, А4.2-3",
                ADMINISTRATORS,
                needs=(Right.READ_UPKEEP,),
            ),
        ),
    ),
    Part(
        "Электронные подписи",
        (
            Rule(
                Right.SIGN_DOCUMENTS,
                "Подписывать журналы и архивные пакеты электронной подписью, видеть подписанное",
                "П3.6.7, П5.3",
                HEADS,
                needs=(Right.READ_SCHOOL, Right.PRINT_JOURNALS, Right.READ_PRIVATE),
            ),
            Rule(
                Right.KEEP_SIGNERS,
                "Вести сертификаты тех, кто подписывает",
                "П3.6.7, А3.2.2",
                ADMINISTRATORS | {Role.DIRECTOR},
                needs=(Right.READ_SCHOOL,),
            ),
        ),
    ),
    Part(
        "История изменений",
        (
            Rule(
                Right.DESTROY_ENTRIES,
                "Уничтожать содержание записей по акту",
                "Д1.4, Д5.1, Т3.1.5",
                frozenset({Role.DIRECTOR}),
                needs=(Right.READ_SCHOOL,),
                fixed="Акт об уничтожении персональных данных утверждает руководитель: 152-ФЗ, Д1.4, Т3.1.5.",
            ),
            Rule(
                Right.SETTLE_REFUSALS,
                "Разбирать отказы свидетелей истории",
                "Д5.2, П1.2",
                frozenset({Role.DIRECTOR}),
                needs=(Right.READ_UPKEEP,),
                fixed="Отказ может говорить против того, кто ведёт сервер: снимает тревогу руководитель.",
            ),
        ),
    ),
)

RULES: Mapping[Right, Rule] = {rule.right: rule for part in PARTS for rule in part.rules}
