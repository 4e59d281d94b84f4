"""Certificates of those who sign, keys made here, what is set up on the server. Source: П3.6.7."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from letopis.documents.signatures import actions, gost, keys, queries, timestamps, trust
from letopis.documents.signatures.certificates import LARGEST
from letopis.documents.signatures.enums import KeyKind
from letopis.documents.signatures.models import RevocationList, SigningCertificate
from letopis.documents.signatures.policy import may_keep_of
from letopis.documents.signatures.revocation import LARGEST as MOST_OF_LIST
from letopis.kernel.clock import now
from letopis.kernel.rights import Right
from letopis.web.office.signatures.forms import AddForm, ListForm, OwnKeyForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit

KEEPERS = (Right.KEEP_SIGNERS, Right.SIGN_DOCUMENTS)


@for_rights(Right.READ_SCHOOL)
@require_safe
def signatures(request: ActorRequest) -> HttpResponse:
    """Who signs with what; what is set up."""
    return _page(request)


@for_rights(*KEEPERS)
@form_page
def add(request: ActorRequest) -> HttpResponse:
    """Name a worker's certificate."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AddForm(*sent, candidates=queries.candidates(request.actor), has_token=keys.has_token())
    return submit(
        request,
        form,
        lambda: actions.name_signer(
            request.actor,
            staff_id=form.staff_id,
            role=form.role,
            key_kind=KeyKind(form.cleaned_data["key_kind"]),
            content=form.cleaned_data["certificate"].read(LARGEST + 1),
            even_if_other=form.cleaned_data["even_if_other"],
        ),
        page=lambda: _page(request, add_form=form),
        to="office_signatures",
        done="Сертификат добавлен.",
    )


@for_rights(Right.KEEP_SIGNERS)
@form_page
def list_add(request: ActorRequest) -> HttpResponse:
    """Keep a centre's list of certificates taken back, in the place of the older one."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ListForm(*sent)

    def act() -> RevocationList:
        file = form.cleaned_data["list"]
        return actions.load_list(request.actor, content=file.read(MOST_OF_LIST + 1), source=file.name or "")

    return submit(
        request,
        form,
        act,
        page=lambda: _page(request, list_form=form),
        to="office_signatures",
        done="Список загружен: подписи сверяются и с ним.",
    )


@sensitive_post_parameters("passphrase", "again")
@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def own(request: ActorRequest) -> HttpResponse:
    """Make a key of one's own, kept on the server under a passphrase."""
    form = OwnKeyForm(request.POST if request.method == "POST" else None)
    return submit(
        request,
        form,
        lambda: actions.make_own_key(request.actor, passphrase=form.cleaned_data["passphrase"]),
        page=lambda: _page(request, own_form=form),
        to="office_signatures",
        done="Ключ сделан. Запомните пароль: восстановить его нельзя.",
    )


@for_rights(*KEEPERS)
@form_page
def withdraw(request: ActorRequest, certificate_id: int) -> HttpResponse:
    """Let a certificate sign no more."""
    return submit(
        request,
        None,
        lambda: actions.withdraw_signer(request.actor, certificate_id=certificate_id),
        page=lambda: _page(request),
        to="office_signatures",
        done="Сертификат больше не подписывает. Сделанные им подписи остались.",
    )


def _page(
    request: ActorRequest,
    *,
    add_form: AddForm | None = None,
    own_form: OwnKeyForm | None = None,
    list_form: ListForm | None = None,
) -> HttpResponse:
    actor = request.actor
    candidates = queries.candidates(actor) if actor.may(*KEEPERS) else []
    context = {
        "rows": [
            {"row": one, "state": _state(one), "may_withdraw": may_keep_of(actor, one.staff_id)}
            for one in queries.certificates(actor)
        ],
        "add": add_form or (AddForm(candidates=candidates, has_token=keys.has_token()) if candidates else None),
        "own": own_form or (OwnKeyForm() if any(one.staff_id == actor.staff_id for one in candidates) else None),
        "lists": [{"row": one, "state": _state_of_list(one)} for one in queries.revocation_lists(actor)],
        "list_form": (list_form or ListForm()) if actor.may(Right.KEEP_SIGNERS) else None,
        "set_up": _set_up(),
    }
    return render(request, "office/signatures/signatures.html", context)


def _state(row: SigningCertificate) -> tuple[str, str]:
    if row.withdrawn_at:
        return "open", "Отозван"
    if row.valid_until < now():
        return "danger", "Срок вышел"
    return ("ahead", "Ещё не действует") if row.valid_from > now() else ("ok", "Действует")


def _state_of_list(row: RevocationList) -> tuple[str, str]:
    return ("danger", "Устарел") if row.ends_at and row.ends_at < now() else ("ok", "Действует")


def _set_up() -> list[tuple[str, str, str]]:
    """What is set up on the server: name, state, words."""
    roots = trust.told_roots()
    unread = [path.name for path, is_read in roots if not is_read]
    told = f"файлов: {len(roots)}" if roots else "не заданы"
    return [
        ("Подписи ГОСТ", *(("ok", "модуль есть") if gost.is_available() else ("open", "модуля нет"))),
        ("Токен на сервере", *(("ok", "задан") if keys.has_token() else ("open", "не задан"))),
        ("Штампы времени", *(("ok", "ставятся") if timestamps.is_configured() else ("open", "не ставятся"))),
        (
            "Корневые сертификаты",
            *(("danger", f"не читаются: {', '.join(unread)}") if unread else ("ok" if roots else "open", told)),
        ),
    ]
