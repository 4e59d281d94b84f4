import django.db.models.deletion
import letopis.kernel.migrating
import letopis.school.organisation.models
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('organisation', '0001_initial'), ('organisation', '0002_shortened_day'), ('organisation', '0003_zone_of_the_server')]

    initial = True

    dependencies = [
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='School',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('general', 'Общеобразовательная школа'), ('college', 'Колледж (СПО)')], default='general', max_length=10)),
                        ('name', models.CharField(max_length=300)),
                        ('short_name', models.CharField(max_length=120)),
                        ('region', models.CharField(blank=True, max_length=120)),
                        ('city', models.CharField(blank=True, max_length=120)),
                        ('address', models.CharField(blank=True, max_length=300)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('email', models.CharField(blank=True, max_length=120)),
                        ('website', models.CharField(blank=True, max_length=200)),
                        ('settings', models.JSONField(blank=True, default=dict)),
                        ('created_at', models.DateTimeField(auto_now_add=True)),
                        ('time_zone', models.CharField(default=letopis.school.organisation.models.zone_of_the_server, max_length=60)),
                    ],
                ),
                migrations.CreateModel(
                    name='AcademicYear',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=20)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('study_days', models.PositiveSmallIntegerField(default=5)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'name'), name='year_once'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='year_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='BellSchedule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('shift', models.PositiveSmallIntegerField(default=1)),
                        ('is_shortened', models.BooleanField(default=False)),
                        ('grades', models.JSONField(blank=True, default=list)),
                        ('starts_on', models.DateField(blank=True, null=True)),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bell_schedules', to='organisation.academicyear')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['shift', 'is_shortened', 'name'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'year', 'name'), name='bells_once')],
                    },
                ),
                migrations.CreateModel(
                    name='BellPeriod',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('starts_at', models.TimeField()),
                        ('ends_at', models.TimeField()),
                        ('schedule', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='periods', to='organisation.bellschedule')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'schedule', 'number'), name='bell_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='bell_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='TermScheme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('quarter', 'Четверти'), ('trimester', 'Триместры'), ('half_year', 'Полугодия'), ('semester', 'Семестры')], max_length=10)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='schemes', to='organisation.academicyear')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'year', 'kind'), name='scheme_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Term',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('name', models.CharField(max_length=40)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='terms', to='organisation.termscheme')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'scheme', 'number'), name='term_once'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='term_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='Vacation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=80)),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField()),
                        ('grades', models.JSONField(blank=True, default=list)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='vacations', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['starts_on'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'year', 'name', 'starts_on'), name='vacation_once'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='vacation_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='Room',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=20)),
                        ('name', models.CharField(blank=True, max_length=120)),
                        ('capacity', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('kind', models.CharField(blank=True, max_length=80)),
                        ('responsible', models.CharField(blank=True, max_length=120)),
                        ('sort_key', models.CharField(blank=True, max_length=40)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['sort_key'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'number'), name='room_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CalendarDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('date', models.DateField()),
                        ('kind', models.CharField(choices=[('holiday', 'Праздник'), ('day_off', 'Выходной день'), ('working', 'Рабочий день (перенос)'), ('shortened', 'Сокращённый день')], max_length=10)),
                        ('name', models.CharField(blank=True, max_length=120)),
                        ('taught_as', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Понедельник'), (2, 'Вторник'), (3, 'Среда'), (4, 'Четверг'), (5, 'Пятница'), (6, 'Суббота'), (7, 'Воскресенье')], null=True)),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='organisation.academicyear')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['date'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'date'), name='calendar_day_once')],
                    },
                ),
            ],
        ),
    ]
