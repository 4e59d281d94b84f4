import django.db.models.deletion
import letopis.kernel.migrating
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('witnessing', '0001_witnesses')]

    initial = True

    dependencies = [
        ('history', '0006_verifications'),
        ('organisation', '0003_zone_of_the_server'),
    ]

    operations = [
        letopis.kernel.migrating.CreateModels(
            tables=[
                migrations.CreateModel(
                    name='WatchedLog',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('origin', models.CharField(max_length=200)),
                        ('verifiers', models.TextField(max_length=2000)),
                        ('since', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('size', models.PositiveBigIntegerField(default=0)),
                        ('root', models.BinaryField(max_length=32, null=True)),
                        ('note', models.TextField(blank=True)),
                        ('seen_at', models.DateTimeField(null=True)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('school', 'origin'), name='log_watched_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Witness',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120)),
                        ('address', models.CharField(max_length=300)),
                        ('verifier', models.CharField(max_length=300)),
                        ('since', models.DateTimeField()),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('asked_at', models.DateTimeField(null=True)),
                        ('answered_at', models.DateTimeField(null=True)),
                        ('failures', models.PositiveIntegerField(default=0)),
                        ('fault', models.CharField(blank=True, max_length=300)),
                        ('size', models.PositiveBigIntegerField(default=0)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'verbose_name_plural': 'witnesses',
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('school', 'verifier'), name='witness_asked_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Refusal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('ahead', 'Видел больше записей, чем есть в базе'), ('unknown', 'Видел точку, которой в базе нет'), ('refused', 'Не признал историю продолжением той, что видел'), ('forked', 'Показаны две разные истории одной длины'), ('not_on', 'Показанная история не продолжает виденную'), ('behind', 'Показано меньше записей, чем было')], max_length=10)),
                        ('at', models.DateTimeField()),
                        ('last_at', models.DateTimeField()),
                        ('times', models.PositiveIntegerField(default=1)),
                        ('known_size', models.PositiveBigIntegerField()),
                        ('known_note', models.TextField(blank=True)),
                        ('shown_size', models.PositiveBigIntegerField()),
                        ('shown_note', models.TextField()),
                        ('settled_at', models.DateTimeField(null=True)),
                        ('reason', models.CharField(blank=True, max_length=500)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('log', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='witnessing.watchedlog')),
                        ('witness', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='witnessing.witness')),
                    ],
                    options={
                        'ordering': [models.OrderBy(models.F('settled_at'), descending=True, nulls_first=True), '-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('log__isnull', False), ('witness__isnull', True)), models.Q(('log__isnull', True), ('witness__isnull', False)), _connector='OR'), name='refusal_of_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Cosignature',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('line', models.TextField()),
                        ('checkpoint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='history.checkpoint')),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                        ('witness', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cosignatures', to='witnessing.witness')),
                    ],
                    options={
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('checkpoint', 'witness'), name='cosigned_once')],
                    },
                ),
                migrations.CreateModel(
                    name='WitnessKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('node', models.CharField(max_length=32, unique=True)),
                        ('verifier', models.CharField(max_length=200)),
                        ('at', models.DateTimeField()),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('school',), name='witness_key_once')],
                    },
                ),
                migrations.CreateModel(
                    name='CheckpointMail',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField()),
                        ('size', models.PositiveBigIntegerField(default=0)),
                        ('receivers', models.PositiveSmallIntegerField(default=0)),
                        ('fault', models.CharField(blank=True, max_length=300)),
                        ('school', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.school')),
                    ],
                    options={
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['school', '-id'], name='checkpoint_mail_latest')],
                    },
                ),
            ],
        ),
    ]
