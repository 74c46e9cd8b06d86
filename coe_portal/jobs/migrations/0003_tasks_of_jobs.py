from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0002_running_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="arguments",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="job",
            name="task",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["organization", "updated_at"],
                name="jobs_waiting",
            ),
        ),
    ]
