"""What is taught and when: curriculum, timetable, the load of works."""

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.register.groups import ADMINISTRATORS, OFFICE, READERS, TEACHING, YEAR_KEEPERS
from letopis.school.access.register.rule import Part, Rule, Scope, own

CURRICULUM = Part(
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
        Rule(Right.READ_PLANS, "Читать КТП всех", "П2.2.2, П3.5.1, Т3.1.7", YEAR_KEEPERS | READERS, only_reads=True),
        Rule(Right.KEEP_PLANS, "Вести КТП всех", "П2.2.2, П3.2.1", YEAR_KEEPERS, needs=(Right.READ_PLANS,)),
        own(
            Scope.OWN_COURSES,
            Right.KEEP_OWN_PLANS,
            "Вести КТП своих предметов",
            "П3.4.2, Т3.1.7",
            wider=Right.KEEP_PLANS,
        ),
    ),
)

TIMETABLE = Part(
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
)

WORKLOAD = Part(
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
)
