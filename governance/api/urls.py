"""Routes of governance below `/<org>/api/v1/`."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from governance.api.appeals import AppealViewSet
from governance.api.attestations import CampaignViewSet
from governance.api.audits import AuditViewSet, FindingViewSet
from governance.api.checklists import ChecklistViewSet
from governance.api.compliance import ControlViewSet, EvidenceViewSet, FrameworkViewSet
from governance.api.conditions import ConditionViewSet
from governance.api.delegations import DelegationViewSet
from governance.api.incidents import IncidentViewSet
from governance.api.meeting_actions import MeetingActionViewSet
from governance.api.meetings import MeetingViewSet
from governance.api.obligations import ObligationViewSet
from governance.api.papers import PaperViewSet
from governance.api.policies import PolicyViewSet
from governance.api.rights import DecisionRightsViewSet, RaciViewSet
from governance.api.risks import RiskViewSet
from governance.api.validity import ApprovalViewSet
from governance.api.views import DecisionViewSet, ReviewViewSet
from governance.api.waivers import WaiverViewSet

router = SimpleRouter()
router.register("reviews", ReviewViewSet, basename="review")
router.register("decisions", DecisionViewSet, basename="decision")
router.register("appeals", AppealViewSet, basename="appeal")
router.register("delegations", DelegationViewSet, basename="delegation")
router.register("release-checklists", ChecklistViewSet, basename="release-checklist")
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("conditions", ConditionViewSet, basename="condition")
router.register("incidents", IncidentViewSet, basename="incident")
router.register("obligations", ObligationViewSet, basename="obligation")
router.register("ai-act-papers", PaperViewSet, basename="ai-act-paper")
router.register("meetings", MeetingViewSet, basename="meeting")
router.register("meeting-actions", MeetingActionViewSet, basename="meeting-action")
router.register("decision-rights", DecisionRightsViewSet, basename="decision-right")
router.register("raci", RaciViewSet, basename="raci")
router.register("policies", PolicyViewSet, basename="policy")
router.register("attestation-campaigns", CampaignViewSet, basename="attestation-campaign")
router.register("frameworks", FrameworkViewSet, basename="framework")
router.register("controls", ControlViewSet, basename="control")
router.register("evidence", EvidenceViewSet, basename="evidence")
router.register("risks", RiskViewSet, basename="risk")
router.register("audits", AuditViewSet, basename="audit")
router.register("findings", FindingViewSet, basename="finding")
router.register("waivers", WaiverViewSet, basename="waiver")
urlpatterns = router.urls
