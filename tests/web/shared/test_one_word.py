"""One word for one thing: what takes a step back, what leaves a form as it was, what calls something off."""

import re
from pathlib import Path

from letopis.web.shared.storage import without_comments

PRODUCT = Path(__file__).parents[3] / "letopis"
FILES = sorted([*PRODUCT.glob("web/**/*.html"), *PRODUCT.glob("web/*/static/**/*.js")])
# «Отменить» calls off something named («Отменить урок», «Отменить загрузку»); alone it would mean two things.
ALONE = re.compile(r"Отменить(?! (загрузку|\{\{))|Отмена(?= *[<\"'`])")


def text_of(path: Path) -> str:
    text = path.read_text()
    return without_comments(path.read_bytes()).decode() if path.suffix == ".js" else text


def test_no_button_says_cancel_without_saying_what() -> None:
    found = [f"{path.relative_to(PRODUCT)}: {hit.group()}" for path in FILES for hit in ALONE.finditer(text_of(path))]
    assert FILES
    assert not found


def test_a_step_back_is_said_in_one_way() -> None:
    """The pad of the lesson, the help of the journal and the guide of the look call it «вернуть»."""
    pad = text_of(PRODUCT / "web/teacher/static/teacher/lesson/pad.js")
    keys = text_of(PRODUCT / "web/teacher/templates/teacher/keys.html")
    assert '${icon("undo")}Вернуть</button>' in pad
    assert "<dt><kbd>Ctrl Z</kbd> <kbd>Ctrl Y</kbd></dt><dd>вернуть, как было" in keys
