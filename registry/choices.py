"""The closed vocabularies of the registry: kinds of models, stages, documents, environments."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ModelKind(TextChoices):
    CLASSIC = "classic", _("Classic ML")
    GENERATIVE = "generative", _("Generative")
    AGENT = "agent", _("Agent")
    VENDOR_API = "vendor_api", _("Vendor API")
    PROMPT = "prompt", _("Prompt")


class VersionStage(TextChoices):
    NONE = "none", _("None")
    STAGING = "staging", _("Staging")
    PRODUCTION = "production", _("Production")
    ARCHIVED = "archived", _("Archived")


class VersionStatus(TextChoices):
    """Whether the files behind a version are there; the words of MLflow."""

    PENDING = "pending", _("Pending registration")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Registration failed")


class DocumentKind(TextChoices):
    MODEL_CARD = "model_card", _("Model card")
    DATASHEET = "datasheet", _("Datasheet")
    OFFLINE = "offline", _("Evaluation: offline set")
    REGRESSION = "regression", _("Evaluation: regression")
    SAFETY = "safety", _("Evaluation: safety")
    GROUNDING = "grounding", _("Evaluation: grounding")
    TOOL_USE = "tool_use", _("Evaluation: tool use")
    ADVERSARIAL = "adversarial", _("Evaluation: adversarial")
    FAIRNESS = "fairness", _("Fairness assessment")
    OVERSIGHT = "oversight", _("Human oversight plan")


class DocumentResult(TextChoices):
    """What an evaluation came to; other documents have none."""

    NONE = "", _("No result")
    PASSED = "passed", _("Passed")
    FAILED = "failed", _("Failed")


class InputKind(TextChoices):
    """What a version was made from."""

    DATASET = "dataset", _("Dataset")
    MODEL = "model", _("Model")
    PROMPT = "prompt", _("Prompt")
    VENDOR = "vendor", _("Vendor")
    CODE = "code", _("Code")


class InputRole(TextChoices):
    TRAINING = "training", _("Training")
    VALIDATION = "validation", _("Validation")
    TEST = "test", _("Test")
    RETRIEVAL = "retrieval", _("Retrieval")
    BASE = "base", _("Base")
    PART = "part", _("Part")


class Environment(TextChoices):
    DEVELOPMENT = "development", _("Development")
    TEST = "test", _("Test")
    STAGING = "staging", _("Staging")
    PRODUCTION = "production", _("Production")


class RequestState(TextChoices):
    OPEN = "open", _("Open")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Prompts


class PromptType(TextChoices):
    """One text, or the messages of a chat; the words of MLflow."""

    TEXT = "text", _("Text")
    CHAT = "chat", _("Chat: a list of messages")


# Agents with tools


class ToolEffect(TextChoices):
    """What a call of a tool does to the world; the worst one is the last."""

    READ = "read", _("Reads")
    WRITE = "write", _("Writes")
    EXTERNAL = "external", _("Speaks to people or systems outside")
    SPENDS = "spends", _("Spends money")
    IRREVERSIBLE = "irreversible", _("Cannot be undone")


class GrantStanding(TextChoices):
    """How a version stands with one of its tools today."""

    PERMITTED = "permitted", _("Permitted")
    NOT_GRANTED = "not_granted", _("Not granted")
    EXPIRED = "expired", _("Grant has run out")
    RETIRED = "retired", _("Tool is retired")
    NEEDS_PERSON = "needs_person", _("Needs a person's approval")


# Output review


class OutputCategory(TextChoices):
    """What is wrong with what a system said."""

    WRONG = "wrong", _("Wrong")
    HARMFUL = "harmful", _("Harmful")
    PRIVATE = "private", _("Private data")
    INJECTION = "injection", _("Prompt injection")
    BIASED = "biased", _("Biased")
    OFF_TOPIC = "off_topic", _("Off topic")
    OTHER = "other", _("Something else")


class OutputSeverity(TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class OutputSource(TextChoices):
    PROGRAM = "program", _("A program")
    PERSON = "person", _("A person")


class OutputState(TextChoices):
    WAITING = "waiting", _("Waiting")
    JUDGED = "judged", _("Judged")


class OutputVerdict(TextChoices):
    CONFIRMED = "confirmed", _("Problem confirmed")
    CLEARED = "cleared", _("Not a problem")
    UNCLEAR = "unclear", _("Cannot tell")


# Monitoring


class DriftTest(TextChoices):
    """What found a signal: a distance between two windows, a metric, or what is missing."""

    PSI = "psi", _("Population stability index")
    KOLMOGOROV_SMIRNOV = "ks", _("Kolmogorov-Smirnov")
    JENSEN_SHANNON = "js", _("Jensen-Shannon distance")
    WASSERSTEIN = "wasserstein", _("Wasserstein distance, in standard deviations")
    CHI_SQUARE = "chi_square", _("Chi-square, as Cramér's V")
    METRIC = "metric", _("Metric past its limit")
    MISSING = "missing", _("Missing values")
    NO_DATA = "no_data", _("Too few observations")


class DriftSeverity(TextChoices):
    NONE = "none", _("No signal")
    WARNING = "warning", _("Warning")
    SEVERE = "severe", _("Severe")


class Better(TextChoices):
    """Which way a metric is better."""

    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")


class BaselineKind(TextChoices):
    """What a window is compared with."""

    REFERENCE = "reference", _("Observations sent as reference")
    FIXED = "fixed", _("A period that stays the same")
    PREVIOUS = "previous", _("The window before")


class MonitorRhythm(TextChoices):
    """How often a monitor looks."""

    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")


class ObservationSet(TextChoices):
    CURRENT = "current", _("From operation")
    REFERENCE = "reference", _("Reference")


class DriftReviewState(TextChoices):
    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class DriftOutcome(TextChoices):
    """What is done about a model that drifts."""

    ACCEPT = "accept", _("Accept: the model stays as it is")
    RETRAIN = "retrain", _("Retrain")
    ROLL_BACK = "roll_back", _("Roll back to an earlier version")
    RETIRE = "retire", _("Retire")
    ESCALATE = "escalate", _("Escalate to the board")


class AssessmentState(TextChoices):
    """Where a fairness assessment stands."""

    UPLOADED = "uploaded", _("File uploaded")
    RUNNING = "running", _("Being assessed")
    ASSESSED = "assessed", _("Assessed")
    FAILED = "failed", _("Could not be read")
    EXPIRED = "expired", _("File deleted")


class FairnessRate(TextChoices):
    """A share of the people of one group."""

    SELECTION = "selection_rate", _("Selected")
    TRUE_POSITIVE = "true_positive_rate", _("True positive rate")
    FALSE_POSITIVE = "false_positive_rate", _("False positive rate")
    PRECISION = "precision", _("Precision")
    ACCURACY = "accuracy", _("Accuracy")


class FairnessMeasure(TextChoices):
    """How far apart the groups of one feature are."""

    PARITY_DIFFERENCE = "demographic_parity_difference", _("Demographic parity difference")
    PARITY_RATIO = "demographic_parity_ratio", _("Demographic parity ratio")
    ODDS_DIFFERENCE = "equalized_odds_difference", _("Equalized odds difference")
    OPPORTUNITY_DIFFERENCE = "equal_opportunity_difference", _("Equal opportunity difference")


# Vendors and the approved stack


class VendorStatus(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", _("Approved")
    SUSPENDED = "suspended", _("Suspended")
    REJECTED = "rejected", _("Rejected")
    ENDED = "ended", _("Ended")


class Pledge(TextChoices):
    """Whether a vendor has promised something."""

    YES = "yes", _("Agreed in the contract")
    NO = "no", _("Not agreed")
    UNKNOWN = "unknown", _("Not known")


class CertificateKind(TextChoices):
    """Proof by somebody else that a vendor keeps to a standard."""

    SOC_2 = "soc_2", _("SOC 2")
    ISO_27001 = "iso_27001", _("ISO/IEC 27001")
    ISO_27701 = "iso_27701", _("ISO/IEC 27701")
    ISO_42001 = "iso_42001", _("ISO/IEC 42001")
    C5 = "c5", _("BSI C5")
    PCI_DSS = "pci_dss", _("PCI DSS")
    HIPAA = "hipaa", _("HIPAA")
    PENETRATION_TEST = "pen_test", _("Penetration test")
    OTHER = "other", _("Other")


class Criterion(TextChoices):
    """What a platform is evaluated by."""

    SECURITY = "security", _("Security and compliance")
    INTEGRATION = "integration", _("Integration")
    OBSERVABILITY = "observability", _("Observability")
    DEPLOYMENT = "deployment", _("Deployment model")
    COST = "cost", _("Cost transparency")


class Fitness(TextChoices):
    """What the review of a vendor came to."""

    FIT = "fit", _("Fit: nothing stands against it")
    CONCERNS = "concerns", _("Fit with concerns")
    UNFIT = "unfit", _("Not fit: suspend it or find another")


class StackCategory(TextChoices):
    PROVIDER = "provider", _("Model provider")
    MODEL = "model", _("Model")
    DEPLOYMENT = "deployment", _("Deployment option")
    FRAMEWORK = "framework", _("Framework")
    DATA = "data", _("Database and storage")
    TOOL = "tool", _("Tool")


class StackRing(TextChoices):
    """How far something may be used."""

    ADOPT = "adopt", _("Adopt")
    TRIAL = "trial", _("Trial")
    HOLD = "hold", _("Hold")
    RETIRED = "retired", _("Retired")


class DataClass(TextChoices):
    """How sensitive data is, in the words of the questionnaire."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal")
    CONFIDENTIAL = "confidential", _("Confidential")
    RESTRICTED = "restricted", _("Restricted or secret")


# Datasets


class PersonalData(TextChoices):
    """What a dataset says of people; special means the categories of Art. 9 GDPR."""

    NONE = "none", _("None")
    PSEUDONYMOUS = "pseudonymous", _("Pseudonymous")
    PERSONAL = "personal", _("Personal")
    SPECIAL = "special", _("Special categories")


class LegalBasis(TextChoices):
    """Why personal data may be processed, by Art. 6 GDPR."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation")
    VITAL_INTERESTS = "vital_interests", _("Vital interests")
    PUBLIC_TASK = "public_task", _("Public task")
    LEGITIMATE_INTERESTS = "legitimate", _("Legitimate interests")


class DatasetState(TextChoices):
    AVAILABLE = "available", _("Available")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DELETED = "deleted", _("Deleted")


# Reusable assets


class AssetKind(TextChoices):
    CONNECTOR = "connector", _("Connector")
    PROMPT = "prompt", _("Prompt")
    EVALUATION_SET = "evaluation_set", _("Evaluation set")
    PIPELINE = "pipeline", _("Pipeline")
    TEMPLATE = "template", _("Template")
    COMPONENT = "component", _("Component")
    GUIDE = "guide", _("Guide")


class AssetState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    DEPRECATED = "deprecated", _("Deprecated")


# After go-live


class LiveReviewState(TextChoices):
    OPEN = "open", _("To be reported")
    REPORTED = "reported", _("To be decided")
    DECIDED = "decided", _("Decided")
    CANCELLED = "cancelled", _("Cancelled")


class LiveReviewOutcome(TextChoices):
    """What a review of a model in service comes to."""

    CONTINUE = "continue", _("Continue")
    IMPROVE = "improve", _("Improve")
    STOP = "stop", _("Stop")


class MetricResult(TextChoices):
    """How a success metric stands against its target."""

    MET = "met", _("Met")
    MISSED = "missed", _("Not met")
    UNKNOWN = "unknown", _("Not measured")


class LiveActionState(TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class RetirementState(TextChoices):
    OPEN = "open", _("Under way")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class RetirementStep(TextChoices):
    """What is settled before a use case is retired."""

    ACCESS = "access", _("Access revoked")
    EVIDENCE = "evidence", _("Evidence archived")
    SUCCESSOR = "successor", _("Successor settled")
    DATA = "data", _("Data disposed of")


class Disposal(TextChoices):
    """What became of the data of a use case that is retired."""

    DESTROYED = "destroyed", _("Destroyed")
    RETURNED = "returned", _("Given back")
    KEPT = "kept", _("Kept, because a law or contract asks for it")
    NONE = "none", _("There was none of its own")
