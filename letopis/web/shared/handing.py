"""Whose turn it is in handing a year over, told where work begins: the office's overview, the list of all journals."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from letopis.documents.handover.queries import my_turn
from letopis.documents.handover.rules import due_on
from letopis.documents.keeping.queries import acts_waiting
from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.school.organisation.models import AcademicYear
from letopis.web.shared.navigation import address_for
from letopis.web.shared.templatetags.letopis import alert
from letopis.web.shared.wording import counted


def turn_alert(actor: Actor, years: Sequence[AcademicYear] | None = None) -> SafeString:
    """Return the notices that journals on their way to the archive, or acts on destruction, wait for the actor.

    No query for who takes no step and signs no act; else one while no year is over (none where `years` are given), then
    three more; one for acts.
    """
    return mark_safe(f"{_journals(actor, years)}{_acts(actor)}")  # noqa: S308  of two that are safe


def _journals(actor: Actor, years: Sequence[AcademicYear] | None) -> SafeString:
    mine = my_turn(actor, years)
    if mine is None:
        return SafeString("")
    year, number = mine
    late = today() > due_on(year.ends_on)
    text = f"Сдача в архив ждёт вас: {counted(number, 'дело,дела,дел')}."
    text += f" Срок прошёл {due_on(year.ends_on):%d.%m.%Y}." if late else ""
    return alert(
        "danger" if late else "warn", text, f"{address_for(actor, 'office_archive')}?year={year.pk}", "Перейти"
    )


def _acts(actor: Actor) -> SafeString:
    number = acts_waiting(actor)
    if not number:
        return SafeString("")
    text = f"Акты об уничтожении дел ждут вас: {number}."
    return alert("warn", text, address_for(actor, "office_archive_keeping"), "Перейти")
