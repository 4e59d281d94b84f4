"""Pictures of printed pages for docs/user/images: what the demo school of the other pictures gives on paper.

`python -m bench.prints`, after `python -m bench.screenshots`, whose school it reads.
"""

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import typst
from PIL import Image
from pypdf import PdfReader

from bench.screenshots import COLOURS, HOME, IMAGES, MOMENT

PPI = 72
PASSPHRASE = "thrown away at once"  # noqa: S105


def main() -> int:
    """Set the class of the first login and keep a spread, the attendance, the last leaf, a family's week."""
    os.environ.update(LETOPIS_HOME=str(HOME), LETOPIS_DEMO="1", DJANGO_SETTINGS_MODULE="letopis.config.settings")
    import django

    django.setup()
    from letopis.documents.journal_paper.composing import JOURNAL, WEEKLY
    from letopis.documents.journal_paper.reading import read_class
    from letopis.documents.journal_paper.volume import class_volume
    from letopis.documents.journal_paper.weekly import class_week
    from letopis.school.access.models import Account
    from letopis.school.classes.models import ClassGroup
    from letopis.school.organisation.serving import serving
    from letopis.school.organisation.stored_settings import settings_of

    staff = Account.objects.get(username="teacher").persons.get().person.staff
    group = ClassGroup.objects.select_related("school").get(tutors__staff=staff)
    at = datetime.fromisoformat(MOMENT).replace(tzinfo=None)
    with serving(group.school.kind, group.school.time_zone):
        journal = read_class(group.pk, printed_at=at)
        volume = class_volume(journal, journal.terms[0].code, address="https://dnevnik.example.ru")
        week = class_week(group.pk, at.date(), printed_at=at, settings=settings_of(group.school))
    kinds = [part["kind"] for part in volume["parts"]]
    pages = _pages(JOURNAL.read_bytes(), volume)
    first = next(at for at, page in enumerate(pages) if at % 2 and at >= kinds.index("spread"))
    _keep("print-spread", pages[first : first + 2])
    _keep("print-end", pages[-1:])
    _keep("print-week", _pages(WEEKLY.read_bytes(), week)[:1])
    with serving(group.school.kind, group.school.time_zone):
        _keep("print-signed", [_signed(group.school, volume)])
    return 0


def _signed(school: Any, volume: Mapping[str, Any]) -> Image.Image:
    """The last leaf of the volume with the marks of the director and a deputy, by keys that are thrown away."""
    from letopis.documents.journal_paper.composing import pdf_of
    from letopis.documents.signatures import keys, own_keys, pades
    from letopis.kernel.roles import Role
    from letopis.school.access.models import RoleAssignment
    from letopis.school.organisation.words import role_name

    content = pdf_of(volume)
    last = str(len(PdfReader(io.BytesIO(content)).pages))
    for role in (Role.DIRECTOR, Role.DEPUTY):
        person = RoleAssignment.objects.filter(school=school, role=role).select_related("person")[0].person
        given = f"{person.name} {person.patronymic}"
        owner = own_keys.Owner(person.surname, given, role_name(role), school.short_name)
        _, store = own_keys.make_key(owner, PASSPHRASE)
        content = pades.sign_pdf(content, keys.key_of_file(store, PASSPHRASE), pades.As(role, role_name(role)))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "signed.pdf").write_bytes(content)
        subprocess.run(["pdftoppm", "-r", str(PPI), "-f", last, "-png", "signed.pdf", "page"], cwd=folder, check=True)  # noqa: S603, S607
        return Image.open(io.BytesIO(next(Path(folder).glob("page*.png")).read_bytes())).convert("RGB")


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
