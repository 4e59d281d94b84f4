"""The record of the own child: how much the ledger holds, that it was not changed, the proof to take home (JRN-10)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.extracts.subjects import child_subject
from letopis.school.diary import record_page
from letopis.web.family.views import WHO_READS
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.extracts import extract_of


@for_rights(*WHO_READS)
@require_safe
def record(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """Say how many entries there are about the child and how the ledger was when last verified."""
    page = record_page(request.actor, student_id)
    return render(request, "family/record.html", {"page": page, "child": page.child})


@for_rights(*WHO_READS)
@require_safe
def record_proof(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """Give the entries with their proof: a PDF that holds the extract; ?format=json it alone."""
    child = record_page(request.actor, student_id).child
    subject = child_subject(request.actor, child.id)
    return extract_of(request, subject, name=f"diary-{child.id}", back=("diary_record", child.id))
