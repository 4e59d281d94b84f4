"""Electronic signatures: what is put up for signing, who has signed, signing here and elsewhere (ARC-07, П3.6.7)."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from letopis.documents.journal_paper import jobs, menu, printing
from letopis.documents.signatures import actions, keys, queries
from letopis.documents.signatures.enums import KeyKind, SubjectKind
from letopis.documents.signatures.models import Signature, SignedDocument, SigningCertificate
from letopis.documents.signatures.verdicts import TEXTS, Verdict
from letopis.kernel.clock import local
from letopis.kernel.errors import Refused
from letopis.kernel.rights import Right
from letopis.school.organisation.words import phrase
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.files import PDF, file_answer
from letopis.web.shared.printed import not_printed
from letopis.web.shared.submit import form_page, submit

CMS = "application/pkcs7-signature"


class AddForm(forms.Form):
    """What is put up for signing that was not printed here: a package's tag manifest, a PDF of another program."""

    file = forms.FileField(
        label="Файл",
        help_text=f"{actions.MANIFEST} архивного пакета или PDF, до 64 МБ.",
        widget=forms.FileInput(attrs={"accept": ".txt,.pdf"}),
    )
    title = forms.CharField(label="Что это", max_length=300, help_text="Например: архив 2025/2026 учебного года.")


class SignForm(forms.Form):
    """With which certificate, what opens its key, the file of the key where it is not here."""

    certificate = forms.TypedChoiceField(label="Сертификат", coerce=int)
    passphrase = forms.CharField(
        label="Пароль ключа или PIN токена",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Не сохраняется.",
    )
    key_file = forms.FileField(
        label="Файл ключа",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".p12,.pfx"}),
        help_text="PKCS#12 (.p12, .pfx), если ключ не на сервере. Нужен на одну подпись и не сохраняется.",
    )

    def __init__(self, *args: Any, certificates: list[SigningCertificate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = [one for one in certificates if one.key_kind != KeyKind.ELSEWHERE]
        self.fields["certificate"].choices = [(one.pk, label_of(one)) for one in here]  # type: ignore[attr-defined]
        if not any(one.key_kind == KeyKind.FILE for one in here):
            del self.fields["key_file"]

    @property
    def can_sign(self) -> bool:
        """Whether there is a certificate whose key can be opened here."""
        return bool(self.fields["certificate"].choices)  # type: ignore[attr-defined]

    @property
    def secret(self) -> actions.Secret:
        """What opens the key."""
        upload: UploadedFile[bytes] | None = self.cleaned_data.get("key_file")
        content = upload.read(keys.LARGEST + 1) if upload else b""
        return actions.Secret(self.cleaned_data["passphrase"], content)


class TakeForm(forms.Form):
    """A signature made in another program."""

    signature = forms.FileField(
        label="Файл подписи",
        help_text="Отсоединённая подпись (.p7s, .sig) или тот же PDF с подписью в нём.",
        widget=forms.FileInput(attrs={"accept": ".p7s,.sig,.sgn,.pem,.pdf"}),
    )


def label_of(certificate: SigningCertificate) -> str:
    """«до 28.11.2029, ключ, сделанный здесь, № 1E…»."""
    return f"до {local(certificate.valid_until):%d.%m.%Y}, {certificate.get_key_kind_display()}, № {certificate.serial}"


# ── the list ──────────────────────────────────────────────────────────
@for_rights(Right.SIGN_DOCUMENTS)
@require_safe
def documents(request: ActorRequest) -> HttpResponse:
    """What was put up for signing."""
    return _list_page(request, AddForm())


@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def add(request: ActorRequest) -> HttpResponse:
    """Put a package's manifest or a PDF up for signing."""
    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()
    return submit(
        request,
        form,
        lambda: _put_up(request, form),
        page=lambda: _list_page(request, form),
        to=lambda document: ("print_signed_document", document.pk),
    )


def _put_up(request: ActorRequest, form: AddForm) -> SignedDocument:
    upload: UploadedFile[bytes] = form.cleaned_data["file"]
    content = upload.read(actions.LARGEST + 1)
    return actions.put_up(
        request.actor, content=content, title=form.cleaned_data["title"], name=upload.name or "document"
    )


def _list_page(request: ActorRequest, form: AddForm) -> HttpResponse:
    context = {"rows": queries.documents(request.actor), "form": form}
    return render(request, "teacher/print/signed.html", context)


@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def of_run(request: ActorRequest, run_id: int, number: int) -> HttpResponse:
    """Put a file of a printed set up for signing."""
    path = jobs.file_of(request.actor, run_id, number)
    run = jobs.run_of(request.actor, run_id)
    title = f"{path.stem}, {run.year.name}"
    return submit(
        request,
        None,
        lambda: actions.put_up(request.actor, content=path.read_bytes(), title=title, name=path.name),
        page=lambda: _list_page(request, AddForm()),
        to=lambda document: ("print_signed_document", document.pk),
    )


@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def of_class(request: ActorRequest, class_id: int) -> HttpResponse:
    """Print a class's journal or its summary sheet and put it up for signing (`?what=`, `?period=`)."""
    period, is_summary = request.GET.get("period", "year")[:40], request.GET.get("what") == "summary"
    found = menu.class_menu(request.actor, class_id, period)
    name = "Сводная ведомость" if is_summary else phrase("{Group_journal}")
    title = f"{name}, {found.name}, {found.period_name if period != 'year' else found.year}"

    def put_up() -> SignedDocument:
        make = printing.summary_pdf if is_summary else printing.class_pdf
        content = make(request.actor, class_id, period)
        return actions.put_up(request.actor, content=content, title=title, name=f"{title.replace('/', '-')}.pdf")

    return submit(
        request,
        None,
        put_up,
        page=lambda: _list_page(request, AddForm()),
        to=lambda document: ("print_signed_document", document.pk),
        atomic=False,
    )


# ── a document ────────────────────────────────────────────────────────
@for_rights(Right.SIGN_DOCUMENTS)
@require_safe
def document(request: ActorRequest, document_id: int) -> HttpResponse:
    """A document: its signatures, checked now; signing it."""
    return _document_page(request, document_id)


@sensitive_post_parameters("passphrase")
@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def sign(request: ActorRequest, document_id: int) -> HttpResponse:
    """Sign a document with a key that is opened here."""
    queries.document_of(request.actor, document_id)
    certificates = queries.own_certificates(request.actor)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SignForm(*sent, certificates=certificates)
    return submit(
        request,
        form,
        lambda: actions.sign(
            request.actor,
            document_id=document_id,
            certificate_id=form.cleaned_data["certificate"],
            secret=form.secret,
        ),
        page=lambda: _document_page(request, document_id, sign_form=form),
        to=("print_signed_document", document_id),
        done="Документ подписан.",
        atomic=False,
    )


@for_rights(Right.SIGN_DOCUMENTS)
@form_page
def take(request: ActorRequest, document_id: int) -> HttpResponse:
    """Take a signature made in another program."""
    queries.document_of(request.actor, document_id)
    form = TakeForm(request.POST, request.FILES) if request.method == "POST" else TakeForm()
    return submit(
        request,
        form,
        lambda: actions.take_signature(
            request.actor,
            document_id=document_id,
            content=form.cleaned_data["signature"].read(actions.LARGEST + 1),
        ),
        page=lambda: _document_page(request, document_id, take_form=form),
        to=("print_signed_document", document_id),
        done="Подпись проверена и принята.",
    )


def _document_page(
    request: ActorRequest, document_id: int, *, sign_form: SignForm | None = None, take_form: TakeForm | None = None
) -> HttpResponse:
    page = queries.document_page(request.actor, document_id)
    context = {
        "page": page,
        "document": page.document,
        "is_pdf": page.document.kind == SubjectKind.PDF,
        "signatures": [_told(one, verdict) for one, verdict in page.signatures],
        "form": sign_form or SignForm(certificates=page.certificates),
        "take": take_form or TakeForm(),
    }
    return render(request, "teacher/print/signed_document.html", context)


def _told(signature: Signature, verdict: Verdict | None) -> dict[str, Any]:
    """A signature as the page tells of it: how it stands, what is wrong, what is to be known."""
    if verdict is None:
        return {"row": signature, "state": "warn", "text": "Не проверена", "lines": []}
    if verdict.is_unchecked:
        return {"row": signature, "state": "warn", "text": "Не проверено: нет модуля ГОСТ", "lines": verdict.lines[1:]}
    is_sound = verdict.is_sound
    return {
        "row": signature,
        "state": "ok" if is_sound else "danger",
        "text": "Верна" if is_sound else TEXTS[verdict.faults[0]].rstrip("."),
        "lines": verdict.lines if is_sound else verdict.lines[1:],
        "covers": verdict.covers,
    }


# ── files ─────────────────────────────────────────────────────────────
@for_rights(Right.SIGN_DOCUMENTS)
@require_safe
def file(request: ActorRequest, document_id: int) -> HttpResponse:
    """The document as it is now, with the signatures in it: also what is signed in another program."""
    found = queries.document_of(request.actor, document_id)
    signatures = queries.signatures_of(found.school_id, SubjectKind(found.kind), found.digest)
    kind = PDF if found.kind == SubjectKind.PDF else "text/plain; charset=utf-8"
    try:
        return file_answer(queries.state_of(found, signatures), found.name, kind)
    except Refused as refused:
        return not_printed(request, refused)


@for_rights(Right.SIGN_DOCUMENTS)
@require_safe
def signature(request: ActorRequest, document_id: int, signature_id: int) -> HttpResponse:
    """A signature beside a document, to lie beside its file."""
    found = queries.document_of(request.actor, document_id)
    row = queries.signature_of(request.actor, found, signature_id)
    return file_answer(bytes(row.cms), f"{found.name}.{row.pk}.p7s", CMS)
