"""An organization with something of everything, made by the actions that make it in production.

Each text of a world holds its word, and its numbers begin where no other world's do: what shows of
it elsewhere is found, and its references exist nowhere else.
"""

from __future__ import annotations

from functools import partial

from django.apps import apps
from django.core.files.base import ContentFile

from coe_portal.accounts import actions as accounts
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import MEMBERS, Role, token_scopes
from coe_portal.audit.models import AuditEvent
from coe_portal.collaboration.actions import attach_file, post_comment
from coe_portal.jobs import running
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.references import Referenced, next_numbers
from coe_portal.tenancy.scope import scope
from governance.actions.questions import Asking as TeamAsking, ask_team
from intake.actions import drafting, rulebooks
from metrics.actions.snapshots import take_snapshots
from metrics.logic.periods import parse_quarter
from tests.architecture.worlds import governance, intake, metrics, registry, training
from tests.architecture.worlds.world import OPERATOR, MakeMember, World
from tests.governance.conftest import new_case, new_council, open_for


def build_world(organization: Organization, member: MakeMember, *, word: str, skip: int) -> World:
    """Fill an organization; its references begin after `skip` numbers of each kind."""
    new_member = partial(member, organization=organization)
    with scope(organization):
        for model in apps.get_models():
            if skip and issubclass(model, Referenced):
                next_numbers(model.PREFIX, skip)
        person = new_member(*sorted(MEMBERS), name=f"{word} Everything")
        actor = Actor.member(person)
        unit = accounts.create_business_unit(f"{word} unit", code=f"{word}-unit", actor=actor)
        rulebooks.install_defaults(organization, actor=OPERATOR)
        council = new_council(new_member, name=f"{word} council")
        submitted = intake.submitted_case(word, unit.pk, actor)
        decided = governance.decided_case(word, person, council)
        review = open_for(new_case(new_member(name=f"{word} owner"), title=f"{word} pricing"))
        section = drafting.open_draft(submitted, actor=actor).sections.order_by("pk").first()
        colleague = new_member(name=f"{word} colleague")
        drafting.share_section(section, colleague, actor=actor, note=word)
        comment = post_comment(submitted, f"{word} comment", actor=actor)
        attachment = attach_file(
            submitted, ContentFile(f"{word} text".encode(), name=f"{word}.txt"), actor=actor
        )
        job = running.queue("tests", f"{word} export", actor=actor)
        running.finish(job, file_name=f"{word}.csv", content=word.encode(), content_type="text/csv")
        batch = intake.import_batch(word, actor)
        invitation = accounts.invite_member(
            f"{word}@example.com", accounts.MembershipPayload(roles=(Role.REVIEWER,)), actor=actor
        )
        token, secret = accounts.issue_token(f"{word} token", scopes=token_scopes(), actor=actor)
        rubric = intake.rubric_draft(word, skip, actor)
        take_snapshots(organization, [parse_quarter("2026-Q4")], actor=actor)
        skills = training.skills(word, colleague, actor)
        community = training.community(word, unit, colleague, actor)
        asking = TeamAsking(f"{word} question")
        question = ask_team(review, asking, actor=Actor.member(council.members[0]))
        examples = {
            ("questions", "position"): str(question.position),
            **governance.incident(word, submitted, person),
            **skills,
            **community,
            **training.course(word, person, actor),
            **governance.risk(word, submitted, colleague, actor),
            **governance.audit(word, submitted, person, colleague),
            **governance.compliance(word, submitted, actor),
            **training.session_and_rule(word, person, actor),
            **governance.waiver(word, submitted, actor),
            **governance.board(word, decided, council, colleague, actor),
            **governance.meeting(word, person, council),
            **training.completions(word, actor),
            **governance.policy(word, person, new_member(Role.EXECUTIVE)),
            **governance.checklist(word, submitted, actor),
            **governance.papers(word, submitted, colleague, actor),
            **registry.model(word, submitted, colleague, actor),
            **registry.monitoring(word),
            **registry.vendor(word, colleague, actor),
            **registry.catalogue(word, submitted, colleague, actor),
            **registry.after_go_live(word, submitted, colleague, actor),
            **registry.agent(word, colleague, person),
            **metrics.benefit(word, submitted, colleague, person),
            **metrics.pack(word, organization, actor),
            **metrics.coe_health(word, decided, actor),
            **metrics.costs(word, skip, unit, colleague),
            ("use-cases", "reference"): submitted.reference,
            ("<reference>", "tab"): "models",
            ("assessment", "number"): "1",
            ("assessments", "number"): "1",
            ("sections", "key"): section.key,
            ("share", "member"): str(colleague.pk),
            **intake.people(submitted, new_member(Role.SUBMITTER), actor),
            ("imports", "number"): str(batch.number),
            ("reviews", "reference"): review.reference,
            ("decisions", "reference"): decided.reference,
            ("conditions", "position"): "1",
            ("approvals", "reference"): decided.reference,
            ("conditions", "reference"): f"{decided.reference}.1",
            ("boards", "reference"): council.board.reference,
            ("seats", "seat"): str(council.board.seats.order_by("pk").first().pk),
            ("cases", "reference"): submitted.reference,
            ("audit", "reference"): submitted.reference,
            ("rules", "kind"): rubric.KIND,
            ("<kind>", "version"): str(rubric.version),
            ("metrics", "quarter"): "2026-Q4",
            **metrics.kpi(word, actor),
            **metrics.quarter(word, person, colleague, actor),
            ("<quarter>", "kpi"): "cases_by_stage",
            ("jobs", "reference"): job.reference,
            ("notifications", "pk"): str(Notification.objects.of(person).first().pk),
            ("about", "kind"): "use-case",
            ("<kind>", "reference"): submitted.reference,
            ("comments", "pk"): str(comment.pk),
            ("files", "sha256"): attachment.sha256,
            ("members", "pk"): str(colleague.pk),
            ("invitations", "pk"): str(invitation.pk),
            ("units", "pk"): str(unit.pk),
            ("join", "secret"): "not-a-secret",
            ("feeds", "secret"): "not-a-secret",
            ("tokens", "pk"): str(token.pk),
            ("audit-events", "sequence"): str(AuditEvent.objects.count()),
        }
    return World(organization, word, person, secret, examples)
