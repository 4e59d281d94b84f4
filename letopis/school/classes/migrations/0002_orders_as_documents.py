"""Orders become documents: drafted and signed, with the students they move. Those that stand here are signed."""

import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def of_their_own_day(apps, _):
    """What an older version has written has moved people on the day of the order or near it: the days are the stays'."""
    apps.get_model("classes", "Order").objects.update(effective_on=F("date"))


KINDS = [
    ("enrol", "О зачислении"),
    ("transfer", "О переводе"),
    ("transfer_out", "О переводе в другую организацию"),
    ("expel", "Об отчислении"),
    ("leave", "Об академическом отпуске"),
    ("return", "О выходе из академического отпуска"),
    ("promote", "О переводе на новый учебный год"),
    ("repeat", "О повторном обучении"),
    ("graduate", "О выпуске"),
    ("cancel", "Об отмене приказа"),
]
STATES = [("draft", "Проект"), ("signed", "Подписан"), ("cancelled", "Отменён")]


def to(model, name, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, related_name=name, **more)


class Migration(migrations.Migration):
    dependencies = [("classes", "0001_initial"), ("organisation", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("order", "order_once"),
        migrations.AlterField("order", "kind", models.CharField(choices=KINDS, max_length=20)),
        migrations.AlterField("order", "number", models.CharField(blank=True, max_length=40)),
        migrations.AddField(
            "order", "effective_on", models.DateField(default=datetime.date(2000, 1, 1)), preserve_default=False
        ),
        migrations.AddField("order", "status", models.CharField(choices=STATES, default="signed", max_length=10)),
        migrations.AddField(
            "order",
            "cancels",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cancelled_by",
                to="classes.order",
            ),
        ),
        migrations.AddField("order", "signed_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("order", "version", models.PositiveIntegerField(default=0)),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_on", models.DateField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("applied_as", models.PositiveIntegerField(blank=True, null=True)),
                ("effects", models.JSONField(blank=True, default=list)),
                ("order", to("classes.order", "lines")),
                ("student", to("people.student", "order_lines")),
                ("class_from", to("classes.classgroup", "+", blank=True, null=True)),
                ("class_to", to("classes.classgroup", "+", blank=True, null=True)),
                ("school", to("organisation.school", "+", db_index=False)),
            ],
        ),
        migrations.RunPython(of_their_own_day, migrations.RunPython.noop),
        migrations.AddConstraint(
            "order",
            models.UniqueConstraint(
                condition=~models.Q(number=""), fields=["school", "kind", "number", "date"], name="order_once"
            ),
        ),
        migrations.AddIndex("order", models.Index(fields=["school", "-date"], name="orders_by_date")),
        migrations.AddIndex("orderline", models.Index(fields=["school", "student"], name="order_lines_of")),
        migrations.AddConstraint(
            "orderline", models.UniqueConstraint(fields=["order", "student"], name="line_once")
        ),
    ]
