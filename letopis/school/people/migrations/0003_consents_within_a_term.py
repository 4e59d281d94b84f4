"""A consent nobody has spoken of holds up to a day: for families that signed in before consents were asked for."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("people", "0002_consents")]

    operations = [
        migrations.AddField("consent", "holds_until", models.DateField(blank=True, null=True)),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=Q(given_on__isnull=True) | Q(holds_until__isnull=True), name="consent_given_has_no_term"
            ),
        ),
    ]
