import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('periods', '0001_closed_pages'), ('periods', '0002_reopen_requests'), ('periods', '0003_requests_of_one_shape')]

    initial = True

    dependencies = [
        ('curriculum', '0002_course_kind'),
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='PageClosing',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('open_until', models.DateTimeField(blank=True, null=True)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='curriculum.course')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='page_closings', to='organisation.term')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'course', 'term'), name='page_closing_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ReopenRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('asked_at', models.DateTimeField()),
                        ('state', models.CharField(choices=[('waiting', 'Ждёт ответа'), ('granted', 'Исправлено'), ('declined', 'Отказано')], default='waiting', max_length=10)),
                        ('answer', models.CharField(blank=True, max_length=300)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='people.staff')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='curriculum.course')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('term', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reopen_requests', to='organisation.term')),
                    ],
                    options={
                        'ordering': ['-asked_at', '-pk'],
                        'indexes': [models.Index(fields=['school', 'state'], name='reopen_request_by_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('school', 'course', 'term'), name='reopen_request_one_waiting')],
                    },
                ),
            ],
        ),
    ]
