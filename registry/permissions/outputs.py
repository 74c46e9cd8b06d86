"""Who reports outputs, who reads the texts of reports, and who judges them.

The texts may hold personal data of anybody: they are for those who judge, and for who built and
owns what said them. Everybody sees how many reports there are and what came of them.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, STAFF, Role, permission
from registry.models.outputs import OutputReport, OutputReportQuerySet

REPORT_OUTPUT = permission(
    "registry.report_output", label=_("report a problematic output"), roles=MEMBERS
)
VIEW_OUTPUTS = permission(
    "registry.view_outputs",
    label=_("see reports of outputs, without their texts"),
    roles=EVERYONE,
    writes=False,
)
READ_TEXTS = permission(
    "registry.read_output_texts",
    label=_("read the texts of this report"),
    roles=STAFF | {Role.REVIEWER},
    writes=False,
)
JUDGE_OUTPUT = permission(
    "registry.judge_output", label=_("judge this report"), roles=STAFF | {Role.REVIEWER}
)
VIEW_BLOCKLIST = permission(
    "registry.view_blocklist",
    label=_("see and export the blocklist"),
    roles=STAFF | {Role.REVIEWER, Role.MODEL_OWNER, Role.AUDITOR},
    writes=False,
)
KEEP_BLOCKLIST = permission(
    "registry.keep_blocklist", label=_("change the blocklist"), roles=STAFF | {Role.REVIEWER}
)
SET_OUTPUT_RULES = permission(
    "registry.set_output_rules", label=_("say how long texts of reports are kept"), roles=STAFF
)


@predicate(READ_TEXTS.code)
def answers_for_output(member: Membership, report: OutputReport) -> bool:
    """The owner of the model, and who built the version."""
    return member.pk in {report.version.model.owner_id, report.version.developer_id}


@predicate(JUDGE_OUTPUT.code)
def owns_what_said_it(member: Membership, report: OutputReport) -> bool:
    """The owner of the model judges too."""
    return report.version.model.owner_id == member.pk


@veto(JUDGE_OUTPUT.code)
def built_what_said_it(member: Membership, report: OutputReport) -> bool:
    """Nobody judges what they built."""
    return report.version.developer_id == member.pk


def outputs_to_judge(member: Membership) -> OutputReportQuerySet:
    """Reports that wait and that the member may judge."""
    waiting = OutputReport.objects.waiting().exclude(version__developer=member)
    rows: OutputReportQuerySet = waiting
    if not member.is_current() or member.has_role(Role.AUDITOR):
        return rows.none()
    if member.may(JUDGE_OUTPUT.code):
        return rows
    return rows.filter(version__model__owner=member)
