import django.db.models.deletion
import letopis.kernel.migrating
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('carriers', '0001_register'), ('carriers', '0002_report_of_a_run'), ('carriers', '0003_words_of_runs'), ('carriers', '0004_destruction_whole')]

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
                    name='Carrier',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('kind', models.CharField(choices=[('folder', 'Папка на другом сервере или диске'), ('disk', 'Съёмный диск, который подключают к серверу'), ('store', 'Хранилище S3'), ('offline', 'Диск или накопитель, который хранит сотрудник')], max_length=10)),
                        ('place', models.CharField(max_length=200)),
                        ('address', models.CharField(blank=True, max_length=120)),
                        ('inventory', models.CharField(blank=True, max_length=60)),
                        ('since', models.DateField()),
                        ('until', models.DateField(blank=True, null=True)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('mark', models.UUIDField(default=uuid.uuid4, editable=False)),
                        ('responsible', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='carriers', to='people.staff')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('until', None), models.Q(('address', ''), _negated=True)), fields=('school', 'address'), name='one_carrier_at_a_place')],
                    },
                ),
                migrations.CreateModel(
                    name='Package',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=160)),
                        ('built_at', models.DateTimeField()),
                        ('built_by', models.CharField(blank=True, max_length=160)),
                        ('size', models.PositiveBigIntegerField()),
                        ('files', models.PositiveIntegerField()),
                        ('fingerprint', models.CharField(max_length=64)),
                        ('digest', models.CharField(max_length=64)),
                        ('key', models.CharField(max_length=300)),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('class_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='classes.classgroup')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='organisation.academicyear')),
                        ('destroyed_by', models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        'ordering': ['-built_at', '-pk'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'name'), name='package_of_that_name')],
                    },
                ),
                migrations.CreateModel(
                    name='Copy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file', models.CharField(max_length=200)),
                        ('written_at', models.DateTimeField()),
                        ('written_by', models.CharField(blank=True, max_length=160)),
                        ('ended_at', models.DateTimeField(blank=True, null=True)),
                        ('reason', models.CharField(blank=True, max_length=300)),
                        ('state', models.CharField(choices=[('whole', 'Цела'), ('damaged', 'Повреждена'), ('missing', 'Пропала'), ('unreachable', 'Носитель не подключён')], default='whole', max_length=12)),
                        ('checked_at', models.DateTimeField()),
                        ('away_since', models.DateTimeField(blank=True, null=True)),
                        ('found', models.CharField(blank=True, max_length=300)),
                        ('carrier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='carriers.carrier')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='carriers.package')),
                        ('doomed_by', models.CharField(blank=True, max_length=60)),
                    ],
                    options={
                        'ordering': ['pk'],
                        'indexes': [models.Index(fields=['school', 'carrier'], name='copy_by_carrier')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('package', 'carrier'), name='one_copy_on_a_carrier')],
                    },
                ),
                migrations.CreateModel(
                    name='Check',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('verdict', models.CharField(choices=[('whole', 'Цела'), ('damaged', 'Повреждена'), ('missing', 'Пропала'), ('unreachable', 'Носитель не подключён')], max_length=12)),
                        ('how', models.CharField(choices=[('written', 'после записи'), ('schedule', 'по расписанию'), ('button', 'кнопкой'), ('command', 'командой'), ('person', 'сотрудником')], max_length=10)),
                        ('by', models.CharField(blank=True, max_length=160)),
                        ('findings', models.JSONField(blank=True, default=list)),
                        ('note', models.CharField(blank=True, max_length=300)),
                        ('report', models.CharField(blank=True, max_length=64)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('copy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='carriers.copy')),
                    ],
                    options={
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['copy', '-id'], name='check_by_copy')],
                    },
                ),
                migrations.CreateModel(
                    name='Run',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('build', 'Сборка пакета'), ('register', 'Постановка пакета на учёт'), ('verify', 'Проверка пакета'), ('copy', 'Запись копии'), ('check', 'Проверка копий'), ('restore', 'Восстановление копии')], max_length=10)),
                        ('state', models.CharField(choices=[('running', 'Идёт'), ('done', 'Готово'), ('stopped', 'Остановлено'), ('failed', 'Не удалось')], default='running', max_length=10)),
                        ('how', models.CharField(choices=[('written', 'после записи'), ('schedule', 'по расписанию'), ('button', 'кнопкой'), ('command', 'командой'), ('person', 'сотрудником')], max_length=10)),
                        ('asked', models.JSONField(blank=True, default=dict)),
                        ('about', models.CharField(blank=True, max_length=300)),
                        ('account_id', models.BigIntegerField(blank=True, null=True)),
                        ('actor_name', models.CharField(blank=True, max_length=160)),
                        ('stage', models.CharField(blank=True, max_length=200)),
                        ('percent', models.PositiveSmallIntegerField(default=0)),
                        ('message', models.CharField(blank=True, max_length=1000)),
                        ('created_at', models.DateTimeField()),
                        ('beat_at', models.DateTimeField()),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('report', models.JSONField(blank=True, default=dict)),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('school',), name='one_archive_run')],
                    },
                ),
            ],
        ),
    ]
