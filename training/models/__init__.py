"""All models of training, so that Django finds them."""

from __future__ import annotations

from training.models.certificates import Certificate, ExternalProof, TrainingRequirement
from training.models.community import (
    Answer,
    Article,
    ArticleRevision,
    Champion,
    CommunityQuestion,
)
from training.models.courses import (
    Course,
    CourseVersion,
    Lesson,
    Picture,
    Prerequisite,
    Track,
    TrackCourse,
)
from training.models.enrollments import Enrollment, EnrollmentRule, LessonRead
from training.models.imports import CompletionImport, CompletionRow
from training.models.quizzes import Attempt, MarkedAnswer, Question, Quiz
from training.models.sessions import Booking, CourseSession
from training.models.skills import (
    CourseSkill,
    JobRole,
    JobRoleHolder,
    MemberSkill,
    RoundLevel,
    RoundMember,
    Skill,
    SkillArea,
    SkillRound,
    SkillTarget,
)
from training.models.stays import SkillStay, UnitStay

__all__ = [
    "Answer",
    "Article",
    "ArticleRevision",
    "Attempt",
    "Booking",
    "Certificate",
    "Champion",
    "CommunityQuestion",
    "CompletionImport",
    "CompletionRow",
    "Course",
    "CourseSession",
    "CourseSkill",
    "CourseVersion",
    "Enrollment",
    "EnrollmentRule",
    "ExternalProof",
    "JobRole",
    "JobRoleHolder",
    "Lesson",
    "LessonRead",
    "MarkedAnswer",
    "MemberSkill",
    "Picture",
    "Prerequisite",
    "Question",
    "Quiz",
    "RoundLevel",
    "RoundMember",
    "Skill",
    "SkillArea",
    "SkillRound",
    "SkillStay",
    "SkillTarget",
    "Track",
    "TrackCourse",
    "TrainingRequirement",
    "UnitStay",
]
