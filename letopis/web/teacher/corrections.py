"""Marks whose window is over: the deputy corrects them, a teacher asks for it (А3.2.4-5); the list of all requests."""

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.documents.extracts.subjects import mark_subject
from letopis.documents.signatures import actions as documents
from letopis.documents.signatures.models import SignedDocument
from letopis.kernel.rights import Right
from letopis.school.journal.queries.corrections import LateMark, correction_requests, late_mark
from letopis.school.journal.queries.reopening import reopen_requests
from letopis.school.journal.queries.requests import Requests
from letopis.school.lessons.actions import corrections as requests
from letopis.school.lessons.windows import LONGEST_REASON, Verdict
from letopis.school.marks.actions import corrections as actions
from letopis.school.marks.actions.marks import MAX_COMMENT
from letopis.school.marks.enums import MarkState
from letopis.school.marks.rules import COUNTING
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.extracts import extract_of, extract_paper
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.teacher import reopening

WHO = (Right.CORRECT_LATE, *reopening.KEEPERS)


class LateMarkForm(forms.Form):
    """What shall stand there, and why; `version`: of the mark as it was shown."""

    value = forms.ChoiceField(label="Отметка", required=False)
    second = forms.ChoiceField(label="Вторая отметка", required=False, help_text="Для двух отметок за одну работу.")
    work = forms.ChoiceField(label="Работа", required=False, choices=[("", "без пометки"), *MarkState.choices])
    comment = forms.CharField(label="Комментарий", max_length=MAX_COMMENT, required=False, widget=forms.Textarea)
    reason = forms.CharField(label="Причина", max_length=LONGEST_REASON, help_text="Останется в истории отметки.")
    version = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)

    def __init__(self, *args: object, values: tuple[str, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["value"].choices = [("", "пусто"), *((one, one) for one in values)]  # type: ignore[attr-defined]
        second = [one for one in values if one in COUNTING]
        self.fields["second"].choices = [("", "нет"), *((one, one) for one in second)]  # type: ignore[attr-defined]

    def wanted(self) -> actions.Wanted:
        """The mark that shall stand there."""
        given = self.cleaned_data
        return actions.Wanted(given["value"], given["second"], given["work"], given["comment"])


class AnswerForm(forms.Form):
    """Why a request is declined."""

    answer = forms.CharField(label="Почему нет", max_length=LONGEST_REASON, required=False)


@for_rights(*WHO)
@form_page
def late_mark_page(request: ActorRequest, mark_id: int) -> HttpResponse:
    """Show a mark whose window is over; POST corrects it, or asks the deputy to."""
    found = late_mark(request.actor, mark_id)
    form = _late_form(request, found, typed(request))
    whom = "администратору журнала" if found.says is Verdict.CLOSED else "заместителю директора"
    done = "Отметка исправлена." if found.may_correct else f"Просьба отправлена {whom}."
    return submit(
        request,
        form,
        lambda: _act(request, found, form),
        page=lambda: _late_page(request, found, form),
        to=("journal", found.course_id) if found.may_correct else "journal_corrections",
        done=done,
    )


@for_rights(*WHO)
@require_safe
def mark_proof(request: ActorRequest, mark_id: int) -> HttpResponse:
    """Give all that became of a mark with its proof: a PDF that holds the extract; ?format=json it alone (JRN-10)."""
    late_mark(request.actor, mark_id)
    subject = mark_subject(mark_id, school_id=request.actor.school_id)
    return extract_of(request, subject, name=f"mark-{mark_id}", back=("journal_mark", mark_id))


@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def mark_proof_sign(request: ActorRequest, mark_id: int) -> HttpResponse:
    """Put the extract of a mark up for signing by certificate (ARC-07)."""
    found = late_mark(request.actor, mark_id)

    def put_up() -> SignedDocument:
        subject = mark_subject(mark_id, school_id=request.actor.school_id)
        content = extract_paper(subject)
        return documents.put_up(request.actor, content=content, title=f"Выписка. {subject.title}", name="Выписка.pdf")

    return submit(
        request,
        None,
        put_up,
        page=lambda: _late_page(request, found, None),
        to=lambda document: ("print_signed_document", document.pk),
        atomic=False,
    )


def _late_page(request: ActorRequest, found: LateMark, form: LateMarkForm | None) -> HttpResponse:
    context = {"late": found, "form": form or _late_form(request, found)}
    return render(request, "teacher/late_mark.html", context)


def _late_form(request: ActorRequest, found: LateMark, sent: QueryDict | None = None) -> LateMarkForm:
    mark = found.mark
    initial = {"value": mark.value, "second": mark.second, "version": mark.version}
    initial |= {"work": mark.state, "comment": mark.comment}
    return LateMarkForm(sent, values=found.values, initial=initial)


def _act(request: ActorRequest, found: LateMark, form: LateMarkForm) -> object:
    mark_id, reason = found.mark.pk, form.cleaned_data["reason"]
    if not found.may_correct:
        return actions.ask_mark(request.actor, mark_id=mark_id, wanted=form.wanted(), reason=reason)
    version = form.cleaned_data["version"]
    return actions.correct_mark(request.actor, mark_id=mark_id, version=version, wanted=form.wanted(), reason=reason)


@for_rights(*WHO, Right.CLOSE_PERIODS)
@require_safe
def corrections(request: ActorRequest) -> HttpResponse:
    """List the requests: those that wait, then those answered."""
    return _list(request)


def _list(
    request: ActorRequest,
    form: AnswerForm | None = None,
    of: int | None = None,
    *,
    opening: reopening.OpenForm | None = None,
    entry: forms.Form | None = None,
) -> HttpResponse:
    actor = request.actor
    context = {
        "requests": correction_requests(actor) if actor.may(*WHO) else Requests(),
        "openings": reopen_requests(actor) if actor.may(Right.CLOSE_PERIODS, *reopening.KEEPERS) else Requests(),
        "answers": actor.may(Right.CORRECT_LATE),
        "opens": actor.may(Right.CLOSE_PERIODS),
    }
    sent = {"form": form, "opening": opening, "entry": entry, "of": of}
    return render(request, "teacher/corrections.html", {**context, **sent})


@for_rights(Right.CLOSE_PERIODS)
@form_page
def answer_opening(request: ActorRequest, request_id: int) -> HttpResponse:
    """Open a page of a closed period for some hours as asked, or decline with a word of why."""
    form = reopening.OpenForm(typed(request))
    return submit(
        request,
        form,
        lambda: reopening.answer_opening(request, request_id, form),
        page=lambda: _list(request, of=request_id, opening=form),
        to="journal_corrections",
        done="Страница открыта на время." if request.POST.get("act") == "grant" else "Отказано.",
    )


@for_rights(Right.CORRECT_LATE)
@form_page
def answer_request(request: ActorRequest, request_id: int) -> HttpResponse:
    """Write what was asked for (`act` grant), or decline with a word of why."""
    form = AnswerForm(typed(request))
    is_granted = request.POST.get("act") == "grant"

    def act() -> object:
        if is_granted:
            return requests.grant_correction(request.actor, request_id=request_id)
        answer = form.cleaned_data["answer"]
        return requests.decline_correction(request.actor, request_id=request_id, answer=answer)

    return submit(
        request,
        form,
        act,
        page=lambda: _list(request, form, request_id),
        to="journal_corrections",
        done="Исправлено." if is_granted else "Отказано.",
    )


@for_rights(*reopening.KEEPERS)
@form_page
def write_entry(request: ActorRequest, request_id: int) -> HttpResponse:
    """Write one's own entry that a closed page had refused, now that the page is open again."""
    form = forms.Form(typed(request))
    return submit(
        request,
        form,
        lambda: requests.write_opened(request.actor, request_id=request_id),
        page=lambda: _list(request, of=request_id, entry=form),
        to="journal_corrections",
        done="Записано.",
    )
