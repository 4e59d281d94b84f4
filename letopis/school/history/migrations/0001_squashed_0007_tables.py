import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models

from letopis.school.history import append_only


def install(apps, schema_editor):
    append_only.install(schema_editor.connection)


def remove(apps, schema_editor):
    append_only.remove(schema_editor.connection)


class Migration(migrations.Migration):

    replaces = [('history', '0001_initial'), ('history', '0002_append_only'), ('history', '0003_entry_version_2'), ('history', '0004_log'), ('history', '0005_checkpoint_by_root'), ('history', '0006_verifications'), ('history', '0007_rows_of_an_act')]

    initial = True

    dependencies = [
        ('organisation', '0003_zone_of_the_server'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('account_id', models.BigIntegerField(null=True)),
                        ('actor_name', models.CharField(max_length=160)),
                        ('role', models.CharField(choices=[('director', 'Директор'), ('deputy', 'Завуч'), ('methodologist', 'Методист'), ('operator', 'Оператор'), ('system_administrator', 'Системный администратор'), ('dispatcher', 'Диспетчер расписания'), ('study_office', 'Учебная часть'), ('personnel', 'Отдел кадров'), ('tutor', 'Классный руководитель'), ('teacher', 'Учитель'), ('student', 'Ученик'), ('guardian', 'Родитель'), ('external', 'Внешний пользователь'), ('system', 'Программа')], max_length=20)),
                        ('action', models.CharField(max_length=40)),
                        ('kind', models.CharField(max_length=40)),
                        ('object_id', models.BigIntegerField()),
                        ('course_id', models.BigIntegerField(null=True)),
                        ('student_id', models.BigIntegerField(null=True)),
                        ('before', models.JSONField(null=True)),
                        ('after', models.JSONField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=500)),
                        ('op_id', models.UUIDField(null=True)),
                        ('digest', models.BinaryField(max_length=32)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('version', models.SmallIntegerField(db_default=1, default=2)),
                        ('salt', models.BinaryField(max_length=16, null=True)),
                        ('content_digest', models.BinaryField(max_length=32, null=True)),
                        ('act_id', models.BigIntegerField(null=True)),
                    ],
                    options={
                        'verbose_name_plural': 'entries',
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['school', 'kind', 'object_id', 'id'], name='entry_by_object'), models.Index(fields=['school', 'course_id', 'id'], name='entry_by_course')],
                    },
                ),
                migrations.CreateModel(
                    name='Seal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('first_entry_id', models.BigIntegerField()),
                        ('last_entry_id', models.BigIntegerField()),
                        ('size', models.PositiveIntegerField()),
                        ('root', models.BinaryField(max_length=32)),
                        ('previous', models.BinaryField(max_length=32)),
                        ('digest', models.BinaryField(max_length=32)),
                        ('at', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'number'), name='seal_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DestructionAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=40)),
                        ('date', models.DateField()),
                        ('operator', models.CharField(max_length=640)),
                        ('processor', models.CharField(blank=True, max_length=300)),
                        ('subjects', models.CharField(max_length=1000)),
                        ('categories', models.CharField(max_length=1000)),
                        ('system', models.CharField(max_length=200)),
                        ('method', models.CharField(max_length=300)),
                        ('reason', models.CharField(max_length=500)),
                        ('first_member', models.CharField(max_length=160)),
                        ('first_position', models.CharField(max_length=160)),
                        ('second_member', models.CharField(max_length=160)),
                        ('second_position', models.CharField(max_length=160)),
                        ('destroyed_at', models.DateTimeField()),
                        ('size', models.PositiveIntegerField()),
                        ('entries', models.TextField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('rows', models.PositiveIntegerField(db_default=0, default=0)),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'number', 'date'), name='act_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Checkpoint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('size', models.PositiveBigIntegerField()),
                        ('last_entry_id', models.BigIntegerField()),
                        ('root', models.BinaryField(max_length=32)),
                        ('at', models.DateTimeField()),
                        ('note', models.TextField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'number'), name='checkpoint_once'), models.UniqueConstraint(fields=('school', 'size'), name='checkpoint_of_size')],
                        'indexes': [models.Index(fields=['root'], name='checkpoint_by_root')],
                    },
                ),
                migrations.CreateModel(
                    name='LogKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField()),
                        ('verifier', models.CharField(max_length=200)),
                        ('at', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'number'), name='log_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Tile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.PositiveSmallIntegerField()),
                        ('number', models.PositiveIntegerField()),
                        ('last_entry_id', models.BigIntegerField()),
                        ('root', models.BinaryField(max_length=32)),
                        ('hashes', models.BinaryField(max_length=8192)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['level', 'number'],
                        'indexes': [models.Index(fields=['school', 'level', 'last_entry_id'], name='tile_by_entry')],
                        'constraints': [models.UniqueConstraint(fields=('school', 'level', 'number'), name='tile_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Verification',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('begun_at', models.DateTimeField()),
                        ('ended_at', models.DateTimeField()),
                        ('is_full', models.BooleanField()),
                        ('entries', models.PositiveIntegerField(default=0)),
                        ('rows', models.PositiveIntegerField(default=0)),
                        ('found', models.PositiveIntegerField(default=0)),
                        ('findings', models.JSONField(default=list)),
                        ('remarks', models.JSONField(default=list)),
                        ('fault', models.CharField(blank=True, max_length=300)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['school', '-id'], name='verification_latest')],
                    },
                ),
            ],
        ),
        migrations.RunPython(install, remove),
    ]
