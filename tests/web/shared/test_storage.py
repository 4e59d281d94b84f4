"""Scripts and styles as they are served: stripped, hashed, importing each other by hashed names."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from letopis.web.shared import modules
from letopis.web.shared.storage import unindented, without_comments, without_css_comments

HASHED = re.compile(r"\.[0-9a-f]{12}\.")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "letopis.web.shared.storage.StaticStorage"},
}


@pytest.mark.parametrize(
    ("script", "stripped"),
    [
        ("let a = 1; // one\nlet b = 2;", "let a = 1;  \nlet b = 2;"),
        ("/** @type {X} */ (a).b()", "  (a).b()"),
        ("return /* two\nlines */ a", "return \n a"),
        ('const a = "// no comment"; const b = /\\/*x/g;', None),
        ("const a = `/* ${b ? ` -- ${c} // kept` : ''} */`;", None),
    ],
)
def test_comments_go_and_nothing_else(script: str, stripped: str | None) -> None:
    assert without_comments(script.encode()).decode() == (script if stripped is None else stripped)


@pytest.mark.parametrize(
    ("sheet", "stripped"),
    [
        ("/* one */\na { b: c; }", "\na { b: c; }"),
        ("a { /* two\nlines */ b: c; /**/ }", "a {  b: c;  }"),
        (
            """a::before { content: "/* kept */ \\" /*"; } /* gone */""",
            """a::before { content: "/* kept */ \\" /*"; } """,
        ),
        ("a { background: url(/*.svg); } b { c: d; /* e */ }", "a { background: url(/*.svg); } b { c: d;  }"),
        ("a[b='/*'] { c: d; } /* it's */ e { f: g; }", "a[b='/*'] { c: d; }  e { f: g; }"),
    ],
)
def test_comments_of_a_sheet_go_and_nothing_else(sheet: str, stripped: str) -> None:
    assert without_css_comments(sheet.encode()).decode() == stripped


def test_modules_import_each_other_by_hashed_names(tmp_path: Path) -> None:
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        grid = staticfiles_storage.stored_name("teacher/journal/grid.js")
    scripts = [file for file in tmp_path.rglob("*.js") if HASHED.search(file.name)]
    imports = [(file, address) for file in scripts for address in IMPORTED.findall(file.read_text())]

    assert tmp_path / grid in scripts
    assert len(imports) > 40
    for file, address in imports:
        assert HASHED.search(address), f"{file.name} imports {address}"
        assert (file.parent / address).resolve().exists()
    assert "/**" not in (tmp_path / grid).read_text()
    assert (tmp_path / f"{grid}.br").exists()


def test_all_modules_of_a_script_are_named() -> None:
    found = modules.imports("teacher/journal/grid.js")
    assert {"teacher/journal/view.js", "teacher/journal/queue.js", "teacher/journal/store.js"} <= set(found)
    assert "teacher/journal/topics.js" not in found  # asked for when it is needed
    assert "teacher/journal/types.js" not in found  # named in comments only
    assert modules.imports("teacher/lesson/lesson.js")[0].startswith("teacher/")


def test_an_unknown_script_is_an_error() -> None:
    with pytest.raises(LookupError, match="nothing.js"):
        modules.imports("teacher/nothing.js")


def test_indents_go_and_texts_keep_theirs() -> None:
    script = """export function f(x) {
  const html = `<p>
    ${x.map((one) => {
      return `  ${one}`;
    })}
  </p>`;

  if (x)
    return "a\\
  b";
  return x / 2
    + /  \\n  /.test(x);
}
"""
    assert (
        unindented(script.encode()).decode()
        == """export function f(x) {
const html = `<p>
    ${x.map((one) => {
      return `  ${one}`;
    })}
  </p>`;
if (x)
return "a\\
  b";
return x / 2
+ /  \\n  /.test(x);
}
"""
    )
