import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('attendance', '0001_notes_and_leaves')]

    initial = True

    dependencies = [
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='AbsenceNote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('request', 'Заявление родителей'), ('certificate', 'Медицинская справка'), ('call', 'Звонок или сообщение'), ('other', 'Другой документ')], default='request', max_length=12)),
                        ('code', models.CharField(choices=[('Н', 'Не был, причина не указана'), ('УП', 'Уважительная причина'), ('Б', 'Болезнь'), ('НП', 'Неуважительная причина'), ('ОП', 'Опоздание'), ('ОСВ', 'Освобождение')], max_length=3)),
                        ('first_day', models.DateField()),
                        ('last_day', models.DateField()),
                        ('first_number', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('last_number', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('text', models.CharField(blank=True, max_length=500)),
                        ('by_family', models.BooleanField(default=False)),
                        ('said_by', models.CharField(blank=True, max_length=160)),
                        ('said_at', models.DateTimeField()),
                        ('state', models.CharField(choices=[('announced', 'Ждёт подтверждения'), ('confirmed', 'Подтверждено'), ('declined', 'Отклонено'), ('withdrawn', 'Отозвано')], default='announced', max_length=10)),
                        ('answer', models.CharField(blank=True, max_length=300)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absence_notes', to='people.student')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absence_notes', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['-first_day', '-pk'],
                        'indexes': [models.Index(fields=['school', 'student', 'last_day'], name='absence_note_of'), models.Index(fields=['school', 'state', 'last_day'], name='absence_note_by_state')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='absence_note_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='EarlyLeave',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('date', models.DateField()),
                        ('left_at', models.TimeField()),
                        ('taken_by', models.CharField(blank=True, max_length=160)),
                        ('code', models.CharField(choices=[('Н', 'Не был, причина не указана'), ('УП', 'Уважительная причина'), ('Б', 'Болезнь'), ('НП', 'Неуважительная причина'), ('ОП', 'Опоздание'), ('ОСВ', 'Освобождение')], default='УП', max_length=3)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('recorded_at', models.DateTimeField()),
                        ('is_removed', models.BooleanField(default=False)),
                        ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='early_leaves', to='people.student')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='early_leaves', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['-date', '-pk'],
                        'indexes': [models.Index(fields=['school', 'date'], name='early_leave_by_day')],
                        'constraints': [models.UniqueConstraint(fields=('school', 'student', 'date'), name='early_leave_once')],
                    },
                ),
                migrations.CreateModel(
                    name='NoteFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.FileField(upload_to='absences/%Y/%m/')),
                        ('name', models.CharField(max_length=200)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='attendance.absencenote')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
