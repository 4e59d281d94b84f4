import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('journal_paper', '0001_print_runs'), ('journal_paper', '0002_words_of_runs')]

    initial = True

    dependencies = [
        ('organisation', '0003_zone_of_the_server'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='PrintRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('period', models.CharField(max_length=40)),
                        ('account_id', models.BigIntegerField(blank=True, null=True)),
                        ('actor_name', models.CharField(blank=True, max_length=160)),
                        ('state', models.CharField(choices=[('running', 'Идёт'), ('done', 'Готово'), ('stopped', 'Остановлено'), ('failed', 'Не удалось')], default='running', max_length=10)),
                        ('stage', models.CharField(blank=True, max_length=200)),
                        ('done', models.PositiveIntegerField(default=0)),
                        ('total', models.PositiveIntegerField(default=0)),
                        ('message', models.CharField(blank=True, max_length=1000)),
                        ('created_at', models.DateTimeField()),
                        ('beat_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prints', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('school',), name='one_print_runs')],
                    },
                ),
            ],
        ),
    ]
