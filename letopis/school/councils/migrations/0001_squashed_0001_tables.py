import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('councils', '0001_councils_and_debts')]

    initial = True

    dependencies = [
        ('classes', '0003_term_for_consents'),
        ('curriculum', '0001_initial'),
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='Council',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('pedagogical', 'Педагогический совет'), ('small', 'Малый педагогический совет'), ('consilium', 'Консилиум'), ('grants', 'Стипендиальная комиссия')], max_length=12)),
                        ('about', models.CharField(choices=[('term', 'Итоги периода'), ('year', 'Итоги года'), ('admission', 'Допуск к экзаменам')], max_length=10)),
                        ('number', models.CharField(blank=True, max_length=20)),
                        ('date', models.DateField()),
                        ('agenda', models.TextField(blank=True, max_length=2000)),
                        ('state', models.CharField(choices=[('prepared', 'Готовится'), ('session', 'Идёт заседание'), ('closed', 'Завершён')], default='prepared', max_length=10)),
                        ('closed_at', models.DateTimeField(blank=True, null=True)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('chair', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('secretary', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='councils', to='organisation.term')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='councils', to='organisation.academicyear')),
                    ],
                    options={
                        'ordering': ['-date', '-pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('school', 'year', 'kind', 'number'), name='council_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('about', 'term'), ('term__isnull', False)), models.Q(models.Q(('about', 'term'), _negated=True), ('term__isnull', True)), _connector='OR'), name='council_of_a_term_names_it')],
                    },
                ),
                migrations.CreateModel(
                    name='CouncilMember',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('is_present', models.BooleanField(default=False)),
                        ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='councils.council')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='councils', to='people.staff')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'council', 'staff'), name='council_member_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Proposal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('promote', 'Promote'), ('promote_with_debts', 'Promote With Debts'), ('repeat', 'Repeat'), ('expel', 'Expel'), ('graduate', 'Graduate'), ('admit', 'Admit'), ('not_admit', 'Not Admit'), ('settle_debts', 'Settle Debts')], max_length=20)),
                        ('proposed', models.CharField(blank=True, choices=[('promote', 'Promote'), ('promote_with_debts', 'Promote With Debts'), ('repeat', 'Repeat'), ('expel', 'Expel'), ('graduate', 'Graduate'), ('admit', 'Admit'), ('not_admit', 'Not Admit'), ('settle_debts', 'Settle Debts')], max_length=20)),
                        ('clause', models.CharField(blank=True, max_length=80)),
                        ('grounds', models.JSONField(blank=True, default=list)),
                        ('missing', models.JSONField(blank=True, default=list)),
                        ('note', models.CharField(blank=True, max_length=500)),
                        ('is_withdrawn', models.BooleanField(default=False)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='classes.classgroup')),
                        ('council', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='councils.council')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='people.student')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'student'], name='proposal_by_student')],
                        'constraints': [models.UniqueConstraint(fields=('school', 'council', 'student'), name='proposal_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Decision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('matter', models.CharField(max_length=30)),
                        ('kind', models.CharField(choices=[('promote', 'Promote'), ('promote_with_debts', 'Promote With Debts'), ('repeat', 'Repeat'), ('expel', 'Expel'), ('graduate', 'Graduate'), ('admit', 'Admit'), ('not_admit', 'Not Admit'), ('settle_debts', 'Settle Debts')], max_length=20)),
                        ('votes_for', models.PositiveSmallIntegerField()),
                        ('votes_against', models.PositiveSmallIntegerField(default=0)),
                        ('votes_abstained', models.PositiveSmallIntegerField(default=0)),
                        ('text', models.CharField(blank=True, max_length=500)),
                        ('until', models.DateField(blank=True, null=True)),
                        ('decided_at', models.DateTimeField()),
                        ('is_in_force', models.BooleanField(default=True)),
                        ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='classes.order')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='people.student')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='organisation.academicyear')),
                        ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='councils.proposal')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'student'], name='decision_by_student')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_in_force', True)), fields=('school', 'year', 'student', 'matter'), name='decision_in_force_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Acknowledgement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('signed_on', models.DateField(blank=True, null=True)),
                        ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='councils.decision')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'decision', 'person'), name='acknowledged_once')],
                    },
                ),
                migrations.CreateModel(
                    name='AcademicDebt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mark', models.CharField(blank=True, max_length=4)),
                        ('arisen_on', models.DateField()),
                        ('until', models.DateField()),
                        ('state', models.CharField(choices=[('open', 'Не ликвидирована'), ('settled', 'Ликвидирована')], default='open', max_length=10)),
                        ('settled_on', models.DateField(blank=True, null=True)),
                        ('result', models.CharField(blank=True, max_length=4)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('class_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='academic_debts', to='classes.classgroup')),
                        ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='academic_debts', to='curriculum.course')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='academic_debts', to='people.student')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='academic_debts', to='curriculum.subject')),
                        ('term', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='academic_debts', to='organisation.term')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='academic_debts', to='organisation.academicyear')),
                        ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='debts', to='councils.decision')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'class_group'], name='debt_by_class'), models.Index(fields=['school', 'student'], name='debt_by_student')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('term__isnull', False)), fields=('school', 'student', 'subject', 'year', 'term'), name='debt_of_term_once'), models.UniqueConstraint(condition=models.Q(('term__isnull', True)), fields=('school', 'student', 'subject', 'year'), name='debt_of_year_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Remark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=500)),
                        ('at', models.DateTimeField()),
                        ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.staff')),
                        ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='councils.proposal')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['at', 'pk'],
                        'indexes': [models.Index(fields=['school', 'proposal'], name='remark_by_proposal')],
                    },
                ),
                migrations.CreateModel(
                    name='Retake',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('attempt', models.PositiveSmallIntegerField()),
                        ('date', models.DateField()),
                        ('place', models.CharField(blank=True, max_length=60)),
                        ('state', models.CharField(choices=[('planned', 'Назначена'), ('passed', 'Сдана'), ('failed', 'Не сдана'), ('missed', 'Неявка'), ('excused', 'Неявка по уважительной причине')], default='planned', max_length=10)),
                        ('mark', models.CharField(blank=True, max_length=4)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('version', models.PositiveIntegerField(default=0)),
                        ('debt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retakes', to='councils.academicdebt')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['date', 'pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'excused'), _negated=True), fields=('school', 'debt', 'attempt'), name='retake_attempt_once'), models.CheckConstraint(condition=models.Q(('attempt__in', (1, 2))), name='retake_twice_at_most')],
                    },
                ),
                migrations.CreateModel(
                    name='Examiner',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retakes', to='people.staff')),
                        ('retake', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='examiners', to='councils.retake')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'retake', 'staff'), name='examiner_once')],
                    },
                ),
            ],
        ),
    ]
