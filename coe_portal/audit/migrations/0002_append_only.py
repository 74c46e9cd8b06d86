"""The application may add to the trail and read it, and nothing else."""

from django.conf import settings
from django.db import migrations

ROLES = f"{settings.DATABASE_ROLE}, {settings.PLATFORM_ROLE}"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditevent FROM {ROLES}; "
            f"REVOKE DELETE, TRUNCATE ON audit_chainhead FROM {ROLES}",
            f"GRANT UPDATE, DELETE ON audit_auditevent TO {ROLES}; "
            f"GRANT DELETE ON audit_chainhead TO {ROLES}",
        ),
    ]
