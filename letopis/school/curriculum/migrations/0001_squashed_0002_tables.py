import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('curriculum', '0001_initial'), ('curriculum', '0002_course_kind')]

    initial = True

    dependencies = [
        ('classes', '0001_initial'),
        ('organisation', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='Subject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160)),
                        ('short_name', models.CharField(blank=True, max_length=40)),
                        ('area', models.CharField(blank=True, max_length=160)),
                        ('search_key', models.CharField(max_length=160)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['search_key'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'search_key'), name='subject_once')],
                    },
                ),
                migrations.CreateModel(
                    name='LessonPlan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('grade', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(max_length=200)),
                        ('textbook', models.CharField(blank=True, max_length=200)),
                        ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='people.staff')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='organisation.academicyear')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='curriculum.subject')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'year', 'title'), name='plan_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PlanSection',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(max_length=300)),
                        ('hours', models.PositiveSmallIntegerField(blank=True, null=True)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='curriculum.lessonplan')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'plan', 'number'), name='section_once')],
                    },
                ),
                migrations.CreateModel(
                    name='PlannedLesson',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('topic', models.CharField(max_length=500)),
                        ('kind', models.CharField(choices=[('lesson', 'Урок'), ('control', 'Контрольная работа'), ('independent', 'Самостоятельная работа'), ('laboratory', 'Лабораторная работа'), ('practical', 'Практическая работа'), ('dictation', 'Диктант'), ('essay', 'Сочинение'), ('speech', 'Развитие речи'), ('excursion', 'Экскурсия'), ('project', 'Проект'), ('test', 'Тест'), ('review', 'Повторение'), ('credit', 'Зачёт')], default='lesson', max_length=12)),
                        ('homework', models.CharField(blank=True, max_length=1000)),
                        ('planned_on', models.DateField(blank=True, null=True)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='curriculum.lessonplan')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lessons', to='curriculum.plansection')),
                    ],
                    options={
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'plan', 'number'), name='planned_lesson_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CurriculumRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('part', models.CharField(blank=True, max_length=160)),
                        ('hours_per_week', models.DecimalField(decimal_places=1, max_digits=4)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='curriculum', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='curriculum', to='organisation.academicyear')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='curriculum', to='curriculum.subject')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'class_group', 'subject'), name='curriculum_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Course',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('hours_per_week', models.DecimalField(decimal_places=1, max_digits=4)),
                        ('scale', models.CharField(choices=[('five', 'Пятибалльная'), ('pass_fail', 'Зачёт / незачёт'), ('unmarked', 'Безотметочное')], default='five', max_length=10)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('subgroup', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='classes.subgroup')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='organisation.academicyear')),
                        ('plan', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='courses', to='curriculum.lessonplan')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='courses', to='curriculum.subject')),
                        ('kind', models.CharField(choices=[('subject', 'Учебный предмет'), ('extra', 'Внеурочная деятельность'), ('class_hour', 'Классные часы')], default='subject', max_length=10)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('subgroup__isnull', True)), fields=('school', 'class_group', 'subject'), name='course_once'), models.UniqueConstraint(fields=('school', 'class_group', 'subject', 'subgroup'), name='course_of_subgroup_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CourseTeacher',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('course', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teachers', to='curriculum.course')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='taught', to='people.staff')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'staff'], name='course_by_teacher'), models.Index(fields=['school', 'course'], name='teacher_by_course')],
                    },
                ),
            ],
        ),
    ]
