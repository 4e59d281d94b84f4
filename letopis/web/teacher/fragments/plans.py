"""How the hours of a lesson plan stand to the curriculum."""

from django.utils.safestring import SafeString

from letopis.school.curriculum.rules import Hours
from letopis.web.shared.templatetags.letopis import state


def hours_state(hours: Hours) -> SafeString:
    """`{% hours_state one.hours %}`: how the hours of a plan stand to the curriculum."""
    if hours.difference == 0:
        return state("ok", "Сходится")
    if hours.difference > 0:
        return state("open", f"Лишних {hours.difference}\u00a0ч")
    return state("open", f"Не хватает {hours.lacking}\u00a0ч")
