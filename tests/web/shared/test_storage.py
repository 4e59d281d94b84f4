"""Scripts and styles as they are served: named by their content, compressed, importing nothing."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from letopis.web.shared.storage import compact_css

HASHED = re.compile(r"\.[0-9a-f]{12}\.")
IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "letopis.web.shared.storage.StaticStorage"},
}


@pytest.mark.parametrize(
    ("sheet", "stripped"),
    [
        ("/* one */\na { b: c; }", "\na{b:c}"),
        ("a { /* two\nlines */ b: c d; e: f /**/ }", "a{ b:c d;e:f }"),
        (
            """a::before { content: "/* kept: { */ \\" /*"; } /* gone */""",
            """a::before{content:"/* kept: { */ \\" /*"}""",
        ),
        ("a { background: url(/*.svg); } b { c: d; /* e */ }", "a{background:url(/*.svg)}b{c:d;}"),
        ("a[b='/*'] { c: d; } /* it's */ e { f: g; }", "a[b='/*']{c:d} e{f:g}"),
        (
            "a :hover, b > c + d { width: calc(1px + 2 * var(--e, 3px)); }",
            "a :hover,b>c + d{width:calc(1px + 2 * var(--e,3px))}",
        ),
        ("@media (min-width: 9px) { a { b: c; }\n  d { e: f } }", "@media (min-width:9px){a{b:c}d{e:f}}"),
    ],
)
def test_comments_and_blanks_of_a_sheet_go_and_nothing_else(sheet: str, stripped: str) -> None:
    assert compact_css(sheet.encode()).decode() == stripped


def test_a_screen_is_one_script_named_by_its_content(tmp_path: Path) -> None:
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        journal = tmp_path / staticfiles_storage.stored_name("screens/journal.js")
    text = journal.read_text()

    assert HASHED.search(journal.name)
    assert Path(f"{journal}.br").exists()
    assert not IMPORTED.search(text)
    assert "/**" not in text
    assert "Всё сохранено" in text
    # Whoever looks for an error reads the sources; nobody else asks for them.
    assert re.search(r"//# sourceMappingURL=journal\.js\.[0-9a-f]{12}\.map\n$", text)
    assert not list(tmp_path.rglob("*.map.br"))
