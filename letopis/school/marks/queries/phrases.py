"""A teacher's own phrases for comments."""

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.marks.models import CommentPhrase


def phrases(actor: Actor) -> list[CommentPhrase]:
    """Return the own phrases in the order they were kept. One query. Raises NotVisible for who writes no comments."""
    if not (actor.staff_id and actor.may(Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES)):
        raise NotVisible
    return list(CommentPhrase.objects.filter(school_id=actor.school_id, staff_id=actor.staff_id).order_by("pk"))
