"""Pictures of printed pages for docs/user/images: what the demo school of the other pictures gives on paper.

`python -m bench.prints`, after `python -m bench.screenshots`, whose school it reads.
"""

import io
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson
import typst
from PIL import Image

from bench.screenshots import COLOURS, HOME, IMAGES, MOMENT

PPI = 72


def main() -> int:
    """Set the class of the first login and keep a spread, the attendance, the last leaf, a family's week."""
    os.environ.update(LETOPIS_HOME=str(HOME), LETOPIS_DEMO="1", DJANGO_SETTINGS_MODULE="letopis.config.settings")
    import django

    django.setup()
    from letopis.documents.journal_paper.composing import FOLDER
    from letopis.documents.journal_paper.reading import read_class
    from letopis.documents.journal_paper.volume import class_volume
    from letopis.documents.journal_paper.weekly import class_week
    from letopis.school.access.models import Account
    from letopis.school.classes.models import ClassGroup
    from letopis.school.organisation.serving import serving
    from letopis.school.organisation.settings import settings_of

    staff = Account.objects.get(username="teacher").persons.get().person.staff
    group = ClassGroup.objects.select_related("school").get(tutors__staff=staff)
    at = datetime.fromisoformat(MOMENT).replace(tzinfo=None)
    with serving(group.school.kind, group.school.time_zone):
        journal = read_class(group.pk, printed_at=at)
        volume = class_volume(journal, journal.terms[0].code, address="https://dnevnik.example.ru")
        week = class_week(group.pk, at.date(), printed_at=at, settings=settings_of(group.school))
    journal_template, week_template = (FOLDER / f"{name}.typ" for name in ("journal", "weekly"))
    kinds = [part["kind"] for part in volume["parts"]]
    pages = _pages(journal_template.read_bytes(), volume)
    first = next(at for at, page in enumerate(pages) if at % 2 and at >= kinds.index("spread"))
    _keep("print-spread", pages[first : first + 2])
    _keep("print-end", pages[-1:])
    _keep("print-week", _pages(week_template.read_bytes(), week)[:1])
    return 0


def _pages(template: bytes, data: Mapping[str, Any]) -> list[Image.Image]:
    inputs = {"data": orjson.dumps(data).decode()}
    made = typst.compile(template, format="png", ppi=PPI, sys_inputs=inputs)
    pages = made if isinstance(made, list) else [made]
    return [Image.open(io.BytesIO(page)).convert("RGB") for page in pages if page]


def _keep(name: str, pages: Sequence[Image.Image]) -> None:
    """Pages side by side, with few colours."""
    width, height = pages[0].size
    image = Image.new("RGB", (width * len(pages), height), "white")
    for at, page in enumerate(pages):
        image.paste(page, (width * at, 0))
    image.quantize(COLOURS // 8, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
        IMAGES / f"{name}.png", optimize=True
    )
    print(name)


if __name__ == "__main__":
    sys.exit(main())
