"""Only the trigger moves the end of the chain: the application may lock the row, not write it.

`SELECT … FOR UPDATE` asks for the right to update one column; the trigger runs as its owner.
"""

from django.conf import settings
from django.db import migrations

ROLES = f"{settings.DATABASE_ROLE}, {settings.PLATFORM_ROLE}"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_chain_advances_itself")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION coe_advance_chain() SECURITY DEFINER; "
            "ALTER FUNCTION coe_advance_chain() SET search_path = public, pg_temp; "
            f"REVOKE UPDATE ON audit_chainhead FROM {ROLES}; "
            f"GRANT UPDATE (updated_at) ON audit_chainhead TO {ROLES}",
            "ALTER FUNCTION coe_advance_chain() SECURITY INVOKER; "
            "ALTER FUNCTION coe_advance_chain() RESET search_path; "
            f"GRANT UPDATE ON audit_chainhead TO {ROLES}",
        ),
    ]
