"""A signed-in user sees their own memberships in all organizations: for sign-in and switching."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            "CREATE POLICY accounts_membership_own ON accounts_membership FOR SELECT USING "
            "(user_id = (SELECT nullif(current_setting('app.user_id', true), '')::bigint))",
            "DROP POLICY accounts_membership_own ON accounts_membership",
        ),
    ]
