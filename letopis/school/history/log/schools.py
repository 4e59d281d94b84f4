"""Which school a command is about: the one named, or the only one."""

from letopis.kernel.errors import Refused
from letopis.school.organisation.models import School


def chosen_school(school_id: int | None) -> School:
    """Return the school of this number, or the base's only one. Raises Refused, which names those that there are."""
    schools = list(School.objects.order_by("pk").only("pk", "short_name", "kind", "time_zone"))
    found = [school for school in schools if school_id in (None, school.pk)]
    if len(found) == 1:
        return found[0]
    if not schools:
        raise Refused("В базе ещё нет школы.")
    listed = "; ".join(f"{school.pk} — {school.short_name}" for school in schools)
    if not found:
        raise Refused(f"Школы с номером {school_id} нет. Есть: {listed}.")
    raise Refused(f"В базе несколько школ, назовите одну: --school ID. Есть: {listed}.")
