import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('timetable', '0001_initial'), ('timetable', '0002_class_hour_kind')]

    initial = True

    dependencies = [
        ('classes', '0001_initial'),
        ('curriculum', '0001_initial'),
        ('organisation', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='WeeklySlot',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Понедельник'), (2, 'Вторник'), (3, 'Среда'), (4, 'Четверг'), (5, 'Пятница'), (6, 'Суббота'), (7, 'Воскресенье')])),
                        ('number', models.PositiveSmallIntegerField()),
                        ('parity', models.PositiveSmallIntegerField(default=0)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='curriculum.course')),
                        ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='organisation.room')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='people.staff')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='slots', to='organisation.academicyear')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'year', 'weekday'], name='slot_by_day')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('school', 'course', 'weekday', 'number', 'parity'), name='slot_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Lesson',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('date', models.DateField()),
                        ('number', models.PositiveSmallIntegerField()),
                        ('starts_at', models.TimeField(blank=True, null=True)),
                        ('ends_at', models.TimeField(blank=True, null=True)),
                        ('is_cancelled', models.BooleanField(default=False)),
                        ('topic', models.CharField(blank=True, max_length=500)),
                        ('topic_reason', models.CharField(blank=True, max_length=300)),
                        ('attendance_taken_at', models.DateTimeField(blank=True, null=True)),
                        ('filled_at', models.DateTimeField(blank=True, null=True)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='classes.classgroup')),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='curriculum.course')),
                        ('planned_lesson', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='held', to='curriculum.plannedlesson')),
                        ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='organisation.room')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='lessons', to='people.staff')),
                        ('substituted_for', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='substituted_lessons', to='people.staff')),
                        ('slot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lessons', to='timetable.weeklyslot')),
                        ('hour_kind', models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        'ordering': ['date', 'number'],
                        'indexes': [models.Index(fields=['school', 'course', 'date'], name='lesson_by_course'), models.Index(fields=['school', 'class_group', 'date'], name='lesson_by_class'), models.Index(fields=['school', 'staff', 'date'], name='lesson_by_staff'), models.Index(fields=['school', 'date'], name='lesson_by_date')],
                        'constraints': [models.UniqueConstraint(fields=('school', 'course', 'date', 'number'), name='lesson_once')],
                    },
                ),
            ],
        ),
    ]
