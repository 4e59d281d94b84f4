"""`letopis proof`: the proof of one entry (tlog-proof), of a mark; its check without a base."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand
from django.db.models import Q

from letopis.documents.extracts import checking, form, paper
from letopis.documents.extracts.making import Kept, make_extract
from letopis.documents.extracts.named import key_named, text_of
from letopis.documents.extracts.proved import proved
from letopis.documents.extracts.subjects import Subject, mark_subject
from letopis.documents.signatures.trust import anchors_in
from letopis.documents.typesetting.composing import write_whole
from letopis.kernel.errors import Refused
from letopis.kernel.exits import NotDone
from letopis.kernel.os_errors import reason_of
from letopis.kernel.text import on_screen
from letopis.school.history.log.proofs import proof_of
from letopis.school.history.models import Entry
from letopis.school.organisation.serving import serving
from letopis.school.organisation.stored_settings import settings_of

SUBJECTS = {"mark": mark_subject}


class Command(BaseCommand):
    help = (
        "Доказательство, что запись стоит в журнале истории: proof --entry N; proof mark ID --out ФАЙЛ.json|.pdf; "
        "proof verify ФАЙЛ — проверка без базы."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", nargs="?", choices=[*SUBJECTS, "verify"], help="что доказать или проверить")
        parser.add_argument("subject", nargs="?", metavar="ID|ФАЙЛ")
        parser.add_argument("--entry", type=int, metavar="N", help="номер записи истории: печатает tlog-proof")
        parser.add_argument("--out", type=Path, metavar="ФАЙЛ", help="куда: .json или .pdf (в нём лежит и .json)")
        parser.add_argument("--since", type=Path, action="append", default=[], metavar="ФАЙЛ", help="контрольная точка")
        parser.add_argument("--key", action="append", default=[], metavar="КЛЮЧ", help="открытый ключ: текст или файл")
        parser.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="ФАЙЛ", help="сохранённая")
        parser.add_argument(
            "--witness", action="append", default=[], metavar="КЛЮЧ", help="ключ свидетеля: текст, файл"
        )
        parser.add_argument("--quorum", type=int, metavar="N", help="скольких из них довольно; без него нужны все")
        parser.add_argument(
            "--trust", type=Path, action="append", default=[], metavar="PEM", help="кому верить в штампе времени"
        )
        parser.add_argument("--json", action="store_true", help="ответ проверки как JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 0: all is well; 1: each fault is named; 2: could not be done."""
        try:
            if options["entry"] is not None:
                self._entry(options["entry"])
            elif options["what"] == "verify" and options["subject"]:
                self._verify(Path(options["subject"]), options)
            elif options["what"] in SUBJECTS and str(options["subject"]).isdecimal() and options["out"]:
                self._make(options["what"], int(options["subject"]), options)
            else:
                raise Refused("Что доказать? proof --entry N, proof mark ID --out ФАЙЛ, proof verify ФАЙЛ.")
        except Refused as refusal:
            raise NotDone(refusal.message) from None

    # ── one entry ──
    def _entry(self, number: int) -> None:
        entry = Entry.objects.filter(pk=number).only("pk", "school_id", "digest").first()
        if entry is None:
            raise NotDone(f"Записи истории № {number} нет.")
        try:
            proof = proof_of(entry)
        except LookupError:
            message = "Дерево журнала истории неполно. Выполните letopis verify --full."
            raise NotDone(message) from None
        if proof is None:
            raise NotDone(
                f"Запись № {entry.pk} ещё не под контрольной точкой. Подождите минуту или выполните "
                f"letopis checkpoint --now --school {entry.school_id}.",
            )
        self.stdout.write(proof.text, ending="")
        self.stderr.write(f"Лист: SHA-256(00 ‖ {bytes(entry.digest).hex()})", self.style.NOTICE)

    # ── an extract ──
    def _make(self, what: str, number: int, options: dict[str, Any]) -> None:
        subject: Subject = SUBJECTS[what](number)
        school, out = subject.school, options["out"]
        with serving(school.kind, school.time_zone):
            since = [Kept(path.name, text_of(path)) for path in options["since"]]
            extract = make_extract(school, subject.which, title=subject.title, since=since)
            if out.suffix.lower() == ".pdf":
                content = paper.extract_pdf(extract, address=settings_of(school).sign_in_address)
            else:
                content = form.encoded(extract)
            write_whole(out, content)
        later = Entry.objects.filter(subject.which & ~Q(pk__in=[line.id for line in extract.entries]), school=school)
        self.stdout.write(f"Записано: {out}, записей {len(extract.entries)}.")
        if count := later.count():
            self.stderr.write(f"Ещё не подписано и не вошло: {count}. letopis checkpoint --now.", self.style.NOTICE)

    # ── the check ──
    def _verify(self, path: Path, options: dict[str, Any]) -> None:
        keys = [key_named(text) for text in options["key"]]
        kept = [(one.name, text_of(one)) for one in options["checkpoint"]]
        witnesses = [key_named(text) for text in options["witness"]]
        trust = [one for given in options["trust"] for one in anchors_in(given)] if options["trust"] else None
        try:
            extract = form.read(paper.inside(_bytes(path)))
        except form.NotAnExtract as fault:
            raise Refused(f"{path.name}: {fault}.") from None
        checked = checking.check(
            extract, keys=keys, checkpoints=kept, witnesses=witnesses, quorum=options["quorum"], trust=trust
        )
        if options["json"]:
            self._as_json(extract, checked)
        else:
            self._as_text(path.name, extract, checked)
        if checked.faults:
            raise SystemExit(1)

    def _as_text(self, name: str, extract: form.Extract, checked: checking.Checked) -> None:
        self._say(f"{name}, со слов выписки: {extract.title}. {extract.school}.")
        for line in extract.entries:
            self._say(f"  {proved(line)}")
            self._say(f"    со слов выписки, № {line.id}: {line.about}")
        for told in checked.told:
            self._say(told)
        for fault in checked.faults:
            self._say(fault.message, self.style.ERROR)
        if checked.is_whole and checked.head is not None:
            self._say(
                f"Цело: записей {len(extract.entries)}, все под контрольной точкой на {checked.head.size} записях. "
                "Доказано то, что в строках записей; «со слов выписки» не доказано."
            )
        if checked.is_whole and not checked.trusted:
            key = extract.keys[-1]
            self._say(f"Ключ взят из самой выписки: {key}. Сверьте его со школой или назовите: --key.")

    def _say(self, text: str, style: Callable[[str], str] = str) -> None:
        self.stdout.write(style(on_screen(text)))

    def _as_json(self, extract: form.Extract, checked: checking.Checked) -> None:
        found = {
            "clean": checked.is_whole,
            "trusted": checked.trusted,
            "title": extract.title,
            "entries": [line.id for line in extract.entries],
            "proved": [proved(line) for line in extract.entries],
            "size": checked.head.size if checked.head else None,
            "told": list(checked.told),
            "faults": [{"code": fault.code, "message": fault.message} for fault in checked.faults],
        }
        self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(form.LARGEST + 1)
    except OSError as error:
        raise Refused(f"Файл «{path.name}» не прочесть: {reason_of(error)}.") from None
