"""The one action that takes something out of the ledger: content and salt of the entries that an act names.

What stays: when, in which role, which action on which row, the digest, and who did it, where that was a worker. 152-ФЗ;
order 179 of Roskomnadzor of 28.10.2022; Д1.4, Д5.1, Т3.1.5.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from letopis.kernel import policies
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import Refused
from letopis.kernel.fields import fields_of, sound
from letopis.kernel.rights import Right
from letopis.school.history import canonical
from letopis.school.history.acts import ActDraft, Which
from letopis.school.history.canonical import OF_FAMILY
from letopis.school.history.ledger import record
from letopis.school.history.models import DestructionAct
from letopis.school.history.ranges import Ranges
from letopis.school.history.reading import Broken, Stored, entries
from letopis.school.organisation.models import School
from letopis.school.organisation.words import phrase

# ruff: noqa: S608  the statement is of constants

MOST = 200_000  # entries of one act: they are held in memory, 1 KB each


@transaction.atomic
def destroy_entries(actor: Actor, *, act: ActDraft, which: Which, expected: int) -> DestructionAct:
    """Draw up the act and destroy what it names, for good; return the act, which is an entry of the ledger itself.

    `expected`: how many entries the preview had told. With `which.pages` the rows of those pages go as well. Raises
    NotVisible, Refused: nothing is changed then.
    """
    policies.require(
        actor,
        Right.DESTROY_ENTRIES,
        seen_by=Right.READ_SCHOOL,
        remedy=phrase("Записи истории уничтожает по акту директор: обратитесь к нему."),
    )
    act = sound(act, today())
    _check(actor, act)
    found = list(entries(which.condition(actor.school_id), "id"))
    if len(found) != expected:
        text = f"Под акт теперь попадает записей: {len(found)}, а было {expected}. Посмотрите заново."
        raise Refused(text, code="changed", field="entries")
    whole = list(_whole(found))
    row = _draw_up(actor, act, Ranges.of(entry.id for entry in whole), which.pages.recorded() if which.pages else 0)
    _blank(row, whole)
    if which.pages:
        which.pages.remove(actor, row.pk)
    record(actor, row, "destroyed", reason=act.reason)
    return row


def _check(actor: Actor, act: ActDraft) -> None:
    if act.first_member.casefold() == act.second_member.casefold():
        raise Refused("Комиссия — это двое: назовите второго члена комиссии.", code="same", field="second_member")
    if DestructionAct.objects.filter(school=actor.school_id, number=act.number, date=act.date).exists():
        raise Refused(f"Акт № {act.number} от {act.date:%d.%m.%Y} уже есть.", code="twice", field="number")


def _whole(found: list[Stored | Broken]) -> Iterator[Stored]:
    """What was altered must be looked into, not destroyed: after that nobody could tell."""
    if len(found) > MOST:
        text = f"Под акт попадает записей: {len(found)}, помещается {MOST}. Составьте несколько актов."
        raise Refused(text, code="many", field="entries")
    if not found:
        raise Refused("Под акт не попадает ни одна запись истории.", code="nothing", field="entries")
    for entry in found:
        if isinstance(entry, Broken) or not canonical.is_intact(entry.values, entry.digest):
            text = (
                f"Запись истории № {entry.id} изменена: её отпечаток не сходится. Сначала разберитесь: letopis verify."
            )
            raise Refused(text, code="altered", field="entries")
        yield entry


def _draw_up(actor: Actor, act: ActDraft, names: Ranges, rows: int) -> DestructionAct:
    school = School.objects.get(pk=actor.school_id)
    return DestructionAct.objects.create(
        school=school,
        operator=", ".join(filter(None, (school.name, school.city, school.address))),
        destroyed_at=now(),
        size=len(names),
        rows=rows,
        entries=str(names),
        **{name: getattr(act, name) for name in fields_of(ActDraft)},
    )


def _blank(act: DestructionAct, found: list[Stored]) -> None:
    """Blank the entries: the triggers let exactly this through, while the act's own entry is not written yet."""
    nothing = "%s" if connection.vendor == "sqlite" else "%s::jsonb"
    statement = (
        f'UPDATE history_entry SET "before" = {nothing}, "after" = {nothing}, reason = %s, student_id = NULL,'
        " salt = NULL, content_digest = %s, act_id = %s, account_id = %s, actor_name = %s"
        " WHERE id = %s AND school_id = %s"
    )
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA secure_delete = ON")  # zeros over what was there
        cursor.executemany(statement, [_blanked(act, entry) for entry in found])


def _blanked(act: DestructionAct, entry: Stored) -> list[Any]:
    values = entry.values
    digest = None if values.version == 1 else canonical.content_digest_of(values)
    who = (None, "") if values.role in OF_FAMILY else (values.account, values.actor)
    was, is_ = (None if content is None else "{}" for content in (values.before, values.after))
    return [was, is_, "", digest, act.pk, *who, entry.id, act.school_id]
