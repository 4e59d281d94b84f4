"""Students, one's own class, staff."""

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.register.groups import HEADS, OFFICE, READERS, STAFF_KEEPERS, STUDENT_KEEPERS, YEAR_KEEPERS
from letopis.school.access.register.rule import Part, Rule, Scope, own

STUDENTS = Part(
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
)

OWN_CLASS = Part(
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
)

STAFF = Part(
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
)
