"""The one write of the diary: that it was looked at (ACC-08). Not official: the ledger does not hold it."""

from datetime import timedelta

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.school.diary.children import Child
from letopis.school.diary.models import DiaryView
from letopis.school.diary.policy import is_family

# A look is noted again after this long: turning pages of the week does not write.
NOTED_FOR = timedelta(minutes=5)


def look(actor: Actor, *, child: Child) -> None:
    """Note that `actor` looks at the diary of `child` (who came from open_diary, so the right is checked).

    One upsert, no oftener than every five minutes; staff looking into a diary leaves no trace here.
    """
    moment = now()
    if not is_family(actor) or actor.account_id is None:
        return
    if child.seen_at is not None and moment - child.seen_at < NOTED_FOR:
        return
    view = DiaryView(
        school_id=actor.school_id,
        account_id=actor.account_id,
        student_id=child.id,
        seen_at=moment,
        new_since=child.new_since,
    )
    DiaryView.objects.bulk_create(
        [view],
        update_conflicts=True,
        unique_fields=["school", "account_id", "student"],
        update_fields=["seen_at", "new_since"],
    )
