from __future__ import annotations

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("governance", "0024_reviews_to_remind"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaign",
            name="asked_at",
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, null=True),
        ),
    ]
