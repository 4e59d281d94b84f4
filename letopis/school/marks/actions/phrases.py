"""A teacher's own phrases for comments: kept per member of staff, nobody else reads or changes them."""

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Put, Table, write
from letopis.school.lessons.rules import clean_text
from letopis.school.marks.models import CommentPhrase

PHRASES = Table(CommentPhrase, "add_phrase", "change_phrase", removed="remove_phrase")
MAX_TEXT = 300
MOST = 60


@transaction.atomic
def add_phrase(actor: Actor, *, text: str) -> CommentPhrase:
    """Keep one more phrase. Raises NotVisible, Refused: empty, too long, there already, too many."""
    own = _own(actor)
    assert actor.staff_id is not None  # who is nobody of the staff has none
    if len(own) >= MOST:
        raise Refused(f"Заготовок уже {MOST}: уберите лишние.", code="too_many", field="text")
    row = CommentPhrase(school_id=actor.school_id, staff_id=actor.staff_id, text=_text(text, own))
    write(actor, PHRASES, [Put(row)])
    return row


@transaction.atomic
def change_phrase(actor: Actor, *, phrase_id: int, text: str) -> CommentPhrase:
    """Change a phrase; comments written with it stay as they are. Raises NotVisible, Refused."""
    own = _own(actor)
    row = _found(own, phrase_id)
    put = Put.change(row)
    row.text = _text(text, [one for one in own if one.pk != phrase_id])
    write(actor, PHRASES, [put])
    return row


@transaction.atomic
def remove_phrase(actor: Actor, *, phrase_id: int) -> None:
    """Take a phrase away. Raises NotVisible."""
    write(actor, PHRASES, [Put.removal(_found(_own(actor), phrase_id))])


def _own(actor: Actor) -> list[CommentPhrase]:
    if not (actor.staff_id and actor.may(Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES)):
        raise NotVisible
    rows = CommentPhrase.objects.select_for_update().filter(school_id=actor.school_id, staff_id=actor.staff_id)
    return list(rows)


def _found(own: list[CommentPhrase], phrase_id: int) -> CommentPhrase:
    row = next((one for one in own if one.pk == phrase_id), None)
    if row is None:
        raise NotVisible
    return row


def _text(text: str, others: list[CommentPhrase]) -> str:
    kept = clean_text(text, MAX_TEXT, "Заготовка", field="text")
    if not kept:
        raise Refused("Напишите заготовку.", code="empty", field="text")
    if kept in {one.text for one in others}:
        raise Refused("Такая заготовка у вас уже есть.", code="twice", field="text")
    return kept
