"""A teacher's own phrases for comments: the list, a new one, one changed or taken away."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.journal.queries.phrases import phrases_of_page
from letopis.school.marks.actions import phrases as actions
from letopis.school.marks.models import CommentPhrase
from letopis.school.marks.phrases import filled
from letopis.school.marks.queries.phrases import phrases
from letopis.school.people.enums import Sex
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.teacher.api import answer, signed_in

WHO = (Right.WRITE_OWN_PAGES, Right.WRITE_CLASS_PAGES)
EXAMPLES = (("Мария", Sex.FEMALE), ("Иван", Sex.MALE))


class PhraseForm(forms.Form):
    """A phrase with places for name and gender."""

    text = forms.CharField(
        label="Заготовка",
        max_length=actions.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="{Имя} заменится именем, из (мужская|женская) останется нужная форма: "
        "{Имя} справил(ся|ась) с работой.",
        error_messages={"required": "Напишите заготовку."},
    )


@for_rights(*WHO)
@form_page
def own_phrases(request: ActorRequest) -> HttpResponse:
    """List the own phrases, each as it is said of a girl and of a boy; POST keeps one more."""
    form = PhraseForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.add_phrase(request.actor, **form.cleaned_data),
        page=lambda: render(request, "teacher/phrases.html", {"form": form, "rows": _rows(request.actor)}),
        to="phrases",
        done="Заготовка записана.",
    )


@for_rights(*WHO)
@form_page
def phrase_edit(request: ActorRequest, phrase_id: int) -> HttpResponse:
    """Show a phrase; POST changes it."""
    row = _row(request.actor, phrase_id)
    form = PhraseForm(typed(request), initial={"text": row.text})
    opened_on(form, CommentPhrase.objects.filter(pk=row.pk))
    return submit(
        request,
        form,
        lambda: actions.change_phrase(request.actor, phrase_id=phrase_id, **form.cleaned_data),
        page=lambda: _page(request, form, row),
        to="phrases",
        done="Заготовка записана.",
    )


@for_rights(*WHO)
@form_page
def phrase_remove(request: ActorRequest, phrase_id: int) -> HttpResponse:
    """Take a phrase away."""
    row = _row(request.actor, phrase_id)
    form = opened_on(PhraseForm(initial={"text": row.text}), CommentPhrase.objects.filter(pk=row.pk))
    return submit(
        request,
        None,
        lambda: actions.remove_phrase(request.actor, phrase_id=phrase_id),
        page=lambda: _page(request, form, row),
        to="phrases",
        done="Заготовка убрана. Написанные комментарии остались.",
    )


@require_GET
@signed_in
def journal_phrases(request: HttpRequest, actor: Actor, course_id: int) -> HttpResponse:
    """What the comment box of a page offers."""
    return answer(phrases_of_page(actor, course_id))


def _rows(actor: Actor) -> list[dict[str, Any]]:
    return [
        {"id": one.pk, "text": one.text, "said": [filled(one.text, *example) for example in EXAMPLES]}
        for one in phrases(actor)
    ]


def _row(actor: Actor, phrase_id: int) -> CommentPhrase:
    row = next((one for one in phrases(actor) if one.pk == phrase_id), None)
    if row is None:
        raise Http404
    return row


def _page(request: ActorRequest, form: PhraseForm, row: CommentPhrase) -> HttpResponse:
    return render(request, "teacher/phrase.html", {"form": form, "row": row})
