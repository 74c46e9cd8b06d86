"""Who may author, enrol others, check proofs, judge skills and see how people do."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, permission
from coe_portal.collaboration.subjects import commentable
from training.choices import ArticleState, EnrollmentSource, ProofState
from training.models.certificates import (
    Certificate,
    CertificateQuerySet,
    ExternalProof,
    ProofQuerySet,
)
from training.models.community import Article, ArticleQuerySet, CommunityQuestion
from training.models.enrollments import Enrollment, EnrollmentQuerySet
from training.models.sessions import CourseSession

VIEW_CATALOGUE = permission(
    "training.view_catalogue",
    label=_("see courses, sessions and the knowledge base"),
    roles=EVERYONE,
    writes=False,
)
LEARN = permission("training.learn", label=_("enrol in courses and learn"), roles=MEMBERS)
AUTHOR = permission("training.author", label=_("write and publish courses"), roles=STAFF)
VIEW_PEOPLE = permission(
    "training.view_people",
    label=_("see who was trained in what"),
    roles=OVERSIGHT,
    writes=False,
)
ENROL_OTHERS = permission("training.enrol_others", label=_("enrol other members"), roles=STAFF)
STEER_TRAINING = permission(
    "training.steer",
    label=_("manage sessions, enrolment rules and required courses"),
    roles=STAFF,
)
VIEW_ENROLLMENT = permission(
    "training.view_enrollment", label=_("see this enrolment"), roles=OVERSIGHT, writes=False
)
WORK_ON_ENROLLMENT = permission(
    "training.work_on_enrollment", label=_("learn in this enrolment"), roles=()
)
LEAVE_COURSE = permission(
    "training.leave_course", label=_("withdraw from this course"), roles=STAFF
)
HOST_SESSION = permission("training.host_session", label=_("run this session"), roles=STAFF)
CHECK_PROOFS = permission(
    "training.check_proofs", label=_("check certificates of other providers"), roles=STAFF
)
VIEW_PROOF = permission(
    "training.view_proof",
    label=_("see this certificate of another provider"),
    roles=OVERSIGHT,
    writes=False,
)
ADD_TO_PROOF = permission(
    "training.add_to_proof", label=_("add files to this certificate"), roles=()
)
VIEW_CERTIFICATE = permission(
    "training.view_certificate", label=_("see this certificate"), roles=OVERSIGHT, writes=False
)
DISCLOSE_CERTIFICATE = permission(
    "training.disclose_certificate", label=_("choose what a certificate shows"), roles=()
)
REVOKE_CERTIFICATE = permission(
    "training.revoke_certificate", label=_("revoke certificates"), roles=STAFF
)
STATE_SKILLS = permission("training.state_skills", label=_("state my skills"), roles=MEMBERS)
JUDGE_SKILLS = permission(
    "training.judge_skills", label=_("judge the skills of this member"), roles=STAFF
)
STEER_SKILLS = permission(
    "training.steer_skills", label=_("manage skills, targets and rounds"), roles=STAFF
)
WRITE_ARTICLES = permission(
    "training.write_articles", label=_("write in the knowledge base"), roles=MEMBERS
)
PUBLISH_ARTICLES = permission(
    "training.publish_articles", label=_("publish in the knowledge base"), roles=STAFF
)
VIEW_ARTICLE = permission(
    "training.view_article", label=_("read this article"), roles=STAFF, writes=False
)
EDIT_ARTICLE = permission("training.edit_article", label=_("change this article"), roles=STAFF)
DISCUSS_ARTICLE = permission(
    "training.discuss_article", label=_("comment on this article"), roles=STAFF
)
SETTLE_QUESTION = permission(
    "training.settle_question", label=_("accept an answer or close this question"), roles=STAFF
)
ASK_COMMUNITY = permission(
    "training.ask", label=_("ask and answer in the community"), roles=MEMBERS
)
STEER_COMMUNITY = permission(
    "training.steer_community", label=_("name champions and moderate"), roles=STAFF
)


def is_manager_of(manager: Membership, member: Membership) -> bool:
    """The direct manager."""
    return member.manager_id == manager.pk


def people_of(manager: Membership) -> MembershipQuerySet:
    """Whose learning this member may see: all for oversight, else oneself and direct reports."""
    if manager.may(VIEW_PEOPLE.code):
        return Membership.objects.current()
    return Membership.objects.current().filter(Q(pk=manager.pk) | Q(manager=manager))


def enrols_others(member: Membership) -> bool:
    """Staff, or a manager of somebody."""
    has_right = member.may(ENROL_OTHERS.code)
    return has_right or (member.may(LEARN.code) and member.reports.exists())


@predicate(ENROL_OTHERS.code)
@predicate(JUDGE_SKILLS.code)
def manages(manager: Membership, member: Membership) -> bool:
    """A manager acts for direct reports."""
    return is_manager_of(manager, member)


@veto(JUDGE_SKILLS.code)
def judges_oneself(judge: Membership, member: Membership) -> bool:
    """One's own level is a statement, not a judgement."""
    return judge.pk == member.pk


@predicate(VIEW_ENROLLMENT.code)
def concerns_own_people(member: Membership, enrollment: Enrollment) -> bool:
    """The learner, or the learner's manager."""
    return enrollment.member_id == member.pk or is_manager_of(member, enrollment.member)


@predicate(WORK_ON_ENROLLMENT.code)
def is_learner(member: Membership, enrollment: Enrollment) -> bool:
    """Nobody learns for somebody else."""
    return enrollment.member_id == member.pk


@predicate(LEAVE_COURSE.code)
def may_take_back(member: Membership, enrollment: Enrollment) -> bool:
    """What one chose oneself, or asked of one's own people."""
    is_own_choice = enrollment.source == EnrollmentSource.SELF
    is_own = enrollment.member_id == member.pk
    return (is_own and is_own_choice) or is_manager_of(member, enrollment.member)


@veto(LEAVE_COURSE.code)
def lets_oneself_off(member: Membership, enrollment: Enrollment) -> bool:
    """What somebody else or a rule asks of one, somebody else takes back, also from staff."""
    return enrollment.member_id == member.pk and enrollment.source != EnrollmentSource.SELF


@predicate(HOST_SESSION.code)
def is_host(member: Membership, session: CourseSession) -> bool:
    """Whoever is named as host."""
    return session.host_id == member.pk


def _people_of(member: Membership) -> MembershipQuerySet:
    """The member and their direct reports; found first, as there are few of them."""
    people: MembershipQuerySet = Membership.objects.filter(Q(pk=member.pk) | Q(manager=member))
    return people


def enrollments_visible_to(member: Membership) -> EnrollmentQuerySet:
    """All for oversight, else one's own and those of direct reports."""
    if member.may(VIEW_ENROLLMENT.code):
        return Enrollment.objects.all()
    return Enrollment.objects.filter(member__in=_people_of(member))


@predicate(VIEW_CERTIFICATE.code)
def concerns_own_certificate(member: Membership, certificate: Certificate) -> bool:
    """The holder, or the holder's manager."""
    return certificate.member_id == member.pk or is_manager_of(member, certificate.member)


@predicate(DISCLOSE_CERTIFICATE.code)
def is_holder(member: Membership, certificate: Certificate) -> bool:
    """Only the holder decides what others see."""
    return certificate.member_id == member.pk


def certificates_visible_to(member: Membership) -> CertificateQuerySet:
    """All for oversight, else one's own and those of direct reports."""
    if member.may(VIEW_CERTIFICATE.code):
        return Certificate.objects.all()
    return Certificate.objects.filter(member__in=_people_of(member))


@predicate(VIEW_PROOF.code)
def concerns_own_proof(member: Membership, proof: ExternalProof) -> bool:
    """Who offers it, or their manager."""
    return proof.member_id == member.pk or is_manager_of(member, proof.member)


@predicate(ADD_TO_PROOF.code)
def offers_it(member: Membership, proof: ExternalProof) -> bool:
    """Who offers it, until somebody has checked it."""
    return proof.member_id == member.pk and proof.state == ProofState.OFFERED


def proofs_visible_to(member: Membership) -> ProofQuerySet:
    """All for oversight, else one's own and those of direct reports."""
    proofs: ProofQuerySet = ExternalProof.objects.all()
    if member.may(VIEW_PROOF.code):
        return proofs
    return proofs.filter(member__in=_people_of(member))


@veto(CHECK_PROOFS.code)
def checks_own_proof(member: Membership, proof: ExternalProof) -> bool:
    """Nobody accepts their own proof."""
    return proof.member_id == member.pk


@predicate(VIEW_ARTICLE.code)
def may_read(member: Membership, article: Article) -> bool:
    """Everybody what is published, the author all states."""
    return article.state == ArticleState.PUBLISHED or article.author_id == member.pk


@predicate(EDIT_ARTICLE.code)
def writes_draft(member: Membership, article: Article) -> bool:
    """The author, until it is published: what everybody reads is changed by staff."""
    return article.author_id == member.pk and article.state == ArticleState.DRAFT


@predicate(DISCUSS_ARTICLE.code)
def may_discuss(member: Membership, article: Article) -> bool:
    """Whoever reads it and may write at all."""
    return member.may(WRITE_ARTICLES.code) and may_read(member, article)


@predicate(SETTLE_QUESTION.code)
def asked(member: Membership, question: CommunityQuestion) -> bool:
    """Who asked decides whether the answer helps."""
    return question.asker_id == member.pk


def articles_visible_to(member: Membership) -> ArticleQuerySet:
    """What is published, and one's own; all for staff."""
    articles: ArticleQuerySet = Article.objects.all()
    if member.may(VIEW_ARTICLE.code):
        return articles
    return articles.filter(Q(state=ArticleState.PUBLISHED) | Q(author=member))


commentable(Article, key="article", view=VIEW_ARTICLE.code, write=DISCUSS_ARTICLE.code)
commentable(ExternalProof, key="proof", view=VIEW_PROOF.code, write=ADD_TO_PROOF.code)
