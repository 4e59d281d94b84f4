"""Forms of certificates: one that somebody has, a key made here."""

from typing import Any

from django import forms

from letopis.documents.signatures.enums import KeyKind
from letopis.documents.signatures.own_keys import SHORTEST
from letopis.documents.signatures.queries import Candidate
from letopis.kernel.roles import Role
from letopis.web.shared.forms import ConfirmField, choose


class AddForm(forms.Form):
    """A worker's certificate, and where its key is."""

    signer = forms.ChoiceField(label="Чей")
    key_kind = forms.ChoiceField(label="Где ключ", initial=KeyKind.ELSEWHERE)
    certificate = forms.FileField(
        label="Файл сертификата",
        help_text="Открытая часть ключа: .cer, .crt, .pem. Ключ не нужен.",
        widget=forms.FileInput(attrs={"accept": ".cer,.crt,.pem,.der"}),
    )

    even_if_other = ConfirmField(code="other_name", label="Добавить, хотя фамилия в сертификате другая")

    def __init__(self, *args: Any, candidates: list[Candidate], has_token: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [KeyKind.ELSEWHERE, KeyKind.FILE, *([KeyKind.TOKEN] if has_token else [])]
        self.fields["signer"].choices = choose((one.key, one.label) for one in candidates)  # type: ignore[attr-defined]
        self.fields["key_kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]

    @property
    def staff_id(self) -> int:
        """Whose it is."""
        return int(self.cleaned_data["signer"].partition(":")[0])

    @property
    def role(self) -> Role:
        """In which office."""
        return Role(self.cleaned_data["signer"].partition(":")[2])


class ListForm(forms.Form):
    """A list of certificates that a centre has taken back."""

    list = forms.FileField(
        label="Файл списка",
        help_text="Список отозванных сертификатов центра: .crl, .pem.",
        widget=forms.FileInput(attrs={"accept": ".crl,.pem,.der"}),
    )


class OwnKeyForm(forms.Form):
    """The passphrase of a key made here, twice."""

    passphrase = forms.CharField(
        label="Пароль ключа",
        strip=False,
        min_length=SHORTEST,
        max_length=200,
        help_text=f"Не короче {SHORTEST} знаков. Его вводят при каждой подписи; восстановить его нельзя.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Ещё раз",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        data = super().clean() or {}
        if "passphrase" in data and data.get("again") != data["passphrase"]:
            self.add_error("again", "Пароли не совпадают.")
        return data
