"""`make quick` finds the tests of a change by where its files stand and by who imports them."""

from pathlib import Path

import pytest

from tests.quick import mirror_of, module_of, touched

FOLDER_OF = {
    "letopis/school/people/actions.py": "tests/school/people",
    "letopis/school/classes/queries/cards.py": "tests/school/classes",
    "letopis/web/office/templates/office/people.html": "tests/web/office",
    "letopis/web/teacher/client/journal/keys.js": "tests/scripts",
    "letopis/config/settings.py": None,
    "docs/developer/structure.md": None,
    "tests/test_quick.py": "tests/test_quick.py",
    "tests/gone/test_gone.py": None,
    "tests/factories.py": None,
}


@pytest.mark.parametrize(("file", "folder"), FOLDER_OF.items())
def test_a_file_has_its_tests_in_the_folder_that_mirrors_its_own(file: str, folder: str | None) -> None:
    assert mirror_of(Path(file)) == (Path(folder) if folder else None)


def test_names_of_modules() -> None:
    assert module_of(Path("letopis/school/people/actions.py")) == "letopis.school.people.actions"
    assert module_of(Path("letopis/school/people/__init__.py")) == "letopis.school.people"


def test_the_nearest_come_first_and_those_who_import_the_module_follow() -> None:
    places = touched([Path("letopis/school/people/queries.py"), Path("README.md")])
    assert places[0] == Path("tests/school/people")
    assert Path("tests/web/office") in places
    assert len(places) == len(set(places))
    assert Path("tests/school/history") not in places
