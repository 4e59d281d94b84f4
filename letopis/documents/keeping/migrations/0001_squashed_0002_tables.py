import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('keeping', '0001_terms_holds_and_acts'), ('keeping', '0002_destruction_whole')]

    initial = True

    dependencies = [
        ('handover', '0001_steps_of_a_years_archive'),
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='KeepingAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=30)),
                        ('date', models.DateField()),
                        ('reason', models.CharField(max_length=300)),
                        ('method', models.CharField(max_length=300)),
                        ('state', models.CharField(choices=[('draft', 'Готовится'), ('done', 'Исполнен'), ('withdrawn', 'Отозван')], default='draft', max_length=10)),
                        ('done_at', models.DateTimeField(null=True)),
                        ('entries', models.PositiveIntegerField(default=0)),
                        ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('copies', models.PositiveIntegerField(default=0)),
                        ('files', models.PositiveIntegerField(default=0)),
                        ('packages', models.PositiveIntegerField(default=0)),
                        ('rows', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'ordering': ['-date', '-id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'number', 'date'), name='keeping_act_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Confirmation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('director', 'Директор'), ('deputy', 'Завуч'), ('methodologist', 'Методист'), ('operator', 'Оператор'), ('system_administrator', 'Системный администратор'), ('dispatcher', 'Диспетчер расписания'), ('study_office', 'Учебная часть'), ('personnel', 'Отдел кадров'), ('tutor', 'Классный руководитель'), ('teacher', 'Учитель'), ('student', 'Ученик'), ('guardian', 'Родитель'), ('external', 'Внешний пользователь'), ('system', 'Программа')], max_length=20)),
                        ('position', models.CharField(max_length=160)),
                        ('at', models.DateTimeField()),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='keeping.keepingact')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'act', 'person'), name='confirmation_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ActCase',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('entries', models.PositiveIntegerField(default=0)),
                        ('left', models.PositiveIntegerField(default=0)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='act_cases', to='handover.archivecase')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='keeping.keepingact')),
                        ('rows', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'act', 'case'), name='act_case_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SchoolTerm',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=20)),
                        ('years', models.PositiveSmallIntegerField()),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'key'), name='keeping_term_once')],
                    },
                ),
                migrations.CreateModel(
                    name='TakenOut',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('sheets', models.PositiveIntegerField()),
                        ('journal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_out', to='handover.archivecase')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('summary', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='taken_from', to='handover.archivecase')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Hold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(max_length=300)),
                        ('placed_at', models.DateTimeField()),
                        ('lifted_at', models.DateTimeField(null=True)),
                        ('lift_reason', models.CharField(blank=True, max_length=300)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='handover.archivecase')),
                        ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('placed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('school', 'case'), name='hold_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DoomedFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('path', models.CharField(max_length=300)),
                        ('trouble', models.CharField(blank=True, max_length=200)),
                        ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='doomed_files', to='keeping.keepingact')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['id'],
                    },
                ),
            ],
        ),
    ]
