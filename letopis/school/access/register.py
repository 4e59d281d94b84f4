"""The register of rights: part of the system × verb → roles, each default with its clause (ACC-02: Т4.1.6, А3.2.2).

The one place where roles are listed. Everything else asks an actor for a right by name (letopis.kernel.rights); over
which rows a right reaches is said by the policies; what a school may decide otherwise, by letopis.school.access.rights.

Pure data. Titles and reasons name the school's words in braces, for say().
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

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


@dataclass(frozen=True, slots=True, kw_only=True)
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


PARTS = (
    Part(
        "{School.nom} и учебный год",
        (
            Rule(
                right=Right.READ_CALENDAR,
                title="Видеть календарь, звонки и кабинеты",
                clause="Т4.2.1-3",
                roles=OFFICE | READERS | TEACHING | FAMILY,
                only_reads=True,
            ),
            Rule(
                right=Right.READ_SCHOOL,
                title="Читать настройки",
                clause="П3.2.5, П3.5.1",
                roles=OFFICE | READERS,
                needs=(Right.READ_CALENDAR,),
                only_reads=True,
            ),
            Rule(
                right=Right.KEEP_SCHOOL,
                title="Вести учебный год, календарь, звонки и кабинеты",
                clause="П3.2.1, Т4.2.1-3",
                roles=YEAR_KEEPERS,
                needs=(Right.READ_SCHOOL,),
            ),
            Rule(
                right=Right.SET_SCHOOL,
                title="Менять карточку и параметры",
                clause="П3.2.5, Т4.1.1",
                roles=ADMINISTRATORS,
                needs=(Right.READ_SCHOOL,),
            ),
            Rule(
                right=Right.READ_OVERVIEW,
                title="Видеть обзор: чего не хватает в базе",
                clause="П3.2.1",
                roles=OFFICE,
            ),
            Rule(
                right=Right.LOAD_BASE,
                title="Загружать базу из файлов (каждую часть — по праву её вести)",
                clause="П3.2.1, С3.1",
                roles=STUDENT_KEEPERS,
            ),
        ),
    ),
    Part(
        "Учётные записи и права",
        (
            Rule(
                right=Right.READ_ACCOUNTS,
                title="Видеть, кто и когда входит",
                clause="А3.2.2, Т4.1.2",
                roles=ADMINISTRATORS,
                kept=ADMINISTRATORS,
            ),
            Rule(
                right=Right.ISSUE_SLIPS,
                title="Выдавать листки со входом всем",
                clause="П3.2.3, А3.2.2, Т4.1.2",
                roles=ADMINISTRATORS,
                needs=(Right.READ_ACCOUNTS,),
            ),
            Rule(
                right=Right.RESET_FACTORS,
                title="Снимать блокировку и вход с подтверждением",
                clause="П4.2.3, Т4.1.2",
                roles=ADMINISTRATORS,
                needs=(Right.READ_ACCOUNTS, Right.ISSUE_SLIPS),
            ),
            Rule(
                right=Right.APPOINT,
                title="Назначать роли",
                clause="Т4.1.6, А3.2.2",
                roles=ADMINISTRATORS,
                needs=(Right.READ_ACCOUNTS,),
                kept=ADMINISTRATORS,
            ),
            Rule(
                right=Right.SET_RIGHTS,
                title="Настраивать права ролей",
                clause="Т4.1.6",
                roles=ADMINISTRATORS,
                kept=ADMINISTRATORS,
                only_for=ADMINISTRATORS,
            ),
        ),
    ),
    Part(
        "{Student.noms} и родители",
        (
            Rule(
                right=Right.READ_STUDENTS,
                title="Видеть списки и карточки без личных данных",
                clause="П3.5.1, Т4.2.7, Т4.4.1",
                roles=YEAR_KEEPERS | READERS,
            ),
            Rule(
                right=Right.READ_PRIVATE,
                title="Видеть телефоны, адреса, даты рождения, СНИЛС и логины",
                clause="Т3.1.4, Т4.4.1",
                roles=STUDENT_KEEPERS | HEADS,
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                right=Right.READ_HEALTH,
                title="Видеть группу здоровья",
                clause="Т3.1.4, Т4.4.3",
                roles=STUDENT_KEEPERS,
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                right=Right.KEEP_STUDENTS,
                title="Вести карточки, присоединять родителей",
                clause="П3.2.1, Т4.4.1-3",
                roles=STUDENT_KEEPERS,
                needs=(Right.READ_STUDENTS, Right.READ_PRIVATE, Right.READ_HEALTH),
            ),
            Rule(
                right=Right.KEEP_CLASSES,
                title="Вести {group.accs}, зачислять, переводить и отчислять",
                clause="П3.2.1, Т4.4.4-5",
                roles=STUDENT_KEEPERS,
                needs=(Right.READ_STUDENTS,),
            ),
            Rule(
                right=Right.DIVIDE_CLASSES,
                title="Делить любые {group.accs} на подгруппы",
                clause="П3.2.1, Т4.2.7",
                roles=STUDENT_KEEPERS,
                needs=(Right.READ_STUDENTS,),
            ),
        ),
    ),
    Part(
        "{My_group}",
        (
            Rule(
                right=Right.READ_OWN_CLASS,
                title="Видеть список и карточки",
                clause="П3.3.2, Т4.8.1",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                wider=Right.READ_STUDENTS,
            ),
            Rule(
                right=Right.READ_OWN_PRIVATE,
                title="Видеть телефоны, адреса, даты рождения, СНИЛС и логины",
                clause="А3.2.3, Т4.8.1",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.READ_PRIVATE,
            ),
            Rule(
                right=Right.READ_OWN_HEALTH,
                title="Видеть группу здоровья",
                clause="П3.3.2, Т4.8.1",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.READ_HEALTH,
            ),
            Rule(
                right=Right.CORRECT_OWN_CONTACTS,
                title="Исправлять контакты",
                clause="А3.2.3, Т4.8.1",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                needs=(Right.READ_OWN_PRIVATE,),
                wider=Right.KEEP_STUDENTS,
            ),
            Rule(
                right=Right.DIVIDE_OWN_CLASS,
                title="Делить на подгруппы",
                clause="С3.2, П3.3.2",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                needs=(Right.READ_OWN_CLASS,),
                wider=Right.DIVIDE_CLASSES,
            ),
            Rule(
                right=Right.ISSUE_OWN_SLIPS,
                title="Выдавать листки со входом",
                clause="П3.3.4, С3.3, Т4.8.5",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                needs=(Right.READ_OWN_PRIVATE,),
                wider=Right.ISSUE_SLIPS,
            ),
        ),
    ),
    Part(
        "Работники",
        (
            Rule(
                right=Right.READ_STAFF,
                title="Видеть список и карточки без личных данных",
                clause="П3.5.1, Т4.5.2",
                roles=OFFICE | READERS,
            ),
            Rule(
                right=Right.READ_STAFF_PRIVATE,
                title="Видеть телефоны, адреса, даты рождения и СНИЛС",
                clause="Т3.1.4, Т4.5.2",
                roles=STAFF_KEEPERS | HEADS,
                needs=(Right.READ_STAFF,),
            ),
            Rule(
                right=Right.KEEP_STAFF,
                title="Вести карточки, принимать и увольнять",
                clause="Т4.5.2-3, Т4.5.5",
                roles=STAFF_KEEPERS,
                needs=(Right.READ_STAFF, Right.READ_STAFF_PRIVATE),
            ),
        ),
    ),
    Part(
        "Учебный план и КТП",
        (
            Rule(
                right=Right.READ_CURRICULUM,
                title="Видеть учебный план и нагрузку",
                clause="П3.5.1, А3.2.2",
                roles=OFFICE | READERS,
                only_reads=True,
            ),
            Rule(
                right=Right.KEEP_CURRICULUM,
                title="Вести предметы, учебный план и нагрузку",
                clause="П3.2.1, А3.2.2",
                roles=YEAR_KEEPERS,
                needs=(Right.READ_CURRICULUM,),
            ),
            Rule(
                right=Right.READ_PLANS,
                title="Читать КТП всех",
                clause="П2.2.2, П3.5.1, Т3.1.7",
                roles=YEAR_KEEPERS | READERS,
                only_reads=True,
            ),
            Rule(
                right=Right.KEEP_PLANS,
                title="Вести КТП всех",
                clause="П2.2.2, П3.2.1",
                roles=YEAR_KEEPERS,
                needs=(Right.READ_PLANS,),
            ),
            Rule(
                right=Right.KEEP_OWN_PLANS,
                title="Вести КТП своих предметов",
                clause="П3.4.2, Т3.1.7",
                roles=Scope.OWN_COURSES.roles,
                scope=Scope.OWN_COURSES,
                wider=Right.KEEP_PLANS,
            ),
        ),
    ),
    Part(
        "Расписание",
        (
            Rule(
                right=Right.READ_TIMETABLE,
                title="Видеть расписание {whole_school_gen}",
                clause="Д1.5, С3.2",
                roles=OFFICE | READERS | TEACHING,
                only_reads=True,
            ),
            Rule(
                right=Right.MAKE_TIMETABLE,
                title="Составлять расписание, назначать замены",
                clause="Т4.2.4, С3.2, П3.2.1",
                roles=YEAR_KEEPERS,
                needs=(Right.READ_TIMETABLE,),
            ),
        ),
    ),
    Part(
        "Журнал",
        (
            Rule(
                right=Right.READ_PAGES,
                title="Читать все страницы",
                clause="П3.5.1, П3.6.1-2, Т1.9",
                roles=READERS,
            ),
            Rule(
                right=Right.WRITE_PAGES,
                title="Править любые страницы",
                clause="П3.5.1, П3.6.1-2",
                roles=NOBODY,
                needs=(Right.READ_PAGES,),
                fixed="Администрация читает журнал без права редактирования: П3.5.1.",
            ),
            Rule(
                right=Right.READ_OWN_PAGES,
                title="Читать страницы своих предметов",
                clause="П3.4.1",
                roles=Scope.OWN_COURSES.roles,
                scope=Scope.OWN_COURSES,
                wider=Right.READ_PAGES,
                fixed="Без своих страниц нет журнала: П3.4.1.",
            ),
            Rule(
                right=Right.WRITE_OWN_PAGES,
                title="Вести страницы своих предметов",
                clause="П3.4.1, П3.4.3, А3.2.4",
                roles=Scope.OWN_COURSES.roles,
                scope=Scope.OWN_COURSES,
                needs=(Right.READ_OWN_PAGES,),
                wider=Right.WRITE_PAGES,
                fixed="Без своих страниц нет журнала: П3.4.1.",
            ),
            Rule(
                right=Right.READ_CLASS_PAGES,
                title="{My_group}: читать все страницы",
                clause="П3.3.1",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                wider=Right.READ_PAGES,
            ),
            Rule(
                right=Right.WRITE_CLASS_PAGES,
                title="{My_group}: вести все страницы",
                clause="П3.3.1",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                needs=(Right.READ_CLASS_PAGES,),
                wider=Right.WRITE_PAGES,
            ),
            Rule(
                right=Right.CORRECT_LATE,
                title="Исправлять отметки после срока",
                clause="А3.2.5",
                roles=frozenset({Role.DEPUTY}),
                fixed="После срока исправляет заместитель директора: А3.2.5. Сам срок — в параметрах.",
            ),
            Rule(
                right=Right.READ_WORK_KINDS,
                title="Видеть виды работ",
                clause="П3.2.5, П3.5.1",
                roles=STUDENT_KEEPERS | READERS,
            ),
            Rule(
                right=Right.KEEP_WORK_KINDS,
                title="Вести виды работ и их вес",
                clause="П3.2.5",
                roles=STUDENT_KEEPERS,
                needs=(Right.READ_WORK_KINDS,),
            ),
        ),
    ),
    Part(
        "Дневник",
        (
            Rule(
                right=Right.READ_DIARIES,
                title="Читать дневники всех",
                clause="П3.5.1, П3.6.1-2",
                roles=READERS,
            ),
            Rule(
                right=Right.READ_CLASS_DIARIES,
                title="{My_group}: читать дневники",
                clause="П3.3.1, П3.3.7",
                roles=Scope.OWN_CLASS.roles,
                scope=Scope.OWN_CLASS,
                wider=Right.READ_DIARIES,
            ),
            Rule(
                right=Right.READ_OWN_DIARY,
                title="Читать свой дневник, дневник своего ребёнка",
                clause="П3.7.1, А3.1.2",
                roles=FAMILY,
                scope=Scope.OWN_RECORD,
                fixed="Семья видит своё и только своё: П3.7.1, Т1.9.",
            ),
        ),
    ),
)

RULES: Mapping[Right, Rule] = {rule.right: rule for part in PARTS for rule in part.rules}
