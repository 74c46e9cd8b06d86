from __future__ import annotations

from django.db import migrations, models

RESERVED = [
    "account",
    "accounts",
    "api",
    "health",
    "home",
    "invitations",
    "media",
    "metrics",
    "static",
    "style-guide",
    "theme",
    "user",
]


class Migration(migrations.Migration):
    dependencies = [
        ("tenancy", "0002_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="organization", name="slug_is_not_reserved"),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug__in", RESERVED), _negated=True),
                name="slug_is_not_reserved",
            ),
        ),
    ]
