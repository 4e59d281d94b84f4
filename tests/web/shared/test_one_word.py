"""One word for one thing: what takes a step back, what leaves a form as it was, what calls something off."""

import re
from pathlib import Path

from django.template.loader import get_template

from tests.client import texts

PRODUCT = Path(__file__).parents[3] / "letopis"
TEMPLATES = sorted(PRODUCT.glob("web/**/*.html"))
# «Отменить» calls off something named («Отменить урок», «Отменить загрузку»); alone it would mean two things.
ALONE = re.compile(r"Отменить(?! (загрузку|(этот )?приказ|последнее изменение|\{\{))|Отмена(?= *[<\"'`])")


def test_no_button_says_cancel_without_saying_what() -> None:
    files = {path.name: path.read_text() for path in TEMPLATES} | texts()
    found = [f"{name}: {hit.group()}" for name, text in files.items() for hit in ALONE.finditer(text)]
    assert TEMPLATES
    assert texts()
    assert not found


def test_a_step_back_is_said_in_one_way() -> None:
    """The pad of the lesson, the help of the journal and the guide of the look call it «вернуть»."""
    pad = texts()["teacher/client/lesson/pad.js"]
    keys = get_template("teacher/keys.html").template.source  # type: ignore[attr-defined]
    assert '${icon("undo")}Вернуть</button>' in pad
    assert "<kbd>Ctrl Z</kbd> <kbd>Ctrl Y</kbd></dt><dd>вернуть, как было" in keys
