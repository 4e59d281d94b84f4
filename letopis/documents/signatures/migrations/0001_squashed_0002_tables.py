import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('signatures', '0001_signatures'), ('signatures', '0002_revocation_lists')]

    initial = True

    dependencies = [
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0003_consents_within_a_term'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='SigningCertificate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('role', models.CharField(choices=[('director', 'Директор'), ('deputy', 'Завуч'), ('methodologist', 'Методист'), ('operator', 'Оператор'), ('system_administrator', 'Системный администратор'), ('dispatcher', 'Диспетчер расписания'), ('study_office', 'Учебная часть'), ('personnel', 'Отдел кадров'), ('tutor', 'Классный руководитель'), ('teacher', 'Учитель'), ('student', 'Ученик'), ('guardian', 'Родитель'), ('external', 'Внешний пользователь'), ('system', 'Программа')], max_length=20)),
                        ('key_kind', models.CharField(choices=[('home', 'ключ, сделанный здесь'), ('file', 'файл PKCS#12 у владельца'), ('token', 'токен, подключённый к серверу'), ('elsewhere', 'токен владельца: подпись в его программе')], max_length=10)),
                        ('der', models.BinaryField()),
                        ('fingerprint', models.CharField(max_length=64)),
                        ('serial', models.CharField(max_length=64)),
                        ('owner', models.CharField(max_length=300)),
                        ('issuer', models.CharField(max_length=300)),
                        ('algorithm', models.CharField(max_length=60)),
                        ('valid_from', models.DateTimeField()),
                        ('valid_until', models.DateTimeField()),
                        ('added_at', models.DateTimeField()),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_certificates', to='people.staff')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'fingerprint'), name='signing_certificate_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Signature',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('pdf', 'Документ PDF'), ('package', 'Архивный пакет')], max_length=10)),
                        ('digest', models.CharField(max_length=64)),
                        ('title', models.CharField(max_length=300)),
                        ('form', models.CharField(choices=[('pades', 'в самом файле'), ('cms', 'отдельным файлом')], max_length=10)),
                        ('covered', models.CharField(max_length=64)),
                        ('file_digest', models.CharField(blank=True, max_length=64)),
                        ('fingerprint', models.CharField(max_length=64)),
                        ('signed_at', models.DateTimeField()),
                        ('stamped_at', models.DateTimeField(blank=True, null=True)),
                        ('cms', models.BinaryField()),
                        ('account_id', models.BigIntegerField(blank=True, null=True)),
                        ('actor_name', models.CharField(blank=True, max_length=160)),
                        ('kept_at', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('certificate', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='signatures.signingcertificate')),
                    ],
                    options={
                        'ordering': ['id'],
                        'indexes': [models.Index(fields=['school', 'kind', 'digest'], name='signature_of_subject'), models.Index(fields=['school', 'file_digest'], name='signature_of_file')],
                    },
                ),
                migrations.CreateModel(
                    name='SignedDocument',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('pdf', 'Документ PDF'), ('package', 'Архивный пакет')], max_length=10)),
                        ('digest', models.CharField(max_length=64)),
                        ('title', models.CharField(max_length=300)),
                        ('name', models.CharField(max_length=200)),
                        ('folder', models.CharField(blank=True, max_length=400)),
                        ('account_id', models.BigIntegerField(blank=True, null=True)),
                        ('actor_name', models.CharField(blank=True, max_length=160)),
                        ('created_at', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'kind', 'digest'), name='signed_document_once')],
                    },
                ),
                migrations.CreateModel(
                    name='RevocationList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('whose', models.CharField(max_length=64)),
                        ('issuer', models.CharField(max_length=300)),
                        ('der', models.BinaryField()),
                        ('digest', models.CharField(max_length=64)),
                        ('begins_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField(blank=True, null=True)),
                        ('source', models.CharField(max_length=300)),
                        ('added_at', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['issuer', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('school', 'whose'), name='revocation_list_once')],
                    },
                ),
            ],
        ),
    ]
