"""The register of rights: part of the system × verb → roles, each default with its clause (ACC-02: Т4.1.6, А3.2.2).

The one place where roles are listed, a module a part of the product; a new right is a `Rule` in one of them. Everything
else asks an actor for a right by name (letopis.kernel.rights); over which rows a right reaches is said by the policies;
what a school may decide otherwise, by letopis.school.access.rights.

Pure data. Titles and reasons name the school's words in braces, for phrase().
"""

from collections.abc import Mapping

from letopis.kernel.rights import Right
from letopis.school.access.register import archive, councils, journal, people, school, teaching
from letopis.school.access.register.groups import ADMINISTRATORS, FAMILY, TEACHING
from letopis.school.access.register.rule import Part, Rule, Scope

__all__ = ["ADMINISTRATORS", "FAMILY", "PARTS", "RULES", "TEACHING", "Part", "Rule", "Scope"]

# In the order of the page and of the documentation.
PARTS = (
    school.SCHOOL,
    school.ACCOUNTS,
    people.STUDENTS,
    people.OWN_CLASS,
    people.STAFF,
    teaching.CURRICULUM,
    teaching.TIMETABLE,
    journal.JOURNAL,
    journal.ATTENDANCE,
    councils.COUNCILS,
    teaching.WORKLOAD,
    journal.DIARY,
    archive.ARCHIVE,
    archive.UPKEEP,
    archive.SIGNATURES,
    archive.HISTORY,
)

RULES: Mapping[Right, Rule] = {rule.right: rule for part in PARTS for rule in part.rules}
