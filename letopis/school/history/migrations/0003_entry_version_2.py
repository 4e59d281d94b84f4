import django.db.models.deletion
from django.db import migrations, models

from letopis.school.history import append_only
from letopis.school.history.columns import AddColumn


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """Entries written from now on are of form 2; those that stand keep form 1. Acts, and the one door that they open.

    Columns are added without writing a row anew, and all in one transaction: however many entries there are, and
    wherever it is interrupted, the base is as it was or as it is to be.
    """

    dependencies = [("history", "0002_append_only"), ("organisation", "0003_zone_of_the_server")]
    operations = [
        migrations.RunPython(migrations.RunPython.noop, install),
        AddColumn("entry", "version", models.SmallIntegerField(db_default=1, default=2)),
        AddColumn("entry", "salt", models.BinaryField(max_length=16, null=True)),
        AddColumn("entry", "content_digest", models.BinaryField(max_length=32, null=True)),
        AddColumn("entry", "act_id", models.BigIntegerField(null=True)),
        migrations.CreateModel(
            name="DestructionAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40)),
                ("date", models.DateField()),
                ("operator", models.CharField(max_length=640)),
                ("processor", models.CharField(blank=True, max_length=300)),
                ("subjects", models.CharField(max_length=1000)),
                ("categories", models.CharField(max_length=1000)),
                ("system", models.CharField(max_length=200)),
                ("method", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=500)),
                ("first_member", models.CharField(max_length=160)),
                ("first_position", models.CharField(max_length=160)),
                ("second_member", models.CharField(max_length=160)),
                ("second_position", models.CharField(max_length=160)),
                ("destroyed_at", models.DateTimeField()),
                ("size", models.PositiveIntegerField()),
                ("entries", models.TextField()),
                (
                    "school",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.school",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("school", "number", "date"), name="act_once")],
            },
        ),
        migrations.RunPython(install, remove),
    ]
