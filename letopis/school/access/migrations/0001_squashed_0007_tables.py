import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import letopis.kernel.migrating
from django.conf import settings
from django.core.management import call_command
from django.db import migrations, models


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    replaces = [('access', '0001_initial'), ('access', '0002_cache_table'), ('access', '0003_sign_in'), ('access', '0004_right_overrides'), ('access', '0005_sessions_with_accounts'), ('access', '0006_blocked_and_slips'), ('access', '0007_known_places')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('organisation', '0003_zone_of_the_server'),
        ('people', '0001_initial'),
        ('sessions', '0001_initial'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='Account',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                        ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                        ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                        ('must_change_password', models.BooleanField(default=False)),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('factor_reset_at', models.DateTimeField(blank=True, null=True)),
                        ('slip_until', models.DateField(blank=True, null=True)),
                    ],
                    options={
                        'verbose_name': 'user',
                        'verbose_name_plural': 'users',
                        'abstract': False,
                    },
                    managers=[
                        ('objects', django.contrib.auth.models.UserManager()),
                    ],
                ),
                migrations.CreateModel(
                    name='AccountPerson',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='persons', to=settings.AUTH_USER_MODEL)),
                        ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='login', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('is_blocked', models.BooleanField(db_default=False, default=False)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'account'), name='account_once_a_school')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleAssignment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_on', models.DateField()),
                        ('ends_on', models.DateField(blank=True, null=True)),
                        ('role', models.CharField(choices=[('director', 'Директор'), ('deputy', 'Завуч'), ('methodologist', 'Методист'), ('operator', 'Оператор'), ('system_administrator', 'Системный администратор'), ('dispatcher', 'Диспетчер расписания'), ('study_office', 'Учебная часть'), ('personnel', 'Отдел кадров'), ('tutor', 'Классный руководитель'), ('teacher', 'Учитель'), ('student', 'Ученик'), ('guardian', 'Родитель'), ('external', 'Внешний пользователь'), ('system', 'Программа')], max_length=20)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='people.person')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on__isnull', True)), fields=('school', 'person', 'role'), name='role_once')],
                    },
                ),
                migrations.CreateModel(
                    name='SignInAttempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('login', models.CharField(max_length=32)),
                        ('device', models.CharField(max_length=32)),
                        ('address', models.CharField(max_length=32)),
                        ('is_known', models.BooleanField()),
                        ('is_settled', models.BooleanField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['login', 'at'], name='attempt_login'), models.Index(fields=['device', 'at'], name='attempt_device'), models.Index(fields=['address', 'at'], name='attempt_address'), models.Index(fields=['at'], name='attempt_at')],
                    },
                ),
                migrations.CreateModel(
                    name='RightOverride',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('right', models.CharField(max_length=40)),
                        ('role', models.CharField(max_length=20)),
                        ('is_given', models.BooleanField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school', 'right', 'role'), name='right_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                        ('session_data', models.TextField(verbose_name='session data')),
                        ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'session',
                        'verbose_name_plural': 'sessions',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='SlipBatch',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('made_at', models.DateTimeField(db_index=True)),
                        ('sealed', models.BinaryField()),
                        ('shown', models.JSONField()),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slip_batches', to=settings.AUTH_USER_MODEL)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='KnownPlace',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('login', models.CharField(max_length=32)),
                        ('address', models.CharField(max_length=32)),
                        ('seen_at', models.DateTimeField(db_index=True)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('login', 'address'), name='place_once')],
                    },
                ),
            ],
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
