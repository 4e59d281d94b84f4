"""`letopis signature`: verifying without a base, offering and signing; `archive verify` of what was signed."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from letopis.documents.archive import package, signed
from letopis.documents.archive.container import serialise
from letopis.documents.archive.tables import Scope
from letopis.documents.archive.verifying import verify_package
from letopis.documents.signatures import actions, gost
from letopis.documents.signatures.enums import KeyKind
from letopis.documents.signatures.models import Signature, SignedDocument
from letopis.documents.signatures.verdicts import Code
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import Refused
from letopis.school.history.log.checkpoints import make_checkpoint
from letopis.school.organisation.serving import serving
from tests.documents.signatures import scene
from tests.documents.signatures.scene import DAY, MANIFEST, PASSPHRASE, Signing, issue, named, printed, signing
from tests.school.history.log.test_checkpoints import enter
from tests.school.journal.scene import scene as journal_scene

pytestmark = pytest.mark.req("ARC-07", "ARC-06")
needs_gost = pytest.mark.skipif(
    not gost.is_available(), reason="no GOST engine: apt-get install libengine-gost-openssl (scripts/system.sh)"
)


def verify(*arguments: object, status: int = 0) -> str:
    """What the command says; its exit status is looked at."""
    out = StringIO()
    code = 0
    try:
        call_command("signature", "verify", *map(str, arguments), stdout=out, no_color=True)
    except SystemExit as ended:
        code = int(str(ended.code))
    except CommandError as error:
        code = error.returncode
        out.write(str(error))
    assert code == status, out.getvalue()
    return out.getvalue()


# ── verifying ─────────────────────────────────────────────────────────
def test_it_says_who_signed_when_with_what_and_over_what(tmp_path: Path) -> None:
    one = issue()
    file, beside, roots = (tmp_path / name for name in ("m.txt", "m.txt.1.p7s", "roots.pem"))
    file.write_bytes(MANIFEST)
    beside.write_bytes(one.key.sign_detached(MANIFEST))
    roots.write_bytes(one.pem)
    told = verify(file, "--trust", roots)
    for part in ("m.txt.1.p7s: Орлова Елена Викторовна", one.certificate.serial, "2026-11-23T07:43:00", "Верна."):
        assert part in told
    assert f"над: все {len(MANIFEST)} байт файла" in told
    assert "Кто выдал сертификат, не проверялось" in verify(file, "--signature", beside)
    file.write_bytes(MANIFEST + b" ")
    assert "Документ изменён после подписания." in verify(file, status=1)
    found = json.loads(verify(file, "--json", status=1))
    assert (found["clean"], found["signatures"][0]["faults"]) == (False, ["altered"])


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    file = tmp_path / "m.txt"
    assert "не прочесть" in verify(file, status=2)
    file.write_bytes(MANIFEST)
    assert "Подписи в файле нет." in verify(file, status=1)
    assert "не прочесть" in verify(file, "--trust", tmp_path / "none.pem", status=2)
    assert "не читается как сертификат" in verify(file, "--trust", file, status=2)


def test_it_needs_no_base(tmp_path: Path) -> None:
    """Run as a command of its own in a home where nothing is."""
    one, file = issue(ends=now() + 3650 * DAY), tmp_path / "m.txt"
    file.write_bytes(MANIFEST)
    (tmp_path / "m.txt.p7s").write_bytes(one.key.sign_detached(MANIFEST))
    environment = {**os.environ, "LETOPIS_HOME": str(tmp_path / "home"), "DATABASE_URL": "sqlite:////nowhere/base"}
    asked = [sys.executable, "-m", "letopis", "signature", "verify", str(file)]
    done = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, "Верна." in done.stdout) == (0, True), done.stderr


@needs_gost
def test_gost_is_checked_where_its_module_is_and_never_called_whole_where_it_is_not(
    settings: object, tmp_path: Path, moment: time_machine.Traveller
) -> None:
    certificate, store = scene.gost_key(tmp_path)
    moment.move_to(time_machine.escape_hatch.time.time())  # openssl goes by the real clock
    file, beside, roots = (tmp_path / name for name in ("m.txt", "m.txt.p7s", "roots.pem"))
    file.write_bytes(MANIFEST)
    beside.write_bytes(gost.sign(MANIFEST, store, PASSPHRASE))
    roots.write_bytes(certificate.pem)
    assert scene.openssl(tmp_path, MANIFEST, beside.read_bytes(), certificate.pem, "-engine", "gost")
    told = verify(file, "--trust", roots)
    assert "ГОСТ Р 34.10-2012, 256 бит" in told
    assert "Верна." in told
    roots.write_bytes(issue().pem)
    assert "не ведёт ни к одному из доверенных" in verify(file, "--trust", roots, status=1)
    file.write_bytes(MANIFEST + b" ")
    assert "Документ изменён" in verify(file, status=1)
    file.write_bytes(MANIFEST)
    settings.SIGNING = {**settings.SIGNING, "openssl": "/bin/false"}  # type: ignore[attr-defined]
    told = verify(file, status=2)
    assert "Не проверено: нет модуля ГОСТ" in told
    assert "Верна" not in told


@needs_gost
@pytest.mark.django_db
def test_gost_is_not_taken_where_its_module_is_not(settings: object, tmp_path: Path) -> None:
    certificate, store = scene.gost_key(tmp_path)
    signature = gost.sign(MANIFEST, store, PASSPHRASE)
    s = signing()
    row = actions.name_signer(
        s.director,
        staff_id=s.staff.pk,
        role=s.director.role,
        key_kind=KeyKind.ELSEWHERE,
        content=certificate.pem,
        even_if_other=True,
    )
    document = actions.put_up(s.director, content=MANIFEST, title="Архив", name="m.txt")
    settings.SIGNING = {**settings.SIGNING, "openssl": "/bin/false"}  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="нет модуля ГОСТ"):
        actions.take_signature(s.director, document_id=document.pk, content=signature)
    assert not row.signatures.exists()


# ── offering and signing ──────────────────────────────────────────────
@pytest.fixture
def s() -> Signing:
    return signing()


@pytest.mark.django_db
def test_a_document_is_offered_and_signed_by_command(
    s: Signing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _: PASSPHRASE)  # what is typed
    one = issue()
    row = named(s.director, one)
    file, key, out = (tmp_path / name for name in ("7А.pdf", "key.p12", "signed.pdf"))
    file.write_bytes(printed())
    key.write_bytes(one.store)
    call_command("signature", "offer", str(file), stdout=(told := StringIO()))
    document = SignedDocument.objects.get()
    assert document.digest in told.getvalue()
    with pytest.raises(CommandError, match="Чем подписать"):
        call_command("signature", "sign", str(file), stdout=(told := StringIO()))
    assert told.getvalue().startswith(f"{row.pk}: Орлова Елена Викторовна")
    with pytest.raises(CommandError, match="Такого сертификата нет") as wrong:
        call_command("signature", "sign", str(file), "--certificate", "0", stdout=StringIO())
    assert wrong.value.returncode == 2
    asked = ("sign", str(file), "--certificate", str(row.pk), "--key", str(key), "--out", str(out))
    call_command("signature", *asked, stdout=(told := StringIO()))
    assert told.getvalue().startswith("Подписано: Орлова Елена Викторовна")
    assert out.read_bytes().startswith(printed())
    (tmp_path / "roots.pem").write_bytes(one.pem)
    assert "Верна." in verify(out, "--trust", tmp_path / "roots.pem")


# ── a package ─────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_signatures_of_a_package_are_checked_with_it_without_a_base(
    tmp_path: Path, django_assert_num_queries: object
) -> None:
    made = journal_scene(1)
    enter(made.school, 3)
    make_checkpoint(made.school.pk)
    s = signing()
    with serving(made.school.kind, made.school.time_zone):
        scope = Scope(made.school, made.class_group.year, made.class_group)
        folder = package.build(Actor.system(made.school.pk), scope, tmp_path / "7А").path
    centre = issue("Центр", is_centre=True)
    for actor, one in ((s.director, issue(by=centre)), (s.deputy, issue("Седов Игорь", by=centre))):
        row = named(actor, one)
        document = actions.put_package_up(actor, folder, "Архив 7А")
        secret = actions.Secret(PASSPHRASE, one.store)
        actions.sign(actor, document_id=document.pk, certificate_id=row.pk, secret=secret)
    assert Signature.objects.count() == 2
    serialise(folder, tmp_path / "7А.zip", "7А")
    (tmp_path / "roots.pem").write_bytes(centre.pem)
    assert verify(folder, "--trust", tmp_path / "roots.pem").count("Верна.") == 2
    with django_assert_num_queries(0):  # type: ignore[operator]
        for place in (folder, tmp_path / "7А.zip"):
            checked = verify_package(place, trust=[centre.certificate])
            assert checked.findings == ()
            assert [one.signed.owner for one in checked.signatures if one.signed] == [
                *("Орлова Елена Викторовна", "Седов Игорь")
            ]
    # A package that is one file, signed later: the signature lies beside it.
    bare, beside = tmp_path / "8А.zip", tmp_path / "8А.zip.1.p7s"
    third = issue("Климов Андрей", by=centre)
    beside.write_bytes(third.key.sign_detached((folder / signed.COVERED).read_bytes()))
    serialise(folder, bare, "8А")
    assert beside.name in [one.where for one in verify_package(bare, trust=[centre.certificate]).signatures]
    stranger = verify_package(folder, trust=[issue().certificate])
    assert [one.code for one in stranger.findings] == ["cms_unknown_chain"] * 2
    manifest = folder / signed.COVERED
    lines = manifest.read_bytes().splitlines(keepends=True)
    manifest.write_bytes(b"".join(reversed(lines)))
    found = verify_package(folder, trust=[centre.certificate]).findings
    assert [one.code for one in found if one.code.startswith("cms_")] == [f"cms_{Code.ALTERED}"] * 2
    manifest.write_bytes(b"".join(lines))
    (folder / f"{signed.COVERED}.2.p7s").write_bytes(b"nothing")
    (finding,) = verify_package(folder, trust=[centre.certificate]).findings
    assert (finding.code, finding.what) == ("cms_broken", f"{signed.COVERED}.2.p7s")
