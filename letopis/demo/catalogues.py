"""The two demo schools by their kind."""

from letopis.demo.college import COLLEGE
from letopis.demo.programmes import SCHOOL, Catalogue
from letopis.school.organisation.enums import SchoolKind

CATALOGUES: dict[SchoolKind, Catalogue] = {SchoolKind.GENERAL: SCHOOL, SchoolKind.COLLEGE: COLLEGE}
