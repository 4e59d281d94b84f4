"""A class and a year as somebody types their names at a command."""

from letopis.kernel.errors import Refused
from letopis.school.classes.models import ClassGroup
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.words import phrase


def class_named(school_id: int, name: str, year_name: str) -> ClassGroup:
    """Return the class of a name. Raises Refused, which names those that there are."""
    year = year_named(school_id, year_name)
    groups = list(ClassGroup.objects.filter(school_id=school_id, year=year).order_by("sort_key"))
    wanted = name.strip().strip("«»\"'").casefold()
    found = next((one for one in groups if one.name.casefold() == wanted), None)
    if found is None:
        known = ", ".join(one.name for one in groups) or "ни одного"
        raise Refused(phrase("{Group.gen} «{name}» в этом году нет. Есть: {known}.", name=name, known=known))
    return found


def year_named(school_id: int, name: str) -> AcademicYear:
    found = AcademicYear.objects.filter(school_id=school_id, name=name).first() if name else current_year(school_id)
    if found is None:
        raise Refused(f"Учебного года «{name}» нет." if name else "Учебного года в базе ещё нет.")
    return found
