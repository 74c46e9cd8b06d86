from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0023_risks_rated_down"),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="remind_at",
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["organization", "remind_at"],
                name="open_reviews_to_remind",
            ),
        ),
    ]
