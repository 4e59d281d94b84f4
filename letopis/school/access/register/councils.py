"""Pedagogical councils and what they decide of."""

from letopis.kernel.rights import Right
from letopis.kernel.roles import Role
from letopis.school.access.register.groups import HEADS, READERS, STUDENT_KEEPERS
from letopis.school.access.register.rule import Part, Rule, Scope, own

COUNCILS = Part(
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
            "Записывать задолженности, назначать пересдачи, записывать их результаты",
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
)
