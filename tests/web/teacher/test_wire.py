"""The scripts' shapes of the protocol are those of the server's declarations."""

import msgspec
import pytest

from letopis.school.sync.reading import known_kinds
from letopis.school.sync.wire import Row
from letopis.web.teacher import wire


def test_what_is_written_for_the_scripts_is_of_today() -> None:
    assert wire.TARGET.read_text() == wire.text(), "run: python -m letopis.web.teacher.wire"


def test_every_kind_that_may_be_sent_is_written() -> None:
    assert {operation.__struct_config__.tag for operation in wire.OPERATIONS} == set(known_kinds())


@pytest.mark.parametrize("row", Row.__subclasses__(), ids=lambda row: row.__name__)
def test_no_row_has_a_name_twice(row: type[Row]) -> None:
    names = [field.encode_name.removeprefix("is_") for field in msgspec.structs.fields(row)]
    assert len(set(names)) == len(names)
