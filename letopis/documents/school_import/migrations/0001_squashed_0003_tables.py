import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('exchange', '0001_initial'), ('exchange', '0002_settled_answers'), ('exchange', '0003_undo')]

    initial = True

    dependencies = [
        ('organisation', '0003_zone_of_the_server'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='ColumnMeaning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('table', models.CharField(max_length=20)),
                        ('header', models.CharField(max_length=120)),
                        ('field', models.CharField(max_length=40)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'table', 'header'), name='column_meaning_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ImportRun',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('account_id', models.BigIntegerField(blank=True, null=True)),
                        ('actor_name', models.CharField(blank=True, max_length=160)),
                        ('state', models.CharField(choices=[('checking', 'Проверяется'), ('ready', 'Проверен'), ('writing', 'Записывается'), ('done', 'Записан'), ('failed', 'Не принят'), ('discarded', 'Отменён'), ('undone', 'Запись отменена')], default='checking', max_length=10)),
                        ('files', models.JSONField(default=list)),
                        ('answers', models.JSONField(blank=True, default=dict)),
                        ('preview', models.JSONField(blank=True, default=dict)),
                        ('fingerprint', models.CharField(blank=True, max_length=64)),
                        ('message', models.CharField(blank=True, max_length=500)),
                        ('created_at', models.DateTimeField()),
                        ('beat_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('entries', models.TextField(blank=True, default='')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['school', '-id'], name='import_run_latest')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'writing')), fields=('school',), name='one_import_writes')],
                    },
                ),
                migrations.CreateModel(
                    name='SettledAnswer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('shape', models.CharField(max_length=32)),
                        ('cause', models.CharField(max_length=300)),
                        ('answer', models.CharField(max_length=500)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'shape', 'cause'), name='settled_answer_once')],
                    },
                ),
            ],
        ),
    ]
