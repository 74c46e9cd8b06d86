from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_invitation_seed"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="starts_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="first day of the membership"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="starts_on",
            field=models.DateField(blank=True, null=True, verbose_name="first day"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("ends_on__isnull", True),
                    ("ends_on__gte", models.F("starts_on")),
                    _connector="OR",
                ),
                name="memberships_begin_before_they_end",
            ),
        ),
    ]
