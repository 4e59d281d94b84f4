"""Templates are sent without their indentation."""

from django.template.loader import get_template


def test_lines_begin_with_their_first_letter() -> None:
    source: str = get_template("shared/page.html").template.source  # type: ignore[attr-defined]
    assert "<" in source
    assert not [line for line in source.splitlines() if line != line.lstrip()]
