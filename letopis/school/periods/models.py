"""Reporting periods closed for correction (JRN-05). Source: А3.2.2.

A whole period is closed by `Term.closed_at`; what is decided otherwise for a page of the journal stands here.
"""

from django.db import models

from letopis.school.curriculum.models import Course
from letopis.school.organisation.models import SchoolOwned, Term
from letopis.school.people.models import Staff
from letopis.school.periods.enums import RequestState


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


class Request(SchoolOwned):
    """A request about a page of the journal, of who keeps it and may not help oneself, and the one answer it gets."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT)
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    answer = models.CharField(max_length=300, blank=True)
    answered_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-asked_at", "-pk"]


class ReopenRequest(Request):
    """A request of who keeps a page to open it again in a closed period, and the administrator's answer (А3.2.2).

    Granted, the page is open for some hours: its `PageClosing` says until when, the ledger names who asked and why.
    """

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="reopen_requests")

    class Meta(Request.Meta):
        indexes = [models.Index(fields=["school", "state"], name="reopen_request_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "course", "term"],
                condition=models.Q(state="waiting"),
                name="reopen_request_one_waiting",
            )
        ]
