"""What a command finds in the database it is started on."""

import pytest
from django.db.migrations.recorder import MigrationRecorder

from letopis.kernel import tables
from letopis.kernel.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", sorted(tables.NEEDING))
def test_nothing_is_made_where_all_is_there(command: str) -> None:
    assert tables.prepare(command) is False


def test_tables_of_an_older_version_are_left_to_the_administrator() -> None:
    MigrationRecorder.Migration.objects.filter(app="access").latest("name").delete()

    with pytest.raises(Refused, match="letopis migrate"):
        tables.prepare("serve")


@pytest.mark.parametrize("command", sorted(tables.NEEDING - tables.FOUNDING))
def test_an_empty_database_has_nothing_to_verify(command: str) -> None:
    MigrationRecorder.Migration.objects.all().delete()

    with pytest.raises(Refused, match="letopis import base"):
        tables.prepare(command)
