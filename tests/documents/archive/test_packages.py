"""A package of a class and of a year: built whole or not at all, checked without the base, every damage named."""

import json
import os
import random
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import bagit
import msgspec
import pytest
from django.core.management import CommandError, call_command

from letopis.documents.archive import package
from letopis.documents.archive.container import NotAPackage, serialise
from letopis.documents.archive.tables import Scope
from letopis.documents.archive.verifying import verify_package
from letopis.documents.extracts.form import Content
from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.history.canonical import content_digest_of
from letopis.school.history.log import keys, notes
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.history.models import Checkpoint
from letopis.school.organisation.serving import serving
from tests import factories as make
from tests.school.history.log.test_checkpoints import enter
from tests.school.journal.scene import Scene, mark, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("ARC-04", "ARC-05", "ARC-06")]


@pytest.fixture
def s() -> Scene:
    made = scene(2)
    assert one(made.actor, mark(made.work, made.student, "4"))["status"] == "applied"
    assert one(made.actor, mark(made.work, made.student, "5", base=1))["status"] == "applied"
    enter(made.school, 5)
    make_checkpoint(made.school.pk)
    return made


def built(s: Scene, out: Path, *, whole: bool = False) -> Path:
    scope = Scope(s.school, s.class_group.year, None if whole else s.class_group)
    with serving(s.school.kind, s.school.time_zone):
        return package.build(Actor.system(s.school.pk), scope, out).path


def vkey(s: Scene) -> str:
    return keys.keys_of(s.school.pk)[-1].verifier


@pytest.mark.parametrize("whole", [False, True], ids=["class", "year"])
def test_it_is_whole_and_readable_without_the_program(s: Scene, tmp_path: Path, whole: bool) -> None:
    out = built(s, tmp_path / "7А", whole=whole)
    checked = verify_package(out, keys=[vkey(s)])
    assert (checked.findings, checked.trusted) == ((), True)
    assert bagit.Bag(str(out)).is_valid(), "the library's own judgement"
    data = out / "data"
    rows = [json.loads(line) for line in (data / "tables/journal.mark.jsonl").read_text().splitlines()]
    assert [row["value"] for row in rows] == ["5"]
    schema = json.loads((data / "tables/schema.json").read_text())
    assert schema["journal.mark"]["columns"]["student_id"]["table"] == "people.student"
    assert schema["journal.mark"]["columns"]["value"]["title"] == "отметка"
    assert set(rows[0]) == set(schema["journal.mark"]["columns"])
    assert "access.account" not in schema
    values = [json.loads(line)["entry"] for line in (data / "ledger/entries.jsonl").read_text().splitlines()]
    assert [one["after"]["value"] for one in values if one["kind"] == "journal.mark"] == ["4", "5"]
    names = {path.name for path in (data / "volumes").iterdir()}
    assert all(path.read_bytes().startswith(b"%PDF") for path in (data / "volumes").iterdir())
    assert len(names) == (3 if whole else 2)
    done = subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=out, check=False)
    assert done.returncode == 0


def test_of_a_class_there_is_nothing_of_another(s: Scene, tmp_path: Path) -> None:
    other = make.make_class(s.school, "8Б")
    stranger = make.make_student(other)
    course = make.make_course(other, "Физика", teacher=s.teacher)
    make.make_mark(make.make_work(make.make_lesson(course), s.work.kind), stranger, "2")
    tables = built(s, tmp_path / "7А") / "data/tables"
    assert len((tables / "journal.mark.jsonl").read_text().splitlines()) == 1
    students = {json.loads(line)["id"] for line in (tables / "people.student.jsonl").read_text().splitlines()}
    assert stranger.pk not in students
    assert {one.pk for one in s.students} <= students


# ── damage ────────────────────────────────────────────────────────────
def change(path: Path, old: bytes = b"", new: bytes = b"") -> None:
    content = path.read_bytes()
    assert not old or old in content
    path.write_bytes(content.replace(old, new, 1) if old else content[:-1] + bytes([content[-1] ^ 1]))


def manifest_too(out: Path) -> None:
    """The file and every sum over it, as somebody careful would."""
    change(out / "data/tables/journal.mark.jsonl", b'"5"', b'"3"')
    bag = bagit.Bag(str(out))
    bag.save(manifests=True)


def cut_ledger(out: Path) -> None:
    path = out / "data/ledger/leaves.txt"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


LEDGER = "data/ledger"
TORN = (b"\n\n", b"\n")
# What is done to the package, to which file of it, and what is found. None: the file goes.
DAMAGE: dict[str, tuple[Callable[[Path], object] | str, tuple[bytes, bytes] | None, set[str]]] = {
    "a byte of a volume": (lambda out: change(next((out / "data/volumes").iterdir())), None, {"altered"}),
    "a byte of a table": ("data/tables/journal.mark.jsonl", (b'"5"', b'"3"'), {"altered"}),
    "a file gone": ("data/tables/journal.mark.jsonl", None, {"missing"}),
    "a file more": (lambda out: (out / "data/tables/x.jsonl").write_text("{}"), None, {"added"}),
    "the manifest with the file": (manifest_too, None, {"signature_other"}),
    "the manifest": ("manifest-sha256.txt", (b"data/README.txt", b"data/README"), {"altered", "added", "missing"}),
    "an entry": (f"{LEDGER}/entries.jsonl", (b'"value":"4"', b'"value":"3"'), {"entry_altered"}),
    "an entry torn": (f"{LEDGER}/entries.jsonl", (b'{"id"', b'"id"'), {"entry_broken"}),
    "an entry moved": (f"{LEDGER}/entries.jsonl", (b'"index":', b'"index":9'), {"entry_added"}),
    "a leaf": (f"{LEDGER}/leaves.txt", (b"a", b"b"), {"log_forked"}),
    "the last leaf gone": (cut_ledger, None, {"log_cut"}),
    "the leaves gone": (f"{LEDGER}/leaves.txt", None, {"missing", "log_cut"}),
    "the size signed": (f"{LEDGER}/checkpoint.txt", (b"\n", b"\n1"), {"signature_forged"}),
    "the checkpoint torn": (f"{LEDGER}/checkpoint.txt", TORN, {"checkpoint_broken"}),
    "the checkpoint gone": (f"{LEDGER}/checkpoint.txt", None, {"missing"}),
    "the signature gone": ("package.note", None, {"signature_missing"}),
    "the signature torn": ("package.note", TORN, {"signature_broken"}),
    "the signature forged": ("package.note", (b"archive/1", b"archive/2"), {"signature_forged"}),
}


@pytest.mark.tampering
def test_every_damage_is_found_and_named(s: Scene, tmp_path: Path, record_property) -> None:
    """One sound package, a copy of it for each way to damage it."""
    sound = built(s, tmp_path / "7А")
    for name, (damage, swap, codes) in DAMAGE.items():
        out = tmp_path / name
        shutil.copytree(sound, out)
        if not isinstance(damage, str):
            damage(out)
        elif swap is None:
            (out / damage).unlink()
        else:
            change(out / damage, *swap)
        found = {one.code for one in verify_package(out, keys=[vkey(s)]).findings}
        assert codes <= found, (name, found)
        record_property("way", (f"a package: {name}", ", ".join(sorted(found))))
        file = tmp_path / f"{name}.zip"
        serialise(out, file, "7А")
        assert {one.code for one in verify_package(file, keys=[vkey(s)]).findings} == found, (name, "as one file")
        assert verify_package(out).findings, name
    other = scene()
    enter(other.school, 1)
    make_checkpoint(other.school.pk)
    assert {one.code for one in verify_package(sound, keys=[vkey(other)]).findings} == {"key_unknown"}
    with pytest.raises(NotAPackage):
        verify_package(sound / "data")


def as_destroyed(out: Path) -> None:
    """The content of an entry rewritten, and said to be destroyed: its digest is made without it."""
    file = out / "data/ledger/entries.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    last = next(one for one in reversed(lines) if one["entry"]["kind"] == "journal.mark")
    values = msgspec.convert(last["entry"], Content).values
    last["entry"] |= {"content": content_digest_of(values).hex(), "after": {**last["entry"]["after"], "value": "2"}}
    file.write_text("".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines))


def deep(out: Path) -> None:
    with (out / "data/ledger/entries.jsonl").open("a") as file:
        file.write('{"id":1,"index":0,"entry":{"before":' + '{"a":' * 100_000 + "\n")
        file.write('{"id":2,"index":0,"entry":{"object":' + "9" * 400 + "}}\n")


@pytest.mark.tampering
@pytest.mark.parametrize(("alter", "code"), [(as_destroyed, "entry_altered"), (deep, "entry_broken")])
def test_an_entry_rewritten_with_its_manifest_is_named(s: Scene, tmp_path: Path, alter, code, record_property) -> None:
    out = built(s, tmp_path / "p")
    alter(out)
    (out / "package.note").unlink()
    bag = bagit.Bag(str(out))
    bag.save(manifests=True)
    assert {one.code for one in verify_package(out, keys=[vkey(s)]).findings} == {code, "signature_missing"}
    record_property("way", (f"a package: an entry {alter.__name__}, its manifest too", code))


def test_what_is_no_file_of_the_package_is_not_read(s: Scene, tmp_path: Path) -> None:
    """A link to the same bytes elsewhere: carried away, the package would be without them. A pipe never ends."""
    out = built(s, tmp_path / "p")
    (out / "data/volumes").rename(tmp_path / "elsewhere")
    (out / "data/volumes").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotAPackage):
        verify_package(out)
    (out / "data/volumes").unlink()
    (tmp_path / "elsewhere").rename(out / "data/volumes")
    assert verify_package(out, keys=[vkey(s)]).findings == ()
    (out / "data/tables/schema.json").unlink()
    os.mkfifo(out / "data/tables/schema.json")
    assert {one.code for one in verify_package(out, keys=[vkey(s)]).findings} == {"missing"}
    os.mkfifo(out / "tagmanifest-md5.txt")
    with pytest.raises(NotAPackage, match="не файл"):
        verify_package(out)


@pytest.mark.tampering
def test_a_manifest_that_leads_out_or_has_no_end_is_refused_in_words(s: Scene, tmp_path: Path, record_property) -> None:
    """Each line of a manifest is looked up on the disk: one of a million lines took minutes."""
    out = built(s, tmp_path / "p")
    manifest = out / "manifest-sha256.txt"
    sound = manifest.read_text()
    none, first = "0" * 64, sound.splitlines()[0][64:]
    ways = {
        "a place outside": (f"{none}  data/../../../etc/passwd\n", "не файл пакета"),
        "a place of the disk": (f"{none}  /etc/passwd\n", "не файл пакета"),
        "a file twice": (f"{none}{first}\n", f"дважды, с разными суммами, {first.strip()}"),
        "a million lines": (f"{none}  data/x\n" * 300_000, "слишком большой"),
    }
    for way, (added, told) in ways.items():
        manifest.write_text(sound + added)
        with pytest.raises(NotAPackage, match=told):
            verify_package(out)
        record_property("way", (f"a package: a manifest that names {way}", "refused"))


def test_one_file_of_it_is_the_same_package(s: Scene, tmp_path: Path) -> None:
    sound, file = built(s, tmp_path / "7А"), tmp_path / "7А.zip"
    serialise(sound, file, "7А")
    for path, moved in ((sound, tmp_path / "moved"), (file, tmp_path / "moved.zip")):
        path.rename(moved)
    again = tmp_path / "again.zip"
    serialise(tmp_path / "moved", again, "7А")
    assert again.read_bytes() == (tmp_path / "moved.zip").read_bytes(), "neither names outside nor moments are in it"
    checked, in_folder = verify_package(again, keys=[vkey(s)]), verify_package(tmp_path / "moved", keys=[vkey(s)])
    assert (checked.findings, checked) == ((), in_folder)
    with zipfile.ZipFile(again) as archive:
        archive.extractall(tmp_path / "out")
    assert bagit.Bag(str(tmp_path / "out/7А")).is_valid()


@pytest.mark.tampering
def test_damage_to_the_one_file_is_named(s: Scene, tmp_path: Path) -> None:
    file, torn = tmp_path / "7А.zip", tmp_path / "torn.zip"
    serialise(built(s, tmp_path / "7А"), file, "7А")
    content, seeded = file.read_bytes(), random.Random(1)
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
    for member in members:
        if not member.file_size:
            continue
        # A stored member begins after its header of 30 bytes, its name and the extra field of a large file.
        begins = member.header_offset + 30 + len(member.filename.encode()) + 20
        at = begins + seeded.randrange(member.file_size)
        torn.write_bytes(content[:at] + bytes([content[at] ^ 1 << seeded.randrange(8)]) + content[at + 1 :])
        name = member.filename.partition("/")[2]
        try:
            found = verify_package(torn, keys=[vkey(s)]).findings
        except NotAPackage as fault:
            assert "/" not in name, fault  # noqa: PT017
            continue
        assert found, name
        assert "/" not in name or ("altered", name) in {(one.code, one.what) for one in found}, (name, found)
    for cut in (0, 10, len(content) // 2, len(content) - 1):
        torn.write_bytes(content[:cut])
        with pytest.raises(NotAPackage):
            verify_package(torn)
    with zipfile.ZipFile(torn, "w") as archive:
        archive.writestr("7А/../../escaped.txt", "x")
    with pytest.raises(NotAPackage):
        verify_package(torn)


# ── building ──────────────────────────────────────────────────────────
@contextmanager
def small_files() -> Iterator[None]:
    """A disk that takes no file of more than two kilobytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2048, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_half_a_package_never_looks_whole(s: Scene, tmp_path: Path) -> None:
    out = tmp_path / "7А"
    with small_files(), pytest.raises(Refused, match="Ничего не оставлено"):
        built(s, out)
    assert not list(tmp_path.glob("7А*"))
    # The power went: what was left bears another name, and the next build begins anew.
    left = tmp_path / f"7А{package.UNFINISHED}"
    left.mkdir()
    (left / "old").write_text("x")
    assert not verify_package(built(s, out), keys=[vkey(s)]).findings
    assert not left.exists()
    with pytest.raises(Refused, match="уже есть и не пуст"):
        built(s, out)


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("archive", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_command_builds_and_checks(s: Scene, tmp_path: Path) -> None:
    out, key = tmp_path / "7А", tmp_path / "key.txt"
    key.write_text(vkey(s))
    assert run("build", "--class", "7А", "--out", str(out))[0] == 0
    status, told = run("verify", str(out))
    assert (status, "сверьте его со школой" in told) == (0, True)
    assert run("verify", str(out), "--key", str(key))[0] == 0
    assert run("build", "--class", "9Ж", "--out", str(tmp_path / "9Ж"))[0] == 2
    assert run("build", "--class", "7А", "--out", str(out))[0] == 2
    assert run("verify", str(tmp_path))[0] == 2
    assert run("verify")[0] == run("build")[0] == 2


@pytest.mark.sqlite
def test_the_check_needs_no_base(s: Scene, tmp_path: Path) -> None:
    out = built(s, tmp_path / "7А")
    change(out / "data/ledger/entries.jsonl", b'"value":"4"', b'"value":"3"')
    env = {**os.environ, "LETOPIS_HOME": str(tmp_path / "none"), "LETOPIS_SECRET_KEY": "x" * 50}
    env["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    command = [sys.executable, "-m", "letopis", "archive", "verify", str(out), "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stderr
    assert {one["code"] for one in json.loads(done.stdout)["findings"]} == {"altered", "entry_altered"}


def test_a_package_carries_what_witnesses_have_cosigned(s: Scene, tmp_path: Path) -> None:
    verifier = make.make_cosignature(Checkpoint.objects.get()).witness.verifier
    enter(s.school, 3)
    make_checkpoint(s.school.pk)
    out = built(s, tmp_path / "7А")
    assert verify_package(out, keys=[vkey(s)], witnesses=[verifier]).findings == ()
    stranger = make.make_witness(s.school).verifier
    for more in ({"witnesses": [verifier, stranger]}, {"witnesses": [verifier], "quorum": 2}):
        assert {one.code for one in verify_package(out, **more).findings} == {"too_few"}
    found = {one.code for one in verify_package(out, witnesses=[stranger]).findings}
    assert found == {"too_few", "cosigner_unknown"}

    # Another history cosigned: the leaves of the package do not lead to it, whatever its sums say.
    file = out / "data/ledger/cosigned.txt"
    signer = keys.signer_of(keys.keys_of(s.school.pk)[-1])
    head = notes.head_of(notes.parse(file.read_text()))
    forked = notes.Head(head.origin, head.size, bytes(32))
    file.write_text(notes.signed(forked.text, head.origin, signer.key))
    assert "log_forked" in {one.code for one in verify_package(out, keys=[vkey(s)]).findings}
    file.write_text("нет")
    assert "checkpoint_broken" in {one.code for one in verify_package(out, keys=[vkey(s)]).findings}
