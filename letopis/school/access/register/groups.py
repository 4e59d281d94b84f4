"""Roles that have rights together."""

from letopis.kernel.roles import Role

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
