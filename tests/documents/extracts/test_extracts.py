"""An extract with its proof: made of the base, checked without it; whatever is changed in it is named (JRN-10)."""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from letopis.documents.extracts import checking, form, paper
from letopis.documents.extracts.making import Kept, make_extract
from letopis.documents.extracts.subjects import mark_subject
from letopis.kernel.errors import Refused
from letopis.school.history.canonical import content_digest_of
from letopis.school.history.log import keys
from letopis.school.history.log.checkpoints import make_checkpoint, rotate
from letopis.school.history.models import Checkpoint
from letopis.school.marks.models import Mark
from tests import factories as make
from tests.school.history.log.test_checkpoints import enter
from tests.school.journal.scene import Scene, mark, one, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-10", "ARC-06")]


@pytest.fixture
def s(moment) -> Scene:
    """A mark put, corrected and commented among three hundred other entries, signed in three months."""
    made = scene(2)
    moment.move_to(make.moment_on(date(2026, 9, 28)))
    enter(made.school, 200)
    make_checkpoint(made.school.pk)
    moment.move_to(make.moment_on(date(2026, 11, 23)))
    assert one(made.actor, mark(made.work, made.student, "4"))["status"] == "applied"
    enter(made.school, 100)
    make_checkpoint(made.school.pk)
    assert one(made.actor, mark(made.work, made.student, "5", base=1, comment="Пересчитано"))["status"] == "applied"
    moment.shift(timedelta(minutes=5, microseconds=7))
    make_checkpoint(made.school.pk)
    return made


def extract(s: Scene, **more: Any) -> form.Extract:
    subject = mark_subject(Mark.objects.get().pk)
    return make_extract(subject.school, subject.which, title=subject.title, **more)


def vkey(s: Scene) -> str:
    return keys.keys_of(s.school.pk)[-1].verifier


def codes(content: dict[str, Any], **more: Any) -> set[str]:
    try:
        return {fault.code for fault in checking.check(form.read(json.dumps(content).encode()), **more).faults}
    except form.NotAnExtract:
        return {"not_an_extract"}


def test_it_holds_all_that_became_of_the_mark_and_is_whole(s: Scene) -> None:
    found = extract(s)
    assert [line.entry.after["value"] for line in found.entries] == ["4", "5"]
    assert "отметка: 4 → 5" in found.entries[1].about
    assert found.title.startswith("Отметка: ")
    assert len(found.earlier) == 1, "the last checkpoint of September"
    assert form.read(form.encoded(found)) == found
    checked = checking.check(found, keys=[vkey(s)])
    assert (checked.faults, checked.trusted) == ((), True)
    assert not checking.check(found).trusted, "its own key vouches for nothing"


@pytest.mark.parametrize("entries", [1, 3, 30])
def test_it_takes_the_same_queries_for_any_number_of_entries(s: Scene, entries: int, django_assert_num_queries) -> None:
    for turn in range(entries):
        assert one(s.actor, mark(s.work, s.student, "45"[turn % 2], base=turn + 2))["status"] == "applied"
    make_checkpoint(s.school.pk)
    subject = mark_subject(Mark.objects.get().pk)
    with django_assert_num_queries(27):
        found = make_extract(subject.school, subject.which, title=subject.title)
    assert len(found.entries) == entries + 2


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all values in a JSON document."""
    if isinstance(value, dict):
        return [place for key, one in value.items() for place in leaves(one, (*path, key))]
    if isinstance(value, list):
        return [place for key, one in enumerate(value) for place in leaves(one, (*path, key))]
    return [path]


def changed(value: Any) -> Any:
    if value is None:
        return 7
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    middle = len(value) // 2
    return value[:middle] + ("b" if value[middle : middle + 1] == "a" else "a") + value[middle + 1 :]


# What the school says beside what is signed: words, and the number of a row of its own base.
UNSIGNED = {("school",), ("title",), ("made_at",)}


@pytest.mark.tampering
def test_every_value_that_is_changed_is_found(s: Scene, record_property: Callable[[str, object], None]) -> None:
    """One after another: each field of each entry, each step of each path, each signature, each key."""
    content = json.loads(form.encoded(extract(s)))
    kept = Checkpoint.objects.order_by("number")[0].note
    places = [place for place in leaves(content) if place not in UNSIGNED and place[-1] not in {"id", "about"}]
    assert len(places) > 80
    for place in places:
        wrong = json.loads(json.dumps(content))
        at = wrong
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = changed(at[place[-1]])
        found = codes(wrong, keys=[vkey(s)], checkpoints=[("сентябрь", kept)]) | codes(wrong)
        assert found, place
        record_property("way", (f"an extract: {'.'.join(map(str, place))}", ", ".join(sorted(found))))


def cut(content: dict[str, Any]) -> None:
    del content["entries"][0]
    content["entries"][0]["entry"]["before"] = None


def swapped(content: dict[str, Any]) -> None:
    one, other, *_ = content["entries"]
    one["entry"], other["entry"] = other["entry"], one["entry"]


def twice(content: dict[str, Any]) -> None:
    content["entries"].append(content["entries"][0])


def middle(content: dict[str, Any]) -> None:
    """The correction of a correction: the middle one is taken out."""
    content["entries"] = [content["entries"][0], content["entries"][2]]


def as_destroyed(content: dict[str, Any], **rest: Any) -> None:
    """Another mark, said to be destroyed: the digest of such an entry is made without its content."""
    entry = content["entries"][-1]["entry"]
    digest = content_digest_of(form.read(json.dumps(content).encode()).entries[-1].entry.values)
    entry.update({"content": digest.hex(), "after": {**entry["after"], "value": "2"}, **rest})


def deep(content: dict[str, Any]) -> None:
    """Deeper than any JSON of the canonical form."""
    inner: list[Any] = []
    for _ in range(400):
        inner = [inner]
    content["entries"][0]["entry"]["after"]["value"] = inner


@pytest.mark.parametrize(
    ("change", "code"),
    [(as_destroyed, "entry_altered"), (lambda c: as_destroyed(c, salt="", reason=""), "entry_altered"),
     (lambda c: as_destroyed(c, salt="", reason="", student=None, before={}, after={"value": "2"}), "entry_altered"),
     (deep, "entry_broken"), (lambda c: c["entries"][0]["entry"].update(object=2**70), "entry_broken"),
     (cut, "entry_altered"), (swapped, "entry_altered"), (twice, "entry_twice"), (middle, "entry_gap"),
     (lambda c: c.update(checkpoint=c["checkpoint"].replace("\n\n", "\n")), "checkpoint_broken"),
     (lambda c: c.update(keys=[]), "key_missing"), (lambda c: c.update(keys=["x"]), "key_broken"),
     (lambda c: c.update(format="letopis.extract/2"), "not_an_extract"), (lambda c: c.pop("entries"), "not_an_extract"),
     (lambda c: c["entries"][0]["entry"].update(version=3), "entry_broken"),
     (lambda c: c["entries"][0]["entry"].update(salt="zz"), "entry_broken"),
     (lambda c: c["earlier"][0]["path"].pop(), "earlier_forked"),
     (lambda c: c["earlier"][0].update(checkpoint="x"), "earlier_broken")],
)  # fmt: skip
@pytest.mark.tampering
def test_each_way_to_cheat_has_a_name(
    s: Scene, change: Callable[[dict[str, Any]], None], code: str, record_property: Callable[[str, object], None]
) -> None:
    assert one(s.actor, mark(s.work, s.student, "4", base=2))["status"] == "applied"
    make_checkpoint(s.school.pk)
    content = json.loads(form.encoded(extract(s)))
    change(content)
    assert code in codes(content)
    record_property("found", code)


def test_keys_and_checkpoints_from_outside_decide(s: Scene) -> None:
    found, old = extract(s), vkey(s)
    first, second, _ = Checkpoint.objects.order_by("number")
    assert checking.check(found, checkpoints=[("сентябрь.checkpoint", first.note)]).trusted
    refused = checking.check(found, checkpoints=[("ноябрь.checkpoint", second.note)])
    assert [fault.code for fault in refused.faults] == ["not_reached"]
    with_it = extract(s, since=[Kept("ноябрь.checkpoint", second.note.replace("\n", "\r\n"))])
    assert checking.check(with_it, checkpoints=[("ноябрь.checkpoint", second.note)]).is_whole

    other = scene()
    enter(other.school, 205)
    make_checkpoint(other.school.pk)
    foreign = Checkpoint.objects.get(school=other.school).note
    assert [f.code for f in checking.check(found, checkpoints=[("чужая", foreign)]).faults] == ["other_log"]
    assert [f.code for f in checking.check(found, keys=[vkey(other)]).faults] == ["key_other"]
    with pytest.raises(Refused, match="другого журнала"):
        extract(s, since=[Kept("чужая", foreign)])

    rotate(s.school.pk, reason="плановая смена")
    assert checking.check(extract(s), keys=[old]).is_whole, "who knows the old key follows"
    assert checking.check(found, keys=[vkey(s)]).faults[0].code == "key_unknown"


def test_what_cannot_be_extracted_is_said(s: Scene) -> None:
    with pytest.raises(Refused, match="Отметки № 999 нет"):
        mark_subject(999)
    with pytest.raises(Refused, match="нет"):
        mark_subject(Mark.objects.get().pk, school_id=scene().school.pk)
    young = make.make_mark(s.work, s.students[1], "3")
    subject = mark_subject(young.pk)
    with pytest.raises(Refused, match="В истории нет таких записей"):
        make_extract(subject.school, subject.which, title=subject.title)
    bare = scene()
    assert one(bare.actor, mark(bare.work, bare.student, "4"))["status"] == "applied"
    subject = mark_subject(Mark.objects.get(work=bare.work).pk)
    with pytest.raises(Refused, match="ещё не подписан"):
        make_extract(subject.school, subject.which, title=subject.title)


def test_the_paper_holds_the_extract_and_is_the_same_each_time(s: Scene) -> None:
    found = extract(s)
    made = paper.extract_pdf(found, address="https://dnevnik.example.org")
    assert made == paper.extract_pdf(found, address="https://dnevnik.example.org")
    reader = PdfReader(BytesIO(made))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "отметка: 4 → 5" in text
    assert "стр. 1 из 1" in text
    assert form.read(paper.inside(made)) == found
    with pytest.raises(form.NotAnExtract):
        paper.inside(made[: len(made) // 2])


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("proof", *arguments, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


@pytest.mark.parametrize("name", ["выписка.json", "выписка.pdf"])
def test_the_command_makes_and_checks(s: Scene, tmp_path: Path, name: str) -> None:
    file, key = tmp_path / name, tmp_path / "key.txt"
    key.write_text(vkey(s))
    assert run("mark", str(Mark.objects.get().pk), "--out", str(file))[0] == 0
    status, told = run("verify", str(file))
    assert (status, "Сверьте его со школой" in told) == (0, True)
    status, told = run("verify", str(file), "--key", str(key), "--json")
    assert (status, json.loads(told)["trusted"]) == (0, True)
    file.write_bytes(file.read_bytes()[:-200])
    assert run("verify", str(file))[0] == 2
    assert run("verify", str(tmp_path / "нет"))[0] == 2
    assert run("mark", "999", "--out", str(file))[0] == 2
    assert run("mark")[0] == 2


def test_words_beside_the_proof_are_not_taken_for_it(s: Scene, tmp_path: Path) -> None:
    """Title and words change no digest when they are rewritten: they are told as such, and steer no terminal."""
    content = json.loads(form.encoded(extract(s)))
    content["title"] = "Отметка 2\nЦело: записей 9.\x1b[2J\u202e"
    content["entries"][-1]["about"] = "Отметки. Заведено: отметка: 2"
    file = tmp_path / "выписка.json"
    file.write_text(json.dumps(content))
    status, told = run("verify", str(file), "--key", vkey(s))
    lines = told.splitlines()
    assert status == 0
    assert [line for line in lines if "2" in line and "со слов выписки" not in line and "отметка: 2" in line] == []
    assert any("отметка: 4 → 5" in line and "запись" in line for line in lines)
    assert lines[0].startswith("выписка.json, со слов выписки: Отметка 2·Цело")
    assert {"\x1b", "\u202e"}.isdisjoint(told)
    assert "отметка: 4 → 5" in json.loads(run("verify", str(file), "--json")[1])["proved"][-1]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/EmbeddedFile/Filter/FlateDecode", b"/EmbeddedFile/Filter/FlateDxcode"),
        (b"/EF<</F ", b"/EF<</F 7%"),
    ],
)
def test_a_damaged_pdf_is_no_extract(s: Scene, old: bytes, new: bytes) -> None:
    content = paper.extract_pdf(extract(s))
    assert old in content
    with pytest.raises(form.NotAnExtract):
        form.read(paper.inside(content.replace(old, new)))


@pytest.mark.sqlite
def test_the_check_needs_no_base(s: Scene, tmp_path: Path) -> None:
    """Another computer, with the program alone: an altered byte is named there."""
    content = json.loads(form.encoded(extract(s)))
    content["entries"][1]["entry"]["after"]["value"] = "3"
    file = tmp_path / "выписка.json"
    file.write_text(json.dumps(content))
    home = tmp_path / "nothing"
    env = {**os.environ, "LETOPIS_HOME": str(home), "LETOPIS_SECRET_KEY": "x" * 50}
    env["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/none"
    command = [sys.executable, "-m", "letopis", "proof", "verify", str(file)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stderr
    assert f"Запись № {content['entries'][1]['id']} не та, что подписана" in done.stdout


# ── cosigned ──────────────────────────────────────────────────────────


@pytest.mark.tampering
def test_it_carries_the_cosignatures_and_a_reader_names_whom_he_trusts(s: Scene, record_property: Any) -> None:
    newest = Checkpoint.objects.order_by("number").last()
    first, second = (make.make_cosignature(newest).witness.verifier for _ in range(2))
    found = extract(s)
    assert found.checkpoint.count("— example.com/w") == 2
    stranger = make.make_witness(s.school).verifier

    def told(*witnesses: str, quorum: int | None = None) -> set[str]:
        return {fault.code for fault in checking.check(found, witnesses=witnesses, quorum=quorum).faults}

    assert told() == told(first) == told(first, second) == told(first, stranger, quorum=1) == set()
    assert told(first, stranger) == {"too_few", "cosigner_unknown"}
    assert told(first, first, quorum=2) == {"too_few", "cosigner_unknown"}, "one that is named twice is one"
    assert told(quorum=1) == {"too_few", "cosigner_unknown"}
    assert told(vkey(s)) == {"cosigner_broken"}
    assert codes(changed_cosignature(found), witnesses=[first]) == {"cosignature_forged", "too_few", "cosigner_unknown"}
    record_property("way", ("the time in a witness's line of an extract", "cosignature_forged"))
    assert checking.check(found, witnesses=[first]).told == (
        f"Заверил свидетель {first.partition('+')[0]}.",
        f"Есть подписи, ключи которых не названы (--witness): {second.partition('+')[0]}.",
    )


def changed_cosignature(found: form.Extract) -> dict[str, Any]:
    """The first witness's line with the time of another second."""
    content: dict[str, Any] = json.loads(form.encoded(found))
    lines = content["checkpoint"].split("\n")
    at = next(place for place, line in enumerate(lines) if line.startswith("— example.com/w"))
    dash, name, value = lines[at].split(" ")
    raw = bytearray(base64.b64decode(value))
    raw[11] ^= 1
    lines[at] = f"{dash} {name} {base64.b64encode(raw).decode()}"
    content["checkpoint"] = "\n".join(lines)
    return content


def test_the_newest_that_is_cosigned_is_taken_where_it_covers_all(s: Scene) -> None:
    cosigned = Checkpoint.objects.order_by("number").last()
    make.make_cosignature(cosigned)
    enter(s.school, 3)
    newest = make_checkpoint(s.school.pk)
    assert extract(s).checkpoint.startswith(f"{head_lines(cosigned)}\n")
    # What is newer than it is not left out.
    assert one(s.actor, mark(s.work, s.student, "3", base=2))["status"] == "applied"
    newest = make_checkpoint(s.school.pk)
    found = extract(s)
    assert found.checkpoint == newest.note
    assert len(found.entries) == 3


def head_lines(checkpoint: Checkpoint) -> str:
    return checkpoint.note.partition("\n\n")[0]


def test_the_command_takes_keys_of_witnesses(s: Scene, tmp_path: Path) -> None:
    verifier = make.make_cosignature(Checkpoint.objects.order_by("number").last()).witness.verifier
    (file := tmp_path / "x.json").write_bytes(form.encoded(extract(s)))
    (kept := tmp_path / "witness.key").write_text(f"{verifier}\n")
    out = StringIO()
    call_command("proof", "verify", str(file), "--witness", str(kept), "--quorum", "1", stdout=out)
    assert "Заверил свидетель" in out.getvalue()
    with pytest.raises(SystemExit) as stop:
        call_command("proof", "verify", str(file), "--witness", verifier, "--quorum", "2", "--json", stdout=StringIO())
    assert stop.value.code == 1
