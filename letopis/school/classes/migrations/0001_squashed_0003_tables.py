import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('classes', '0001_initial'), ('classes', '0002_orders_as_documents'), ('classes', '0003_term_for_consents')]

    initial = True

    dependencies = [
        ('access', '0006_blocked_and_slips'),
        ('history', '0004_log'),
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='ClassGroup',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('grade', models.PositiveSmallIntegerField()),
                        ('letter', models.CharField(blank=True, max_length=20)),
                        ('name', models.CharField(max_length=40)),
                        ('profile', models.CharField(blank=True, max_length=120)),
                        ('shift', models.PositiveSmallIntegerField(default=1)),
                        ('sort_key', models.CharField(max_length=60)),
                        ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='classes', to='organisation.room')),
                        ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classes', to='organisation.termscheme')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='classes', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['sort_key'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'year', 'name'), name='class_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ClassTutor',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tutors', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tutored', to='people.staff')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'staff'], name='tutor_by_staff')],
                    },
                ),
                migrations.CreateModel(
                    name='Order',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('enrol', 'О зачислении'), ('transfer', 'О переводе'), ('transfer_out', 'О переводе в другую организацию'), ('expel', 'Об отчислении'), ('leave', 'Об академическом отпуске'), ('return', 'О выходе из академического отпуска'), ('promote', 'О переводе на новый учебный год'), ('repeat', 'О повторном обучении'), ('graduate', 'О выпуске'), ('cancel', 'Об отмене приказа')], max_length=20)),
                        ('number', models.CharField(blank=True, max_length=40)),
                        ('date', models.DateField()),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('effective_on', models.DateField()),
                        ('status', models.CharField(choices=[('draft', 'Проект'), ('signed', 'Подписан'), ('cancelled', 'Отменён')], default='signed', max_length=10)),
                        ('signed_at', models.DateTimeField(blank=True, null=True)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('cancels', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cancelled_by', to='classes.order')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', '-date'], name='orders_by_date')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('school', 'kind', 'number', 'date'), name='order_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.student')),
                        ('enrolled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enrolled', to='classes.order')),
                        ('left_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='left', to='classes.order')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'class_group'], name='membership_by_class'), models.Index(fields=['school', 'student'], name='membership_by_student')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('school', 'student', 'class_group'), name='membership_once'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='Subgroup',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('division', models.CharField(max_length=80)),
                        ('name', models.CharField(max_length=40)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subgroups', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['division', 'name'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'class_group', 'division', 'name'), name='subgroup_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SubgroupMembership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subgroup_memberships', to='people.student')),
                        ('subgroup', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='classes.subgroup')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'subgroup'], name='subgroup_members')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('school', 'subgroup', 'student'), name='in_subgroup_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OrderLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('effective_on', models.DateField(blank=True, null=True)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('applied_as', models.PositiveIntegerField(blank=True, null=True)),
                        ('effects', models.JSONField(blank=True, default=list)),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='classes.order')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='order_lines', to='people.student')),
                        ('class_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='classes.classgroup')),
                        ('class_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'student'], name='order_lines_of')],
                        'constraints': [models.UniqueConstraint(fields=('order', 'student'), name='line_once')],
                    },
                ),
            ],
        ),
    ]
