"""Training's part of `/<org>/api/v1/`."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from training.api import (
    certificates,
    community,
    completions,
    courses,
    enrollments,
    learning,
    proofs,
    requirements,
    rules,
    sessions,
    skills,
    tracks,
)

router = SimpleRouter()
router.register("courses", courses.CourseViewSet, basename="course")
router.register("courses", courses.DraftViewSet, basename="draft")
router.register("learning", learning.LearningViewSet, basename="learning")
router.register("enrolments", enrollments.EnrollmentViewSet, basename="enrolment")
router.register("enrolment-rules", rules.RuleViewSet, basename="enrolment-rule")
router.register(
    "training-requirements", requirements.RequirementViewSet, basename="training-requirement"
)
router.register("sessions", sessions.SessionViewSet, basename="session")
router.register("certificates", certificates.CertificateViewSet, basename="certificate")
router.register("proofs", proofs.ProofViewSet, basename="proof")
router.register("tracks", tracks.TrackViewSet, basename="track")
router.register(
    "completion-imports", completions.CompletionImportViewSet, basename="completion-import"
)
router.register("skills", skills.SkillViewSet, basename="skill")
router.register("job-roles", skills.JobRoleViewSet, basename="job-role")
router.register("skill-rounds", skills.RoundViewSet, basename="skill-round")
router.register("literacy-coverage", skills.CoverageViewSet, basename="literacy-coverage")
router.register("articles", community.ArticleViewSet, basename="article")
router.register("questions", community.QuestionViewSet, basename="question")
router.register("champions", community.ChampionViewSet, basename="champion")

urlpatterns = router.urls
