"""Adding a column to a table of a million rows without writing it anew, and without losing its triggers."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AddColumn(migrations.AddField):
    """AddField by a plain ALTER TABLE ADD COLUMN, on SQLite too.

    Django remakes a SQLite table for a column that may not be null: all rows are copied, and triggers are gone. SQLite
    itself adds such a column at once if it has a constant default: give the field a `db_default`.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            BaseDatabaseSchemaEditor.add_field(schema_editor, model, model._meta.get_field(self.name))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            BaseDatabaseSchemaEditor.remove_field(schema_editor, model, model._meta.get_field(self.name))
