"""The newest entry of the ledger about each class's journal: what comes after a step puts it out of date."""

from collections.abc import Collection

from django.db.models import OuterRef, Q, Subquery

from letopis.school.curriculum.models import Course
from letopis.school.history.models import Entry

# What is written about a page and is not printed in it: requests, and that it was closed.
NOT_CONTENT = Q(kind__in=("journal.correctionrequest", "periods.reopenrequest")) | Q(action="close_page")


def heads_of(school_id: int, class_ids: Collection[int]) -> dict[int, int]:
    """Return by class the id of its journal's newest entry. One query, an index look-up a page of the journal.

    Reopening a page counts: a correction is on its way. Classes whose journal has no entry are left out.
    """
    newest = Entry.objects.filter(~NOT_CONTENT, school_id=school_id, course_id=OuterRef("pk")).order_by("-id")
    pages = Course.objects.filter(school_id=school_id, class_group__in=class_ids).annotate(
        head=Subquery(newest.values("id")[:1])
    )
    heads: dict[int, int] = {}
    for class_id, head in pages.order_by().values_list("class_group_id", "head"):
        if head is not None:
            heads[class_id] = max(head, heads.get(class_id, 0))
    return heads
