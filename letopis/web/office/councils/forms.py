"""Forms of councils, votes, proposals, debts."""

from collections.abc import Sequence
from typing import Any

from django import forms

from letopis.school.councils.actions.debts import LONGEST_NOTE, LONGEST_PLACE
from letopis.school.councils.actions.meetings import LONGEST_AGENDA, Head
from letopis.school.councils.actions.noting import DebtDraft
from letopis.school.councils.actions.voting import Vote
from letopis.school.councils.enums import CouncilAbout, RetakeState
from letopis.school.councils.labels import council_kinds
from letopis.school.councils.rules import FAILING, PASSING, Votes
from letopis.web.shared.fields import DayField
from letopis.web.shared.forms import ConfirmField, choose

LONGEST = 500
Choices = Sequence[tuple[int, str]]
NOBODY = [("", "не выбран")]
AGENDA = {"rows": 4}


class CouncilForm(forms.Form):
    """The head of a council."""

    kind = forms.ChoiceField(label="Вид")
    about = forms.ChoiceField(label="О чём", choices=CouncilAbout.choices)
    term_id = forms.TypedChoiceField(
        label="Период", coerce=int, empty_value=None, required=False, help_text="Для итогов периода."
    )
    date = DayField(label="Дата")
    number = forms.CharField(
        label="Номер протокола", max_length=20, required=False, help_text="Можно указать в конце заседания."
    )
    chair_id = forms.TypedChoiceField(label="Председатель", coerce=int, empty_value=None, required=False)
    secretary_id = forms.TypedChoiceField(label="Секретарь", coerce=int, empty_value=None, required=False)
    agenda = forms.CharField(
        label="Повестка",
        max_length=LONGEST_AGENDA,
        required=False,
        widget=forms.Textarea(attrs=AGENDA),
        help_text="Каждый вопрос с новой строки.",
    )

    def __init__(self, *args: Any, terms: Choices, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("kind", council_kinds()), ("term_id", [("", "не о периоде"), *terms])):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        for name in ("chair_id", "secretary_id"):
            self.fields[name].choices = [*NOBODY, *staff]  # type: ignore[attr-defined]

    def head(self) -> Head:
        """What was typed, for the action."""
        return Head(**self.cleaned_data)


class MembersForm(forms.Form):
    """Who sits in a council, and who of them is there."""

    members = forms.TypedMultipleChoiceField(coerce=int, required=False)
    present = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("members", "present"):
            self.fields[name].choices = staff  # type: ignore[attr-defined]

    def members_present(self) -> dict[int, bool]:
        """Who is a member; whoever is there is one."""
        there = set(self.cleaned_data["present"])
        return {pk: pk in there for pk in sorted(there | set(self.cleaned_data["members"]))}


class ProposeForm(forms.Form):
    """Of which classes proposals are worked out."""

    classes = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "Отметьте хотя бы одну строку."})

    def __init__(self, *args: Any, classes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["classes"].choices = classes  # type: ignore[attr-defined]


class Versioned(forms.Form):
    """A button on a council as it was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput())


class BeginForm(Versioned):
    """The meeting begins."""

    even_without_quorum = ConfirmField(code="quorum", label="Начать без кворума")


class FinishForm(Versioned):
    """The meeting is over."""

    number = forms.CharField(label="Номер протокола", max_length=20)
    even_if_undecided = ConfirmField(code="undecided", label="Завершить, остальное отложить")


class ProposalForm(forms.Form):
    """What is proposed of somebody."""

    kind = forms.ChoiceField(label="Предложение")
    note = forms.CharField(label="Примечание", max_length=LONGEST, required=False, help_text="Почему не по отметкам.")

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class RemarkForm(forms.Form):
    """A colleague's word."""

    text = forms.CharField(label="Ваше мнение", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class VoteForm(forms.Form):
    """Votes on a proposal, and what was decided."""

    ayes = forms.IntegerField(label="За", min_value=0)
    noes = forms.IntegerField(label="Против", min_value=0)
    abstained = forms.IntegerField(label="Воздержались", min_value=0)
    kind = forms.ChoiceField(label="Решение")
    until = DayField(label="Ликвидировать до", required=False)
    text = forms.CharField(label="Слова решения", max_length=LONGEST, required=False)
    even_if_another = ConfirmField(code="another", label="Записать: прежнее решение больше не действует")

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], present: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def vote(self, *, is_unanimous: bool) -> Vote:
        """What was voted for; «единогласно»: by all who are there."""
        data = self.cleaned_data
        votes = Votes(self.present) if is_unanimous else Votes(data["ayes"], data["noes"], data["abstained"])
        return Vote(kind=data["kind"], votes=votes, until=data["until"], text=data["text"])


class PaperForm(forms.Form):
    """Who of a family has signed on paper, and when."""

    person_id = forms.TypedChoiceField(label="Кто подписал", coerce=int)
    signed_on = DayField(label="Дата подписи")

    def __init__(self, *args: Any, family: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person_id"].choices = choose(family)  # type: ignore[attr-defined]


class DebtForm(forms.Form):
    """A debt that no council of the school has named."""

    subject_id = forms.TypedChoiceField(label="Предмет", coerce=int)
    period = forms.ChoiceField(label="За что")
    mark = forms.ChoiceField(label="Отметка", choices=choose((one, one) for one in sorted(FAILING)))
    arisen_on = DayField(label="Когда возникла", help_text="День итогов или заседания, на котором её назвали.")
    until = DayField(label="Ликвидировать до", help_text="Не позже чем через год (273-ФЗ, ст. 58 ч. 5).")

    def __init__(self, *args: Any, subjects: Choices, periods: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("subject_id", subjects), ("period", periods)):
            self.fields[name].choices = choose(choices)  # type: ignore[attr-defined]

    def draft(self) -> DebtDraft:
        """What was typed, for the action."""
        data = dict(self.cleaned_data)
        year, _, term = data.pop("period").partition(":")
        return DebtDraft(year_id=int(year), term_id=int(term) if term else None, **data)


class RetakeForm(Versioned):
    """When a debt is to be settled, where, and who takes it."""

    date = DayField(label="Дата")
    place = forms.CharField(label="Место", max_length=LONGEST_PLACE, required=False)
    examiners = forms.TypedMultipleChoiceField(
        label="Кто принимает", coerce=int, required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )

    def __init__(self, *args: Any, staff: Choices, is_commission: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["examiners"]
        field.choices = staff  # type: ignore[attr-defined]
        if is_commission:
            field.label, field.help_text = "Комиссия", "Второй раз принимает комиссия (273-ФЗ, ст. 58 ч. 6)."


class ResultForm(Versioned):
    """How a retake went."""

    state = forms.ChoiceField(
        label="Результат", choices=[one for one in RetakeState.choices if one[0] != RetakeState.PLANNED]
    )
    mark = forms.ChoiceField(
        label="Отметка",
        required=False,
        choices=[("", "нет"), *((one, one) for one in (*sorted(PASSING, reverse=True), *sorted(FAILING)))],
    )
    note = forms.CharField(label="Примечание", max_length=LONGEST_NOTE, required=False)
