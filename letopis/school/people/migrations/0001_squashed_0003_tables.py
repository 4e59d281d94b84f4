import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('people', '0001_initial'), ('people', '0002_consents'), ('people', '0003_consents_within_a_term')]

    initial = True

    dependencies = [
        ('history', '0004_log'),
        ('organisation', '0003_zone_of_the_server'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='Person',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('surname', models.CharField(max_length=80)),
                        ('name', models.CharField(max_length=80)),
                        ('patronymic', models.CharField(blank=True, max_length=80)),
                        ('sex', models.CharField(blank=True, choices=[('m', 'Мужской'), ('f', 'Женский')], max_length=1)),
                        ('birth_date', models.DateField(blank=True, null=True)),
                        ('snils', models.CharField(blank=True, max_length=11)),
                        ('phone', models.CharField(blank=True, max_length=20)),
                        ('email', models.CharField(blank=True, max_length=120)),
                        ('sort_key', models.CharField(max_length=260)),
                        ('search_key', models.CharField(max_length=260)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['sort_key'],
                        'indexes': [models.Index(fields=['school', 'search_key'], name='person_by_name'), models.Index(fields=['school', 'sort_key'], name='person_in_order')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('snils', ''), _negated=True), fields=('school', 'snils'), name='snils_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Guardian',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='guardian', to='people.person')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Staff',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('position', models.CharField(blank=True, max_length=160)),
                        ('category', models.CharField(blank=True, max_length=80)),
                        ('subjects', models.CharField(blank=True, max_length=300)),
                        ('hired_on', models.DateField(blank=True, null=True)),
                        ('hired_order', models.CharField(blank=True, max_length=40)),
                        ('dismissed_on', models.DateField(blank=True, null=True)),
                        ('dismissed_order', models.CharField(blank=True, max_length=40)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'verbose_name_plural': 'staff',
                    },
                ),
                migrations.CreateModel(
                    name='Student',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_number', models.CharField(blank=True, max_length=40)),
                        ('address', models.CharField(blank=True, max_length=300)),
                        ('study_form', models.CharField(choices=[('full_time', 'Очная'), ('home', 'На дому'), ('part_time', 'Очно-заочная'), ('distance', 'Заочная'), ('family', 'Семейное образование')], default='full_time', max_length=10)),
                        ('health_group', models.CharField(blank=True, max_length=20)),
                        ('sport_group', models.CharField(blank=True, max_length=40)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='student', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Guardianship',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('kinship', models.CharField(choices=[('mother', 'Мать'), ('father', 'Отец'), ('guardian', 'Опекун'), ('grandmother', 'Бабушка'), ('grandfather', 'Дедушка'), ('other', 'Иной представитель')], default='other', max_length=12)),
                        ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardianships', to='people.guardian')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guardianships', to='people.student')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('school', 'guardian', 'student'), name='guardianship_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Consent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('given_on', models.DateField(blank=True, null=True)),
                        ('withdrawn_on', models.DateField(blank=True, null=True)),
                        ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.guardian')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.student')),
                        ('holds_until', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'indexes': [models.Index(fields=['school', 'student'], name='consent_by_student')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on__isnull', True)), fields=('school', 'student'), name='consent_once'), models.CheckConstraint(condition=models.Q(('withdrawn_on__isnull', True), ('given_on__isnull', True), ('withdrawn_on__gte', models.F('given_on')), _connector='OR'), name='consent_withdrawn_after_given'), models.CheckConstraint(condition=models.Q(('given_on__isnull', True), ('holds_until__isnull', True), _connector='OR'), name='consent_given_has_no_term')],
                    },
                ),
            ],
        ),
    ]
