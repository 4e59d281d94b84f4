"""`letopis signature verify FILE`: signatures in a file and beside it, without a base; `signature sign`, `offer`."""

import getpass
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand

from letopis.documents.signatures import actions, checking
from letopis.documents.signatures.cms import LARGEST
from letopis.documents.signatures.models import SignedDocument, SigningCertificate
from letopis.documents.signatures.revocation import Trusted
from letopis.documents.signatures.trust import anchors_in, list_in
from letopis.documents.signatures.verdicts import Verdict
from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.exits import NOT_DONE, NotDone
from letopis.kernel.os_errors import reason_of
from letopis.kernel.text import on_screen
from letopis.school.history.log.schools import chosen_school
from letopis.school.organisation.models import School
from letopis.school.organisation.serving import serving

BESIDE = (".p7s", ".sig", ".sgn")


class Command(BaseCommand):
    help = (
        "Электронные подписи: signature verify ФАЙЛ [--signature ФАЙЛ.p7s] [--trust КОРНИ.pem] — проверка без базы; "
        "signature offer ФАЙЛ|ПАКЕТ — на подпись; signature sign ФАЙЛ|ПАКЕТ --certificate ID — подписать."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "offer", "sign"])
        parser.add_argument("file", type=Path, metavar="ФАЙЛ|ПАКЕТ")
        parser.add_argument(
            "--signature", type=Path, action="append", default=[], metavar="ФАЙЛ.p7s", help="отсоединённая подпись"
        )
        parser.add_argument("--trust", type=Path, action="append", default=[], metavar="PEM", help="кому верить")
        parser.add_argument(
            "--crl", type=Path, action="append", default=[], metavar="CRL", help="список отозванных сертификатов"
        )
        parser.add_argument("--title", default="", help="что это, для списка документов")
        parser.add_argument("--certificate", type=int, metavar="ID", help="номер сертификата; без него — список")
        parser.add_argument("--key", type=Path, metavar="ФАЙЛ.p12", help="файл ключа, если он не на сервере")
        parser.add_argument("--out", type=Path, metavar="ФАЙЛ", help="куда записать подписанное или подпись")
        parser.add_argument("--school", type=int, metavar="ID", help="номер школы, если их в базе несколько")
        parser.add_argument("--json", action="store_true", help="ответ проверки как JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0: all is well; 1: each fault is named; 2: could not be done, or not checked."""
        try:
            if options["what"] == "verify":
                self._verify(options)
                return
            school = chosen_school(options["school"])
            with serving(school.kind, school.time_zone):
                self._of_school(School.objects.get(pk=school.pk), options)
        except Refused as refusal:
            raise NotDone(refusal.message) from None
        except NotVisible:
            raise NotDone("Такого сертификата нет.") from None

    # ── the check ──
    def _verify(self, options: dict[str, Any]) -> None:
        file = options["file"] / actions.MANIFEST if options["file"].is_dir() else options["file"]
        content = _bytes(file)
        named = options["signature"] or _beside(file)
        detached = [(path.name, _bytes(path, LARGEST)) for path in named]
        lists = [list_in(path) for path in options["crl"]]
        believed = [one for path in options["trust"] for one in anchors_in(path)]
        trust = Trusted(believed, lists) if options["trust"] else None
        if lists and trust is None:
            raise Refused("Список отозванных сверяют с сертификатом центра: назовите его, --trust ЦЕНТР.pem.")
        verdicts = checking.check(content, detached, trust=trust)
        is_sound = all(one.is_sound for one in verdicts)
        if options["json"]:
            told = {"clean": is_sound, "signatures": [one.as_json() for one in verdicts]}
            self.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode())
        else:
            for one in verdicts:
                self._tell(one)
        if not is_sound:
            raise SystemExit(NOT_DONE if all(one.is_sound or one.is_unchecked for one in verdicts) else 1)

    def _tell(self, verdict: Verdict) -> None:
        signed = verdict.signed
        if signed is not None:
            self.stdout.write(on_screen(f"{verdict.where}: {signed.owner}" if verdict.where else signed.owner))
            term = f"{signed.valid_from:%d.%m.%Y} – {signed.valid_until:%d.%m.%Y}"
            issued = f"  сертификат № {signed.serial}, {signed.algorithm}, выдан: {signed.issuer}, срок {term}"
            self.stdout.write(on_screen(issued))
            if verdict.signed_at:
                self.stdout.write(f"  подписано {verdict.signed_at.isoformat()}")
            if verdict.stamped_at:
                self.stdout.write(f"  штамп времени {verdict.stamped_at.isoformat()}")
            self.stdout.write(f"  над: {verdict.covers}")
        style = self.style.SUCCESS if verdict.is_sound else self.style.ERROR
        said = "Верна." if verdict.is_sound else verdict.lines[0]
        self.stdout.write(style(f"  {said}" if signed else said))
        for line in verdict.lines[0 if verdict.is_sound else 1 :]:
            self.stdout.write(f"  {line}")

    # ── signing ──
    def _of_school(self, school: School, options: dict[str, Any]) -> None:
        actor = Actor.system(school.pk)
        if options["what"] == "sign" and options["certificate"] is None:
            self._list(school)
            return
        document = _put_up(actor, options["file"], options["title"])
        if options["what"] == "offer":
            self.stdout.write(f"На подпись: {document.title}, № {document.pk}, SHA-256 {document.digest}.")
            return
        store = _bytes(options["key"], LARGEST) if options["key"] else b""
        secret = actions.Secret(getpass.getpass("Пароль ключа или PIN: "), store)
        signed = actions.sign(actor, document_id=document.pk, certificate_id=options["certificate"], secret=secret)
        if options["out"] is not None:
            actions.save_signed(signed, options["out"])
        self.stdout.write(f"Подписано: {signed.certificate.owner}, {signed.get_form_display()}.")

    def _list(self, school: School) -> None:
        rows = SigningCertificate.objects.filter(school=school, withdrawn_at=None).order_by("pk")
        for row in rows:
            self.stdout.write(f"{row.pk}: {row.owner}, {row.get_key_kind_display()}, до {row.valid_until:%d.%m.%Y}")
        raise Refused("Чем подписать? --certificate ID." if rows else "Сертификатов нет: добавьте их в настройках.")


def _put_up(actor: Actor, path: Path, title: str) -> SignedDocument:
    if path.is_dir():
        return actions.put_package_up(actor, path, title or path.name)
    return actions.put_up(actor, content=_bytes(path), title=title or path.stem, name=path.name)


def _beside(path: Path) -> Sequence[Path]:
    """Signatures that lie beside a file under its own name."""
    if not path.parent.is_dir():
        return ()
    found = (one for one in path.parent.iterdir() if one.name.startswith(f"{path.name}.") and one.suffix in BESIDE)
    return sorted(found)


def _bytes(path: Path, most: int = actions.LARGEST) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise Refused(f"Файл «{path.name}» не прочесть: {reason_of(error)}.") from None
    if len(content) > most:
        raise Refused(f"Файл «{path.name}» слишком велик.")
    return content
