"""`letopis import …` as a script calls it."""

import json
from typing import Any

import pytest
from django.core.management import call_command


def run(what: str, capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Exit status and what was printed; `what`: base, plan."""
    capsys.readouterr()
    try:
        call_command("import", what, *map(str, arguments))
        status = 0
    except SystemExit as exit_:
        status = int(exit_.code or 0)
    return status, capsys.readouterr().out


def report(what: str, capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any]]:
    """Exit status and the JSON."""
    status, text = run(what, capsys, *arguments, "--json")
    return status, json.loads(text)
