"""The conduct of a class as HTML: a choice for each student, which a template of a widget would take long for."""

from collections.abc import Callable, Sequence
from html import escape as esc

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from letopis.school.grading.queries.conduct import ConductLine
from letopis.school.organisation.words import current
from letopis.web.shared.wording import capital


class Choice(forms.Select):
    """A choice written as text."""

    def render(
        self, name: str, value: object, attrs: dict[str, object] | None = None, renderer: object = None
    ) -> SafeString:
        """Return the choice with its options."""
        chosen = "" if value is None else str(value)
        options = "".join(
            f'<option value="{esc(str(one))}"{" selected" if str(one) == chosen else ""}>{esc(str(label))}</option>'
            for one, label in self.choices
        )
        told = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return SafeString(f"<select{told}>{options}</select>")


def table(
    lines: Sequence[ConductLine], field: Callable[[ConductLine], forms.BoundField | None] | None, *, has_opinions: bool
) -> SafeString:
    """Students with a choice each; without a `field` with what stands."""
    heads = (capital(current().student.nom), "Поведение", *(["Мнения"] if has_opinions else []))
    head = "".join(f'<th scope="col">{one}</th>' for one in heads)
    rows = "".join(_row(one, field(one) if field else None, has_opinions=has_opinions) for one in lines)
    return SafeString(
        f'<table class="table table--keep people conduct part"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _row(line: ConductLine, field: forms.BoundField | None, *, has_opinions: bool) -> str:
    name, value = esc(line.name), esc(line.value or line.elsewhere) or "–"
    if field is not None:
        name, value = f'<label for="{field.id_for_label}">{name}</label>', str(field)
        if line.elsewhere:
            value = f'{value} <span class="note">{esc(line.elsewhere)}</span>'
    told = f"<td>{esc(line.opinions) or '–'}</td>" if has_opinions else ""
    return f'<tr><th scope="row">{name}</th><td>{value}</td>{told}</tr>'
