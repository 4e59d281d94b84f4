"""Words that differ between a school and a college stand in one table; code, templates and scripts ask for them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import SCRIPTED_WORDS, in_words_of, phrase, words_of
from letopis.web.shared.screens import WEB, sources
from tests import factories as make
from tests.client import texts
from tests.web.shared.test_college import FOREIGN

PRODUCT = Path(__file__).parents[3] / "letopis"
SCRIPTS = [path.relative_to(WEB).as_posix() for path in sources()]
# Files that read such words in what others wrote, or are the table and the choices that it stands over.
READERS = (
    *(
        *(one.relative_to(PRODUCT).as_posix() for one in PRODUCT.glob("documents/school_import/vocabularies/*.py")),
        "documents/school_import/words.py",
        "documents/sheets/english.py",
        "documents/sheets/values/classes.py",
        "school/curriculum/rules/topics.py",
    ),
    *("school/organisation/words.py", "school/organisation/enums.py", "kernel/roles.py"),
    *("school/curriculum/enums.py", "web/shared/wording.py"),
)
# Said at the command line, where no school is known yet.
COMMANDS = re.compile(r"/management/commands/|school/access/founding\.py|kernel/tables\.py")
PATTERN = re.compile(r"[|\\^$]")
NOUN_PLACE = re.compile(r"(?<!\$){([A-Za-z]+)\.([a-z]+)}")
# A preposition and the cases after it; «по класс» is no case of either school.
GOVERNED = {
    **dict.fromkeys(("от", "для", "без", "до", "из", "у", "кроме", "после", "вместо", "около"), {"gen"}),
    **dict.fromkeys(("к", "ко"), {"dat"}),
    **dict.fromkeys(("про", "через"), {"acc"}),
    **dict.fromkeys(("перед", "над", "между"), {"ins"}),
    **dict.fromkeys(("за", "под"), {"acc", "ins"}),
    **dict.fromkeys(("в", "во", "на", "о", "об"), {"acc", "pre"}),
    "при": {"pre"},
    "по": {"dat"},
    "с": {"gen", "ins"},
    "со": {"gen", "ins"},
}
BEFORE_A_WORD = re.compile(
    rf"(?<![а-яё])({'|'.join(GOVERNED)})(?:\s|&nbsp;)+{{{{?\s?(?:words\.)?([A-Za-z_]+)\.([a-z]+)", re.IGNORECASE
)
SAID = re.compile(r"(?<![.\w])phrase\(([\"'`])(.*?)\1")


def texts_of(path: Path) -> Iterator[tuple[int, str]]:
    """Strings of a module that are not docstrings, patterns or single words."""
    tree = ast.parse(path.read_text())
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = [node.body[0] for node in ast.walk(tree) if isinstance(node, owners) and node.body]
    told = {id(node.value) for node in first if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in told:
            continue
        if " " in node.value.strip() and not PATTERN.search(node.value):
            yield node.lineno, node.value


def test_no_text_of_the_code_is_a_general_schools_alone() -> None:
    found = []
    for folder in ("school", "documents", "web"):
        for path in sorted((PRODUCT / folder).rglob("*.py")):
            name = path.relative_to(PRODUCT).as_posix()
            if name in READERS or "/migrations/" in name or COMMANDS.search(name):
                continue
            found += [f"{name}:{line}: {text}" for line, text in texts_of(path) if FOREIGN.search(text)]
    assert not found, "\n".join(found)


def test_no_text_of_a_template_is_a_general_schools_alone() -> None:
    found = []
    for path in sorted(PRODUCT.rglob("templates/**/*.html")):
        text = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", path.read_text(), flags=re.S)
        # The style guide shows a school's parts to those who build it.
        if path.name != "guide_parts.html" and (hit := FOREIGN.search(text)):
            found.append(f"{path.name}: {text[max(0, hit.start() - 40) : hit.end() + 20]}")
    assert not found, "\n".join(found)


def test_a_preposition_has_its_case() -> None:
    found, cases = [], {"nom", "gen", "dat", "acc", "ins", "pre"}
    for path in sorted((*PRODUCT.rglob("*.py"), *PRODUCT.rglob("templates/**/*.html"))):
        text = path.read_text()
        for hit in BEFORE_A_WORD.finditer(text):
            case = hit[3] if hit[3] in cases else hit[3].removesuffix("s")
            if case in cases - GOVERNED[hit[1].lower()]:
                found.append(f"{path.name}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("script", SCRIPTS)
def test_no_text_of_a_script_is_a_general_schools_alone(script: str) -> None:
    text = texts()[script]
    assert not [text[max(0, hit.start() - 40) : hit.end() + 20] for hit in FOREIGN.finditer(text)]


@pytest.mark.parametrize("kind", SchoolKind.values)
def test_scripts_ask_for_words_that_the_page_brings(kind: str) -> None:
    asked = {place for script in SCRIPTS for place in places_of(script)}
    brought = words_of(kind).scripted
    assert {name.lower() for name, _ in asked} == set(SCRIPTED_WORDS)
    for name, form in asked:
        word = brought[name[0].lower() + name[1:]]
        assert word[form] if isinstance(word, dict) else word
        with in_words_of(kind):
            assert phrase(f"{{{name}.{form}}}" if form else f"{{{name}}}")


def places_of(script: str) -> set[tuple[str, str]]:
    """Places of words in the texts of a script: («student», «gen»), («Unfilled», «»)."""
    text = texts()[script]
    phrases = {(name, "") for _, said in SAID.findall(text) for name in re.findall(r"(?<!\$){(\w+)}", said)}
    return phrases | set(NOUN_PLACE.findall(text))


@pytest.mark.django_db
def test_journal_and_lesson_bring_the_words_to_their_scripts(client: Client) -> None:
    school = make.make_college()
    teacher = make.make_staff(school)
    course = make.make_course(make.make_group(school), "Математика", teacher=teacher)
    lesson = make.make_lesson(course, topic="Предел функции")
    make.sign_in(client, teacher)
    for address in (f"/journal/{course.pk}/", f"/lesson/{lesson.pk}/"):
        page = client.get(address).content.decode()
        assert page.count('<script type="application/json" id="words">') == 1
        assert '"gens":"студентов"' in page
    # No other page pays for them.
    assert 'id="words"' not in client.get("/today/").content.decode()
