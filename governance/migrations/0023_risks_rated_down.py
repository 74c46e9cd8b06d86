from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import coe_portal.tenancy.constraints


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_invitation_seed"),
        ("governance", "0022_waived_coverage"),
    ]

    operations = [
        migrations.AddField(
            model_name="risk",
            name="rated_down_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
            ),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=coe_portal.tenancy.constraints.SameOrganization(
                field="rated_down_by", name="governance_risk_rated_down_by_same_org"
            ),
        ),
    ]
