"""Templates are sent without their indentation."""

from django import forms
from django.template.loader import get_template


def test_lines_begin_with_their_first_letter() -> None:
    source: str = get_template("shared/page.html").template.source  # type: ignore[attr-defined]
    assert "<" in source
    assert not [line for line in source.splitlines() if line != line.lstrip()]


class _NoteForm(forms.Form):
    note = forms.CharField(widget=forms.Textarea)


def test_what_a_person_wrote_keeps_its_blanks() -> None:
    shown = str(_NoteForm(initial={"note": "  § 19,\n№ 403"})["note"])
    assert ">\n  § 19,\n№ 403</textarea>" in shown, "a browser drops the first break itself"
