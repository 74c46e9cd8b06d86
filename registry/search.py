"""What the registry holds, in the search over everything."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.search.sources import Hit, searchable
from registry.models.agents import AgentTool
from registry.models.assets import Asset
from registry.models.datasets import Dataset
from registry.models.documents import ModelDocument
from registry.models.fairness import FairnessAssessment
from registry.models.live_reviews import LiveReview
from registry.models.models import AIModel
from registry.models.outputs import BlocklistEntry, OutputReport
from registry.models.retirement import RetirementPlan
from registry.models.stack import StackItem
from registry.models.vendors import Vendor
from registry.permissions.agents import VIEW_TOOLS
from registry.permissions.assets import VIEW_ASSETS
from registry.permissions.datasets import VIEW_DATASETS
from registry.permissions.live_reviews import VIEW_LIVE_REVIEWS
from registry.permissions.models import VIEW
from registry.permissions.outputs import VIEW_BLOCKLIST, VIEW_OUTPUTS
from registry.permissions.retirement import VIEW_RETIREMENT
from registry.permissions.vendors import VIEW_VENDORS
from registry.queries.documents import matching_documents, readable_documents


def find_models(member: Membership, text: str) -> QuerySet[AIModel]:
    """By reference, or by words of name and description."""
    found: QuerySet[AIModel] = AIModel.objects.visible_to(member).matching(text)
    return found.order_by("name", "pk")


def as_hit(model: AIModel) -> Hit:
    return Hit(model.reference, model.name, model.get_absolute_url(), model.get_kind_display())


searchable(
    "models",
    label=_("Models"),
    icon="boxes",
    permission=VIEW.code,
    find=find_models,
    hit=as_hit,
    listing="registry:models",
    order=15,
)


def find_documents(member: Membership, text: str) -> QuerySet[ModelDocument]:
    """By words of title and summary, or by the model; those that count today."""
    rows = readable_documents(AIModel.objects.visible_to(member))
    return matching_documents(rows, text).order_by("-added_at", "-pk")


def document_hit(document: ModelDocument) -> Hit:
    note = f"{document.get_kind_display()}, {document.version.part}"
    reference = document.version.model.reference
    return Hit(reference, document.title, document.get_absolute_url(), note)


searchable(
    "documents",
    label=_("Model documents"),
    icon="file-text",
    permission=VIEW.code,
    find=find_documents,
    hit=document_hit,
    listing="registry:documents",
    order=16,
)


def find_assessments(_member: Membership, text: str) -> QuerySet[FairnessAssessment]:
    """By reference, or by words of the model's name or the file's."""
    found: QuerySet[FairnessAssessment] = FairnessAssessment.objects.of_present().matching(text)
    return found.select_related("version__model").order_by("-number")


def assessment_hit(row: FairnessAssessment) -> Hit:
    return Hit(row.reference, str(row), row.get_absolute_url(), str(row.get_result_display()))


searchable(
    "fairness",
    label=_("Fairness assessments"),
    icon="scale",
    permission=VIEW.code,
    find=find_assessments,
    hit=assessment_hit,
    listing="registry:fairness",
    order=16,
)


def find_vendors(_member: Membership, text: str) -> QuerySet[Vendor]:
    """By reference, or by words of name and services."""
    found: QuerySet[Vendor] = Vendor.objects.matching(text)
    return found.order_by("name", "pk")


def vendor_hit(vendor: Vendor) -> Hit:
    note = vendor.get_status_display()
    return Hit(vendor.reference, vendor.name, vendor.get_absolute_url(), note)


def find_stack_items(_member: Membership, text: str) -> QuerySet[StackItem]:
    """By reference, or by words of name, note and vendor."""
    found: QuerySet[StackItem] = StackItem.objects.matching(text)
    return found.order_by("name", "pk")


def stack_hit(item: StackItem) -> Hit:
    note = f"{item.get_category_display()} · {item.get_ring_display()}"
    return Hit(item.reference, item.name, item.get_absolute_url(), note)


searchable(
    "vendors",
    label=_("Vendors"),
    icon="handshake",
    permission=VIEW_VENDORS.code,
    find=find_vendors,
    hit=vendor_hit,
    listing="registry:vendors",
    order=17,
)
searchable(
    "stack",
    label=_("Approved stack"),
    icon="layers",
    permission=VIEW.code,
    find=find_stack_items,
    hit=stack_hit,
    listing="registry:stack_list",
    order=19,
)


def find_datasets(member: Membership, text: str) -> QuerySet[Dataset]:
    """By reference, or by words of name, description and source."""
    found: QuerySet[Dataset] = Dataset.objects.visible_to(member).matching(text)
    return found.order_by("name", "pk").defer("columns", "files")


def dataset_hit(dataset: Dataset) -> Hit:
    return Hit(
        dataset.reference,
        dataset.name,
        dataset.get_absolute_url(),
        dataset.get_classification_display(),
    )


searchable(
    "datasets",
    label=_("Datasets"),
    icon="database",
    permission=VIEW_DATASETS.code,
    find=find_datasets,
    hit=dataset_hit,
    listing="registry:datasets",
    order=17,
)


def find_assets(member: Membership, text: str) -> QuerySet[Asset]:
    """By reference, or by words of name and description."""
    found: QuerySet[Asset] = Asset.objects.visible_to(member).matching(text)
    return found.order_by("name", "pk")


def asset_hit(asset: Asset) -> Hit:
    return Hit(asset.reference, asset.name, asset.get_absolute_url(), asset.get_kind_display())


searchable(
    "assets",
    label=_("Reusable assets"),
    icon="puzzle",
    permission=VIEW_ASSETS.code,
    find=find_assets,
    hit=asset_hit,
    listing="registry:assets",
    order=20,
)


def find_tools(_member: Membership, text: str) -> QuerySet[AgentTool]:
    """By reference, or by words of name, system and description; retired ones too."""
    found: QuerySet[AgentTool] = AgentTool.objects.matching(text)
    return found.order_by("name", "pk")


def tool_as_hit(tool: AgentTool) -> Hit:
    note = _("Retired") if tool.is_retired else tool.system
    return Hit(tool.reference, tool.name, tool.get_absolute_url(), note)


searchable(
    "agent_tools",
    label=_("Agent tools"),
    icon="wrench",
    permission=VIEW_TOOLS.code,
    find=find_tools,
    hit=tool_as_hit,
    listing="registry:agent_tools",
    order=19,
)


def find_outputs(_member: Membership, text: str) -> QuerySet[OutputReport]:
    """By reference, or by words of the model's name: never by what people wrote."""
    found: QuerySet[OutputReport] = OutputReport.objects.with_version().matching(text)
    return found.order_by("-number")


def output_hit(report: OutputReport) -> Hit:
    note = report.get_verdict_display() or report.get_state_display()
    return Hit(report.reference, str(report), report.get_absolute_url(), note)


def find_blocked(_member: Membership, text: str) -> QuerySet[BlocklistEntry]:
    """By reference, or by words of the text or the note; those in force."""
    found: QuerySet[BlocklistEntry] = BlocklistEntry.objects.in_force().matching(text)
    return found.order_by("-number")


def blocked_hit(entry: BlocklistEntry) -> Hit:
    note = entry.get_category_display()
    return Hit(entry.reference, entry.text, entry.get_absolute_url(), note)


searchable(
    "outputs",
    label=_("Reported outputs"),
    icon="message-square-warning",
    permission=VIEW_OUTPUTS.code,
    find=find_outputs,
    hit=output_hit,
    listing="registry:outputs",
    order=18,
)
searchable(
    "blocklist",
    label=_("Blocklist"),
    icon="shield-ban",
    permission=VIEW_BLOCKLIST.code,
    find=find_blocked,
    hit=blocked_hit,
    listing="registry:blocklist",
    order=19,
)


def find_live_reviews(_member: Membership, text: str) -> QuerySet[LiveReview]:
    """By reference, or by words of the names of model and use case."""
    found: QuerySet[LiveReview] = LiveReview.objects.with_names().matching(text)
    return found.order_by("-number")


def live_review_hit(review: LiveReview) -> Hit:
    return Hit(review.reference, str(review), review.get_absolute_url(), review.get_state_display())


searchable(
    "live_reviews",
    label=_("Post-deployment reviews"),
    icon="heart-pulse",
    permission=VIEW_LIVE_REVIEWS.code,
    find=find_live_reviews,
    hit=live_review_hit,
    listing="registry:live_reviews",
    order=21,
)


def find_retirements(_member: Membership, text: str) -> QuerySet[RetirementPlan]:
    """By reference, or by words of the title of the use case or of the reason."""
    found: QuerySet[RetirementPlan] = RetirementPlan.objects.with_names().matching(text)
    return found.order_by("-number")


def retirement_hit(plan: RetirementPlan) -> Hit:
    return Hit(plan.reference, str(plan), plan.get_absolute_url(), plan.get_state_display())


searchable(
    "retirements",
    label=_("Retirements"),
    icon="archive",
    permission=VIEW_RETIREMENT.code,
    find=find_retirements,
    hit=retirement_hit,
    listing="registry:retirements",
    order=22,
)
