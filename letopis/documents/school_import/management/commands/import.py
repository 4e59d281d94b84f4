"""`letopis import base FILE…`, `import undo RUN`: a school's base (ORG-02), `import plan FILE`: a plan (CUR-02)."""
# ruff: noqa: N999  the name of the command is the name of the module

import json
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from letopis.documents.plan_import.filing import Filed, file_plan
from letopis.documents.school_import import memory, runs, service, undoing
from letopis.documents.school_import.draft import DraftedOrder
from letopis.documents.school_import.models import ImportRun, RunState
from letopis.documents.school_import.parsing import is_year
from letopis.documents.school_import.words import WHICH_YEAR
from letopis.documents.sheets.limits import ARCHIVE, EXTENSIONS
from letopis.documents.sheets.problems import WHOLE_ROW, Answers
from letopis.documents.sheets.sheet import Sheet
from letopis.kernel.actor import Actor
from letopis.kernel.clock import in_zone
from letopis.kernel.collector import steady
from letopis.kernel.errors import Refused
from letopis.school.classes.enums import OrderKind
from letopis.school.organisation.models import School
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.serving import serving
from letopis.school.organisation.words import in_words_of, phrase

_WORDS = {
    "school": "{school.nom}",
    "terms": "учебные периоды",
    "vacations": "каникулы",
    "holidays": "праздники и выходные",
    "bells": "расписания звонков",
    "rooms": "кабинеты",
    "staff": "сотрудники",
    "roles": "роли",
    "classes": "{group.noms}",
    "students": "{student.noms}",
    "orders": "проекты приказов",
    "guardians": "родители",
    "guardian_links": "связи родителей с детьми",
    "subjects": "предметы",
    "curriculum": "строки учебного плана",
    "load_rows": "строки нагрузки",
    "subgroups": "подгруппы",
    "subgroup_members": "{student.noms} в подгруппах",
    "timetable_entries": "{lesson.noms} недели",
}
_EXTENSIONS = {*EXTENSIONS, ARCHIVE}


class Command(BaseCommand):
    """Check or load a base or a lesson plan; every problem is printed with sheet, row and field."""

    help = "Загрузить базу школы или поурочный план из книги Excel или таблиц CSV"
    # They are of pages and settings, which the program is asked about where it is started to serve.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Describe the command line."""
        parser.add_argument(
            "what",
            choices=["base", "plan", "undo"],
            help="base — база школы, plan — поурочный план (КТП), undo — отменить записанную загрузку базы",
        )
        parser.add_argument(
            "files",
            nargs="+",
            metavar="FILE",
            help="книги .xlsx, .xls, .ods, таблицы .csv, документы .docx, .zip или папка; для undo — номер загрузки",
        )
        parser.add_argument("--check", action="store_true", help="только проверить, ничего не записывать")
        parser.add_argument("--leave-out-errors", action="store_true", help="записать всё, кроме строк с ошибками")
        parser.add_argument(
            "--close-missing",
            action="store_true",
            help="закончить с сегодняшнего дня строки нагрузки, которых в файле больше нет",
        )
        parser.add_argument(
            "--answers",
            metavar="FILE",
            help="ответы на вопросы к файлам: JSON {вопрос: ответ}, оба слова из «questions» отчёта --json",
        )
        parser.add_argument(
            "--course",
            default="",
            metavar="«Алгебра 7А» | ID",
            help="для плана: предмет и класс, если в файле они не названы, или номер страницы журнала",
        )
        parser.add_argument(
            "--year", default="", metavar="2027/2028", help="учебный год, на который база, если в файле он не назван"
        )
        parser.add_argument("--keep-held", action="store_true", help="для плана: темы проведённых уроков оставить")
        parser.add_argument("--json", action="store_true", help="отчёт в JSON")
        parser.add_argument("--school", type=int, metavar="ID", help="номер школы, если их в базе несколько")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the import; exit status 1 where there are errors, or the files cannot be read."""
        # Ten thousand rows live until they are written: looking through them for circles took a tenth of the time.
        steady()
        self.as_json = bool(options["json"])
        if options["what"] == "plan":
            self._plans(options)
            return
        if options["what"] == "undo":
            self._undo(options)
            return
        try:
            school = self._school(options["school"])
            with _speaking(school):
                found = self._base(school, options)
        except Refused as refusal:
            self._refuse(refusal)
        except DatabaseError as error:
            self._refuse(Refused(f"База занята или недоступна, ничего не записано: {error}. Повторите позже."))
        if found.errors and (options["check"] or not options["leave_out_errors"]):
            sys.exit(1)

    def _base(self, school: School | None, options: dict[str, Any]) -> service.Preview:
        paths = _paths(options["files"])
        sheets = service.read(paths, self._progress)
        causes = _answers(options["answers"]) if options["answers"] else {}
        if options["year"]:
            if not is_year(options["year"]):
                raise Refused(f"«{options['year']}» не учебный год. Напишите его как 2027/2028.", code="bad_year")
            causes = {**causes, WHICH_YEAR: options["year"]}
        self.answers = Answers(causes=causes, close_missing=bool(options["close_missing"]))
        self.given = frozenset(causes)
        if school:
            self.answers = memory.recalled(school.pk, sheets, self.answers)
        if not options["check"]:
            return self._load(sheets, paths, school, leave_out=bool(options["leave_out_errors"]))
        found = service.preview(
            sheets, school=school, answers=self.answers, meanings=runs.meanings_of(school), progress=self._progress
        )
        self._refuse_strays(found)
        self._tell(found, "Проверка закончена, в базу ничего не записано.")
        return found

    def _plans(self, options: dict[str, Any]) -> None:
        try:
            school = self._school(options["school"])
            with _speaking(school):
                filed = self._plan(school, options)
                self._tell_plan(filed, check=bool(options["check"]))
        except Refused as refusal:
            self._refuse(refusal)
        except DatabaseError as error:
            self._refuse(Refused(f"База занята или недоступна, ничего не записано: {error}. Повторите позже."))
        if filed.errors:
            sys.exit(1)

    @staticmethod
    def _plan(school: School | None, options: dict[str, Any]) -> Filed:
        year = current_year(school.pk) if school else None
        if school is None or year is None:
            raise Refused(phrase("Учебного года в базе ещё нет: сначала загрузите базу {school.gen}."), code="no_year")
        (path, *others) = _paths(options["files"])
        if others:
            raise Refused("Планы загружаются по одному файлу.", code="too_many")
        return file_plan(
            Actor.system(school.pk, "Командная строка"),
            year,
            path,
            wanted=options["course"],
            check=bool(options["check"]),
            keep_held=bool(options["keep_held"]),
            answers=Answers(causes=_answers(options["answers"]) if options["answers"] else {}),
        )

    def _undo(self, options: dict[str, Any]) -> None:
        """Take a load back, or say with --check what that would do; exit status 1 where something stands on it."""
        try:
            run = self._run(options)
            with _speaking(run.school):
                actor = Actor.system(run.school_id, "Командная строка")
                plan = undoing.plan_undo(actor, run) if options["check"] else undoing.undo(actor, run)
                self._tell_undo(run, plan, check=bool(options["check"]))
        except Refused as refusal:
            self._refuse(refusal)
        except DatabaseError as error:
            self._refuse(Refused(f"База занята или недоступна, ничего не изменено: {error}. Повторите позже."))
        if plan.stands:
            sys.exit(1)

    def _run(self, options: dict[str, Any]) -> ImportRun:
        """The run of that number. Raises Refused, naming those that may be undone."""
        school = self._school(options["school"])
        written = ImportRun.objects.filter(school=school, state=RunState.DONE).exclude(entries="")
        (number, *others) = options["files"]
        run = ImportRun.objects.filter(school=school, pk=int(number)).first() if number.isdecimal() else None
        if run and not others:
            return run
        known = ", ".join(f"{one.pk} ({', '.join(file['name'] for file in one.files[:2])})" for one in written[:5])
        raise Refused(f"Назовите номер одной загрузки. Отменить можно: {known or 'нечего'}.", code="no_run")

    def _tell_undo(self, run: ImportRun, plan: undoing.Undoing, *, check: bool) -> None:
        if self.as_json:
            self.stdout.write(json.dumps({"run": run.pk, **plan.as_json()}, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{'':36}{'убрать':>9}{'вернуть прежнее':>17}")
        for one in plan.rows:
            self.stdout.write(f"{one.title:36}{one.gone:9}{one.restored:17}")
        for stands in plan.stands:
            self.stdout.write(f"Мешает: {stands}")
        self.stdout.write(
            f"Загрузка № {run.pk}: только проверено, ничего не изменено." if check else f"Загрузка № {run.pk} отменена."
        )

    def _tell_plan(self, filed: Filed, *, check: bool) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(filed.as_json(), ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"{', '.join(one.name for one in filed.courses)}: {filed.seen.count} ч")
        for problem in filed.seen.problems:
            row = f"строка {problem.row}: " if problem.row else ""
            self.stdout.write(f"{'Ошибка' if problem.level == 'error' else 'Замечание'}: {row}{problem.message}")
        if filed.saved is None:
            self.stdout.write("Есть ошибки, план не записан. Исправьте файл и загрузите его ещё раз.")
            return
        rows = filed.saved.replaced
        counts = f"создано {rows.created}, изменено {rows.changed}, убрано {rows.removed}, оставлено {rows.kept}"
        verdict = phrase(
            "Проверка закончена, ничего не записано; было бы {lesson.gens} плана"
            if check
            else "План записан, {lesson.gens}"
        )
        self.stdout.write(f"{verdict}: {counts}.")

    def _load(
        self, sheets: list[Sheet], paths: list[Path], school: School | None, *, leave_out: bool
    ) -> service.Preview:
        meanings = runs.meanings_of(school)
        run = runs.claim_for(Actor.system(school.pk, "Командная строка"), paths) if school else None

        def written(found: service.Preview) -> None:
            nonlocal run
            run = run or runs.claim_for(Actor.system(found.draft.school.pk, "Командная строка"), paths)
            self._close(run, RunState.DONE, "", found)

        try:
            version = service.version_of(school)
            found = service.preview(
                sheets, school=school, answers=self.answers, meanings=meanings, progress=self._progress
            )
            self._refuse_strays(found)
            if found.errors and not leave_out:
                self._close(run, RunState.FAILED, "Есть ошибки, ничего не записано.", found)
                self._tell(
                    found,
                    "Есть ошибки, в базу ничего не записано. Исправьте файл и загрузите его ещё раз "
                    "или добавьте --leave-out-errors, чтобы записать остальные строки.",
                )
                return found
            found, saved = service.apply(
                sheets,
                school=school,
                actor=None,
                answers=self.answers,
                meanings=meanings,
                leave_out_errors=leave_out,
                ready=(version, found),
                progress=self._progress,
                written=written,
            )
        except BaseException:
            # That of a school which was to be founded went with it.
            if run and school:
                runs.fail(run, "Загрузка прервалась, ничего не записано.")
            raise
        undo = ""
        if run and found.draft.entries:
            undo = f" Загрузка № {run.pk}; отменить её: letopis import undo {run.pk}."
        self._tell(found, f"База записана: {saved.short_name}, {found.year}.{undo}")
        return found

    def _refuse_strays(self, found: service.Preview) -> None:
        """An answer that answers nothing is a slip of whoever wrote it, and nothing is loaded by it."""
        strays = [message for cause, message in found.strays.items() if cause in self.given]
        if strays:
            raise Refused(" ".join(strays), code="bad_answers")

    @staticmethod
    def _close(run: ImportRun | None, state: RunState, message: str, found: service.Preview | None) -> None:
        if run:
            kept = {"counts": found.draft.counts.as_json(), "size": found.draft.size} if found else None
            entries = found.draft.entries if found and state == RunState.DONE else ""
            runs.finish(run, state, message=message, preview=kept, entries=entries)

    @staticmethod
    def _school(number: int | None) -> School | None:
        schools = list(School.objects.order_by("pk"))
        if number is not None:
            chosen = next((school for school in schools if school.pk == number), None)
            if chosen is None:
                raise Refused(f"Школы с номером {number} нет.", code="no_school")
            return chosen
        if len(schools) > 1:
            names = ", ".join(f"{school.pk} — {school.short_name}" for school in schools)
            raise Refused(f"В базе несколько школ, укажите --school ID: {names}.", code="which_school")
        return schools[0] if schools else None

    # ── what is printed ───────────────────────────────────────────────

    def _progress(self, stage: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r\x1b[K{stage}: {done} из {total}", ending="" if done < total else "\r\x1b[K")
        elif done == 0:
            self.stderr.write(stage)

    def _tell(self, found: service.Preview, verdict: str) -> None:
        if self.as_json:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
            return
        with in_words_of(found.draft.school.kind):
            self._print(found, verdict)

    def _print(self, found: service.Preview, verdict: str) -> None:
        counts = found.draft.counts
        self.stdout.write(f"{'':28}{'создать':>9}{'изменить':>10}{'пропустить':>12}{'без изменений':>15}")
        for table, word in _WORDS.items():
            numbers = [c[table] for c in (counts.created, counts.changed, counts.skipped, counts.unchanged)]
            if any(numbers):
                self.stdout.write(f"{phrase(word):28}{numbers[0]:9}{numbers[1]:10}{numbers[2]:12}{numbers[3]:15}")
        for order in found.draft.orders:
            self._tell_order(order)
        if missing := found.draft.missing.get("load_rows"):
            self.stdout.write(f"\nВ базе есть, а в файле нет, строк нагрузки: {len(missing)}. {self._fate()}")
            self.stdout.writelines(f"  {one}\n" for one in missing)
        if found.draft.appointed:
            self.stdout.write("\nРоли по должностям:")
            self.stdout.writelines(
                f"  {one.who}: {one.role} с {one.starts_on:%d.%m.%Y} (строка {one.row}, {one.position})\n"
                for one in found.draft.appointed
            )
        if found.problems:
            self.stdout.write(f"\nОшибок: {found.errors}, замечаний: {found.warnings}")
        for question in found.questions:
            answers = ", ".join(choice.label for choice in question.choices)
            self.stdout.write(f"Вопрос ({question.count}): {question.text} [{answers}]")
        for problem in found.problems:
            place = problem.place
            row = f", строка {place.row}" if place.row else ""
            sheet = f"«{place.sheet}»" if place.sheet else place.file
            mark = "Ошибка" if problem.level == "error" else "Замечание"
            # Many a message names the field itself: «Дата рождения 21.08.2036 ещё не наступила».
            told = problem.field == WHOLE_ROW or problem.message.startswith(problem.field)
            field = "" if told else f", {problem.field}"
            self.stdout.write(f"{mark}: {sheet}{row}{field}: {problem.message}")
        self.stdout.write(f"\n{verdict}")

    def _tell_order(self, drafted: DraftedOrder) -> None:
        order = drafted.order
        number = f"№ {order.number} от {order.date:%d.%m.%Y}" if order.number else "без номера"
        kind = OrderKind(order.kind).label
        self.stdout.write(f"\nСтанет проектом приказа «{kind}», {number}; до подписи всё остаётся, как было:")
        for one in drafted.moved:
            way = " → ".join(name for name in (one.class_from, one.class_to) if name)
            self.stdout.write(f"  {one.name}: {way}, {one.day:%d.%m.%Y}")

    def _fate(self) -> str:
        if self.answers.close_missing:
            return "Они заканчиваются: последний день — вчера."
        return "Они остаются; чтобы закончить их с сегодняшнего дня, добавьте --close-missing."

    def _refuse(self, refusal: Refused) -> NoReturn:
        if self.as_json:
            problem = {"file": "", "sheet": "", "row": 0, "field": "", "level": "error", "message": refusal.message}
            form = {"created": {}, "changed": {}, "skipped": {}, "problems": [problem]}
            self.stdout.write(json.dumps(form, ensure_ascii=False, indent=1))
            sys.exit(1)
        raise CommandError(refusal.message)


def _speaking(school: School | None) -> AbstractContextManager[object]:
    """Serve the school whose base it is; one to be founded lives by the server's zone, its card says what it is."""
    return serving(school.kind, school.time_zone) if school else in_zone(settings.TIME_ZONE)


def _answers(name: str) -> dict[str, str]:
    """The answers to whole causes. Raises Refused where the file is none of them."""
    try:
        form = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused(f"Файл ответов «{name}» не открывается. Проверьте его имя.", code="bad_answers") from error
    except ValueError as error:
        message = f'Файл ответов «{name}» не JSON: {error}. Нужно {{"вопрос": "ответ"}}.'
        raise Refused(message, code="bad_answers") from error
    if not isinstance(form, dict) or not all(isinstance(answer, str) for answer in form.values()):
        raise Refused(f'В файле ответов «{name}» нужно {{"вопрос": "ответ"}}.', code="bad_answers")
    return form


def _paths(given: list[str]) -> list[Path]:
    """The files; of a folder, the tables in it in the order of their names."""
    paths: list[Path] = []
    for text in given:
        path = Path(text)
        if path.is_dir():
            paths += sorted(
                one
                for one in path.iterdir()
                if one.suffix.lower() in _EXTENSIONS and not one.name.startswith((".", "~"))
            )
        else:
            paths.append(path)
    if not paths:
        raise Refused("В папке нет таблиц .xlsx, .xls, .ods, .csv или .docx.", code="no_file")
    return paths
