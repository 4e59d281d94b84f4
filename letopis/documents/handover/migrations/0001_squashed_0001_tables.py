import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('handover', '0001_steps_of_a_years_archive')]

    initial = True

    dependencies = [
        ('classes', '0003_term_for_consents'),
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='ArchiveCase',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('journal', 'Журнал'), ('summary', 'Сводные ведомости')], default='journal', max_length=10)),
                        ('title', models.CharField(max_length=160)),
                        ('year_name', models.CharField(max_length=40)),
                        ('ended_on', models.DateField()),
                        ('plan', models.CharField(blank=True, max_length=120)),
                        ('sheets', models.PositiveIntegerField(null=True)),
                        ('index', models.CharField(blank=True, max_length=40)),
                        ('number', models.PositiveIntegerField(null=True)),
                        ('place', models.CharField(blank=True, max_length=160)),
                        ('class_group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['school', 'ended_on'], name='case_by_end')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('kind', 'journal')), fields=('school', 'class_group'), name='case_of_class_once')],
                    },
                ),
                migrations.CreateModel(
                    name='TransferAct',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=40)),
                        ('date', models.DateField()),
                        ('index', models.CharField(max_length=40)),
                        ('place', models.CharField(max_length=160)),
                        ('giver', models.CharField(max_length=160)),
                        ('giver_position', models.CharField(max_length=160)),
                        ('receiver', models.CharField(max_length=160)),
                        ('receiver_position', models.CharField(max_length=160)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='transfer_acts', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['-date', '-id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'number', 'date'), name='transfer_act_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CaseMove',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('kind', models.CharField(choices=[('taken', 'Сделан'), ('returned', 'Возвращён')], max_length=10)),
                        ('step', models.CharField(choices=[('programmes', 'Выполнение программ'), ('checked', 'Проверен'), ('accepted', 'Принят'), ('printed', 'Напечатан'), ('certified', 'Заверен'), ('handed', 'Сдан')], max_length=12)),
                        ('at', models.DateTimeField()),
                        ('role', models.CharField(choices=[('director', 'Директор'), ('deputy', 'Завуч'), ('methodologist', 'Методист'), ('operator', 'Оператор'), ('system_administrator', 'Системный администратор'), ('dispatcher', 'Диспетчер расписания'), ('study_office', 'Учебная часть'), ('personnel', 'Отдел кадров'), ('tutor', 'Классный руководитель'), ('teacher', 'Учитель'), ('student', 'Ученик'), ('guardian', 'Родитель'), ('external', 'Внешний пользователь'), ('system', 'Программа')], max_length=20)),
                        ('remark', models.CharField(blank=True, max_length=500)),
                        ('overridden', models.CharField(blank=True, max_length=1000)),
                        ('entry_id', models.BigIntegerField()),
                        ('pages', models.PositiveIntegerField(null=True)),
                        ('sheets', models.PositiveIntegerField(null=True)),
                        ('digest', models.CharField(blank=True, max_length=64)),
                        ('run_id', models.BigIntegerField(null=True)),
                        ('signature', models.CharField(blank=True, choices=[('hand', 'Подпись и печать на бумаге'), ('electronic', 'Электронная подпись')], max_length=12)),
                        ('signatory', models.CharField(blank=True, max_length=160)),
                        ('signed_on', models.DateField(null=True)),
                        ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='handover.archivecase')),
                        ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='handover.transferact')),
                    ],
                    options={
                        'ordering': ['case', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'case', 'number'), name='case_move_once')],
                    },
                ),
            ],
        ),
    ]
