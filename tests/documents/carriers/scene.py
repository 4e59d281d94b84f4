"""A registered package on carriers. It is built once a session: building is what costs, reading and writing do not."""

import random
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from letopis.documents.archive import package as building
from letopis.documents.archive.tables import Scope
from letopis.documents.carriers import actions, copying, intake
from letopis.documents.carriers.copying import Way
from letopis.documents.carriers.enums import CarrierKind, How
from letopis.documents.carriers.models import Carrier, Copy, Package
from letopis.documents.carriers.options import file_of
from letopis.documents.carriers.registering import register
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.roles import Role
from letopis.school.classes.models import ClassGroup
from letopis.school.history.intake import Put, write
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving
from letopis.school.people.models import Staff
from tests import factories as make
from tests.school.journal.scene import mark, one, scene

BUTTON = Way(How.BUTTON)
DAY = date(2026, 11, 23)


@dataclass
class Made:
    """The file of a package of 7А and what the register says of it."""

    content: bytes = b""
    columns: dict[str, Any] = field(default_factory=dict)


_made = Made()


def made() -> Made:
    """Build and register the package, at the first call; its school is any."""
    if not _made.content:
        s = scene(2)
        assert one(s.actor, mark(s.work, s.student, "4"))["status"] == "applied"
        assert any(make_checkpoint(s.school.pk) for _ in range(5))
        folder = Path(mkdtemp(prefix="letopis-test-")) / "7А"
        scope, actor = Scope(s.school, s.class_group.year, s.class_group), Actor.system(s.school.pk)
        with serving(s.school.kind, s.school.time_zone):
            building.build(actor, scope, folder)
            row = register(actor, scope, folder)
        _made.content = file_of(row).read_bytes()
        names = ("name", "size", "files", "fingerprint", "digest", "key")
        _made.columns = {name: getattr(row, name) for name in names}
    return _made


@dataclass
class Archive:
    """A school with a package and two carriers, each a folder; nothing is written to them yet."""

    school: School
    group: ClassGroup
    keeper: Staff
    package: Package
    carriers: list[Carrier]
    folders: list[Path]

    @property
    def actor(self) -> Actor:
        return make.actor_of(self.keeper, Role.OPERATOR)

    def copy(self, number: int) -> Copy:
        """The copy that stands on a carrier."""
        rows = Copy.objects.select_related("carrier", "package__year", "package__class_group")
        return rows.get(carrier=self.carriers[number], ended_at=None)

    def file(self, number: int) -> Path:
        """The file of the copy on a carrier."""
        return self.folders[number] / self.copy(number).file


def archive(tmp_path: Path, settings: Any, *, copies: int = 0, number: int = 2) -> Archive:
    """Make one; `copies`: on how many of its carriers the package lies."""
    school = make.make_school()
    group, keeper = make.make_class(school), make.make_officer(school)
    folders = [tmp_path / f"carrier{index}" for index in range(number)]
    for folder in folders:
        folder.mkdir(parents=True)
    places = {f"place{index}": str(folder) for index, folder in enumerate(folders)}
    settings.CARRIERS = {**settings.CARRIERS, "places": places}
    found = Archive(school, group, keeper, registered(school, group), [], folders)
    for index in range(number):
        found.carriers.append(carrier(found, f"Диск {index + 1}", address=f"place{index}", place=f"Кабинет {index}"))
    for index in range(copies):
        copying.write_copy(found.actor, BUTTON, package_id=found.package.pk, carrier_id=found.carriers[index].pk)
    return found


def carrier(found: Archive, name: str, *, kind: str = CarrierKind.FOLDER, **columns: Any) -> Carrier:
    """Add a carrier."""
    more = {"place": "Сейф", "since": DAY, "responsible_id": found.keeper.pk, **columns}
    return actions.set_carrier(found.actor, name=name, kind=kind, **more)


def registered(school: School, group: ClassGroup) -> Package:
    """Enter the package of the session into the register of a school; its file lies beside the base."""
    source = made()
    row = Package(
        school=school, year=group.year, class_group=group, built_at=now(), built_by="Летопись", **source.columns
    )
    write(Actor.system(school.pk), intake.PACKAGES, [Put(row)])
    file_of(row).write_bytes(source.content)
    return row


def flip(path: Path, name: str, seeded: random.Random) -> None:
    """Change one bit of a file that is stored in a package's file."""
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        member = next(one for one in opened.infolist() if one.filename.endswith(name))
    begins = member.header_offset + 30 + len(member.filename.encode()) + 20
    content[begins + seeded.randrange(member.file_size)] ^= 1 << seeded.randrange(8)
    path.write_bytes(content)
