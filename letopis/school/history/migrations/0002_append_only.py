from django.db import migrations

from letopis.school.history import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """Triggers that refuse UPDATE and DELETE on the ledger and its seals."""

    dependencies = [("history", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
