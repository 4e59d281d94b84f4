"""Reporting periods closed for correction (JRN-05). Source: А3.2.2.

A whole period is closed by `Term.closed_at`; what is decided otherwise for a page of the journal stands here.
"""

from django.db import models

from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import SchoolOwned, Term


class PageClosing(SchoolOwned):
    """A page of the journal in a period, where it is not simply as the period: closed before it, reopened after it.

    `closed_at`: closed by itself, whatever the period is. `open_until`: reopened, to this moment; it closes by itself.
    Both null: taken back; the row stays, the ledger has what it was.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="closings")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="page_closings")
    closed_at = models.DateTimeField(null=True, blank=True)
    open_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "course", "term"], name="page_closing_once")]
