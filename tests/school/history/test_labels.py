"""Whoever reads the ledger sees Russian names: each context names its tables and every column held."""

import re

import pytest

from letopis.school.history.tracking import Tracked, all_tracked, table_name
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.words import in_words_of

RUSSIAN = re.compile(r"[А-ЯЁа-яё]")


@pytest.mark.parametrize("kind", SchoolKind.values)
@pytest.mark.parametrize("table", all_tracked().values(), ids=lambda table: table.kind)
def test_tables_and_columns_have_russian_names(table: Tracked, kind: str) -> None:
    with in_words_of(kind):
        assert RUSSIAN.search(table.name)
        assert table_name(table.kind) == table.name
        for column in table.columns:
            name, _, in_base = table.column_name(column).partition(" (")
            assert RUSSIAN.search(name)
            assert in_base == f"{column})"


@pytest.mark.parametrize("table", all_tracked().values(), ids=lambda table: table.kind)
def test_columns_are_those_of_the_table(table: Tracked) -> None:
    known = {field.attname for field in table.model._meta.concrete_fields}
    assert set(table.columns) <= known


def test_what_an_older_version_held_keeps_its_own_name() -> None:
    table = next(table for table in all_tracked().values() if table.kind == "journal.mark")
    assert table.column_name("gone") == "gone"
    assert table_name("journal.gone") == "journal.gone"
