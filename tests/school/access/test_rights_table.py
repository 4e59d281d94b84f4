"""The documentation's table of rights is what the register says today."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

PAGE = Path(__file__).parents[3] / "docs" / "user" / "rights.md"


@pytest.mark.req("ACC-02")
def test_the_page_is_what_the_command_prints() -> None:
    out = StringIO()
    call_command("rights", stdout=out)
    assert PAGE.read_text(encoding="utf-8") == out.getvalue(), "letopis rights > docs/user/rights.md"
