import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('journal', '0001_initial'), ('journal', '0002_homework_upload'), ('journal', '0003_mark_first_set'), ('journal', '0004_correction_requests'), ('journal', '0005_states_of_works'), ('journal', '0006_homework_set_at'), ('journal', '0007_homework_minutes'), ('journal', '0008_comment_phrases'), ('journal', '0009_requests_of_any_entry')]

    initial = True

    dependencies = [
        ('curriculum', '0002_course_kind'),
        ('history', '0002_append_only'),
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
        ('periods', '0003_requests_of_one_shape'),
        ('timetable', '0001_initial'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='Homework',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('due_on', models.DateField(blank=True, null=True)),
                        ('text', models.CharField(blank=True, max_length=2000)),
                        ('is_for_all', models.BooleanField(default=True)),
                        ('is_removed', models.BooleanField(default=False)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='homework', to='curriculum.course')),
                        ('due_lesson', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='homework_due', to='timetable.lesson')),
                        ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='homework', to='timetable.lesson')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('set_at', models.DateTimeField(blank=True, null=True)),
                        ('changed_at', models.DateTimeField(blank=True, null=True)),
                        ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('was', models.CharField(blank=True, max_length=2000)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'course'], name='homework_by_course'), models.Index(fields=['school', 'due_on'], name='homework_by_due')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_for_all', True)), fields=('school', 'lesson'), name='homework_once')],
                    },
                ),
                migrations.CreateModel(
                    name='HomeworkFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.FileField(upload_to='homework/%Y/%m/')),
                        ('name', models.CharField(max_length=200)),
                        ('content_type', models.CharField(max_length=100)),
                        ('size', models.PositiveIntegerField()),
                        ('is_removed', models.BooleanField(default=False)),
                        ('homework', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='journal.homework')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('upload_id', models.UUIDField(blank=True, null=True)),
                    ],
                    options={
                        'abstract': False,
                        'constraints': [models.UniqueConstraint(fields=('school', 'upload_id'), name='homework_file_once')],
                    },
                ),
                migrations.CreateModel(
                    name='HomeworkStudent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('homework', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='students', to='journal.homework')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='own_homework', to='people.student')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'homework', 'student'), name='homework_student_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkKind',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20)),
                        ('name', models.CharField(max_length=80)),
                        ('short_name', models.CharField(max_length=8)),
                        ('weight', models.DecimalField(decimal_places=2, default=1, max_digits=4)),
                        ('is_written', models.BooleanField(default=False)),
                        ('is_control', models.BooleanField(default=False)),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('is_active', models.BooleanField(default=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['position', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'code'), name='work_kind_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Work',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(blank=True, max_length=300)),
                        ('weight', models.DecimalField(blank=True, decimal_places=2, max_digits=4, null=True)),
                        ('position', models.PositiveSmallIntegerField(default=1)),
                        ('is_removed', models.BooleanField(default=False)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='curriculum.course')),
                        ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='timetable.lesson')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='works', to='journal.workkind')),
                        ('released_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'ordering': ['position'],
                        'indexes': [models.Index(fields=['school', 'course'], name='work_by_course')],
                        'constraints': [models.UniqueConstraint(fields=('school', 'lesson', 'position'), name='work_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Mark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('value', models.CharField(blank=True, max_length=4)),
                        ('second', models.CharField(blank=True, max_length=4)),
                        ('debt_until', models.DateField(blank=True, null=True)),
                        ('comment', models.CharField(blank=True, max_length=500)),
                        ('set_at', models.DateTimeField()),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='curriculum.course')),
                        ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='timetable.lesson')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='people.student')),
                        ('work', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='journal.work')),
                        ('first_set_at', models.DateTimeField(blank=True, null=True)),
                        ('state', models.CharField(blank=True, choices=[('debt', 'долг'), ('submitted', 'сдано, не проверено'), ('late', 'сдано позже срока'), ('missing', 'не сдано'), ('absent', 'не писал работу'), ('redo', 'переписать'), ('excluded', 'не учитывается')], max_length=10)),
                        ('was', models.CharField(blank=True, max_length=4)),
                        ('was_set_at', models.DateTimeField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'course'], name='mark_by_course'), models.Index(fields=['school', 'student'], name='mark_by_student'), models.Index(fields=['school', 'lesson'], name='mark_by_lesson')],
                        'constraints': [models.UniqueConstraint(fields=('school', 'work', 'student'), name='mark_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Absence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(blank=True, choices=[('Н', 'Не был, причина не указана'), ('УП', 'Уважительная причина'), ('Б', 'Болезнь'), ('НП', 'Неуважительная причина'), ('ОП', 'Опоздание'), ('ОСВ', 'Освобождение')], max_length=3)),
                        ('minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('version', models.PositiveIntegerField(default=1)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='curriculum.course')),
                        ('lesson', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='timetable.lesson')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='people.student')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'course'], name='absence_by_course'), models.Index(fields=['school', 'student'], name='absence_by_student')],
                        'constraints': [models.UniqueConstraint(fields=('school', 'lesson', 'student'), name='absence_once')],
                    },
                ),
                migrations.CreateModel(
                    name='AppliedOperation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('op_id', models.UUIDField()),
                        ('account_id', models.BigIntegerField(null=True)),
                        ('kind', models.CharField(max_length=12)),
                        ('answer', models.JSONField()),
                        ('at', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'op_id'), name='operation_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DiaryView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('account_id', models.BigIntegerField()),
                        ('seen_at', models.DateTimeField()),
                        ('new_since', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='diary_views', to='people.student')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'account_id', 'student'), name='diary_view_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CorrectionRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('asked_at', models.DateTimeField()),
                        ('op_id', models.UUIDField()),
                        ('state', models.CharField(choices=[('waiting', 'Ждёт ответа'), ('granted', 'Исправлено'), ('declined', 'Отказано')], default='waiting', max_length=10)),
                        ('answer', models.CharField(blank=True, max_length=300)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='people.staff')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='curriculum.course')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.student')),
                        ('base_version', models.PositiveIntegerField(default=0)),
                        ('kind', models.CharField(max_length=12)),
                        ('object_id', models.BigIntegerField(blank=True, null=True)),
                        ('opening', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='periods.reopenrequest')),
                        ('operation', models.JSONField()),
                        ('place', models.CharField(max_length=400)),
                        ('wanted', models.CharField(blank=True, max_length=2500)),
                        ('was', models.CharField(blank=True, max_length=2500)),
                    ],
                    options={
                        'ordering': ['-asked_at', '-pk'],
                        'indexes': [models.Index(fields=['school', 'state'], name='mark_request_by_state')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('school', 'kind', 'object_id'), name='correction_request_one_waiting')],
                    },
                ),
                migrations.CreateModel(
                    name='CommentPhrase',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=300)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phrases', to='people.staff')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'staff', 'text'), name='comment_phrase_once')],
                    },
                ),
            ],
        ),
    ]
