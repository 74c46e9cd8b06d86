"""Addresses of training below `/<org>/training/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from coe_portal.accounts.middleware import public_in_organization
from training.views import (
    articles,
    authoring,
    catalogue,
    certificates as certificate_views,
    community as community_pages,
    completions,
    coverage,
    enrollments as enrolled,
    heat_map,
    learn,
    pictures,
    proofs,
    public,
    questions,
    reading,
    requirements,
    rounds,
    sessions as meetings,
    skill_catalogue,
    skills as own_skills,
    tracks,
)

app_name = "training"

courses: list[URLPattern | URLResolver] = [
    path("", catalogue.CataloguePage.as_view(), name="catalogue"),
    path("starters/", catalogue.InstallStartersView.as_view(), name="install_starters"),
    path("tracks/<slug:slug>/", catalogue.TrackPage.as_view(), name="track"),
    path("courses/<str:reference>/", catalogue.CoursePage.as_view(), name="course"),
    path(
        "courses/<str:reference>/pictures/<slug:sha256>/",
        pictures.PictureFile.as_view(),
        name="picture",
    ),
    path("courses/<str:reference>/enrol/", catalogue.EnrolView.as_view(), name="enrol"),
]

AUTHOR = "author/<str:reference>"
TRACK = "author/tracks/<slug:slug>"
TRACK_COURSE = f"{TRACK}/courses/<str:reference>"

# Before the courses' own addresses, which would take "tracks" for a course.
authored_tracks: list[URLPattern | URLResolver] = [
    path("author/tracks/", tracks.TrackList.as_view(), name="author_tracks"),
    path("author/tracks/new/", tracks.NewTrackView.as_view(), name="track_new"),
    path(f"{TRACK}/", tracks.AuthorTrackPage.as_view(), name="author_track"),
    path(f"{TRACK}/change/", tracks.ChangeTrackView.as_view(), name="track_change"),
    path(f"{TRACK}/archive/", tracks.ArchiveTrackView.as_view(), name="track_archive"),
    path(f"{TRACK}/restore/", tracks.RestoreTrackView.as_view(), name="track_restore"),
    path(f"{TRACK_COURSE}/up/", tracks.MoveCourseView.as_view(step=-1), name="track_course_up"),
    path(f"{TRACK_COURSE}/down/", tracks.MoveCourseView.as_view(step=1), name="track_course_down"),
    path(f"{TRACK_COURSE}/remove/", tracks.RemoveCourseView.as_view(), name="track_course_remove"),
]

authored: list[URLPattern | URLResolver] = [
    path("author/", authoring.AuthoringList.as_view(), name="authoring"),
    path("author/new/", authoring.NewCourseView.as_view(), name="author_new"),
    path(f"{AUTHOR}/", authoring.AuthorCoursePage.as_view(), name="author_course"),
    path(f"{AUTHOR}/change/", authoring.ChangeCourseView.as_view(), name="author_change"),
    path(f"{AUTHOR}/first/", authoring.PrerequisitesView.as_view(), name="author_first"),
    path(f"{AUTHOR}/draft/", authoring.OpenDraftView.as_view(), name="author_draft"),
    path(f"{AUTHOR}/summary/", authoring.SummaryView.as_view(), name="author_summary"),
    path(f"{AUTHOR}/publish/", authoring.PublishView.as_view(), name="author_publish"),
    path(f"{AUTHOR}/archive/", authoring.ArchiveView.as_view(), name="author_archive"),
    path(f"{AUTHOR}/restore/", authoring.RestoreView.as_view(), name="author_restore"),
    path(f"{AUTHOR}/preview/", authoring.PreviewView.as_view(), name="author_preview"),
    path(f"{AUTHOR}/pictures/", pictures.PicturesView.as_view(), name="author_pictures"),
    path(
        f"{AUTHOR}/pictures/<slug:key>/remove/",
        pictures.RemovePictureView.as_view(),
        name="picture_remove",
    ),
    path(f"{AUTHOR}/read/", reading.ReadCoursePage.as_view(), name="read_course"),
    path(
        f"{AUTHOR}/read/lessons/<slug:key>/",
        reading.ReadLessonPage.as_view(),
        name="read_lesson",
    ),
    path(f"{AUTHOR}/read/quiz/", reading.ReadQuizPage.as_view(), name="read_quiz"),
    path(f"{AUTHOR}/statistics/", authoring.StatisticsPage.as_view(), name="author_statistics"),
    path(f"{AUTHOR}/lessons/new/", authoring.NewLessonView.as_view(), name="lesson_new"),
    path(f"{AUTHOR}/lessons/<slug:key>/", authoring.EditLessonView.as_view(), name="lesson_edit"),
    path(
        f"{AUTHOR}/lessons/<slug:key>/up/",
        authoring.MoveLessonView.as_view(step=-1),
        name="lesson_up",
    ),
    path(
        f"{AUTHOR}/lessons/<slug:key>/down/",
        authoring.MoveLessonView.as_view(step=1),
        name="lesson_down",
    ),
    path(
        f"{AUTHOR}/lessons/<slug:key>/delete/",
        authoring.DeleteLessonView.as_view(),
        name="lesson_delete",
    ),
    path(f"{AUTHOR}/quiz/", authoring.QuizView.as_view(), name="author_quiz"),
    path(f"{AUTHOR}/questions/new/", authoring.NewQuestionView.as_view(), name="question_new"),
    path(
        f"{AUTHOR}/questions/<slug:key>/",
        authoring.EditQuestionView.as_view(),
        name="question_edit",
    ),
    path(
        f"{AUTHOR}/questions/<slug:key>/delete/",
        authoring.DeleteQuestionView.as_view(),
        name="question_delete",
    ),
]

learning: list[URLPattern | URLResolver] = [
    path("enrolments/<str:reference>/", learn.EnrollmentPage.as_view(), name="enrollment"),
    path("enrolments/<str:reference>/begin/", learn.BeginView.as_view(), name="begin"),
    path("enrolments/<str:reference>/leave/", learn.LeaveView.as_view(), name="leave"),
    path("enrolments/<str:reference>/due/", learn.MoveDueDate.as_view(), name="enrollment_due"),
    path(
        "enrolments/<str:reference>/lessons/<slug:key>/",
        learn.LessonPage.as_view(),
        name="lesson",
    ),
    path(
        "enrolments/<str:reference>/lessons/<slug:key>/read/",
        learn.ReadView.as_view(),
        name="read",
    ),
    path("enrolments/<str:reference>/quiz/", learn.StartQuizView.as_view(), name="start_quiz"),
    path(
        "enrolments/<str:reference>/quiz/<int:number>/",
        learn.AttemptPage.as_view(),
        name="attempt",
    ),
    path(
        "enrolments/<str:reference>/quiz/<int:number>/save/",
        learn.SaveAnswersView.as_view(),
        name="save_answers",
    ),
]

enrollments: list[URLPattern | URLResolver] = [
    path("learning/", enrolled.MyLearningPage.as_view(), name="my_learning"),
    path("enrolments/", enrolled.EnrollmentList.as_view(), name="enrollments"),
    path("enrolments/new/", enrolled.EnrolPeople.as_view(), name="enroll_people"),
    path("rules/", enrolled.RuleList.as_view(), name="rules"),
    path("rules/new/", enrolled.MakeRule.as_view(), name="rule_new"),
    path("rules/<int:pk>/", enrolled.RulePage.as_view(), name="rule"),
    path("rules/<int:pk>/on/", enrolled.SwitchRuleOn.as_view(), name="rule_on"),
    path("rules/<int:pk>/off/", enrolled.SwitchRuleOff.as_view(), name="rule_off"),
]

sessions: list[URLPattern | URLResolver] = [
    path("sessions/", meetings.SessionList.as_view(), name="sessions"),
    path("sessions/month/", meetings.SessionMonth.as_view(), name="session_month"),
    path("sessions/new/", meetings.PlanSession.as_view(), name="session_new"),
    path("sessions/<str:reference>/", meetings.SessionPage.as_view(), name="session"),
    path("sessions/<str:reference>/edit/", meetings.ChangeSession.as_view(), name="session_edit"),
    path(
        "sessions/<str:reference>/cancel/", meetings.CancelSession.as_view(), name="session_cancel"
    ),
    path("sessions/<str:reference>/book/", meetings.BookSession.as_view(), name="session_book"),
    path("sessions/<str:reference>/leave/", meetings.LeaveSession.as_view(), name="session_leave"),
    path(
        "sessions/<str:reference>/attendance/",
        meetings.AttendanceView.as_view(),
        name="session_attendance",
    ),
    path(
        "sessions/<str:reference>/sheet/", meetings.AttendanceSheet.as_view(), name="session_sheet"
    ),
    path(
        "sessions/<str:reference>/calendar/",
        meetings.SessionCalendar.as_view(),
        name="session_calendar",
    ),
]

certificates: list[URLPattern | URLResolver] = [
    path("certificates/", certificate_views.CertificateList.as_view(), name="certificates"),
    path(
        "certificates/<str:reference>/",
        certificate_views.CertificatePage.as_view(),
        name="certificate",
    ),
    path(
        "certificates/<str:reference>/show/",
        certificate_views.DiscloseView.as_view(),
        name="disclose",
    ),
    path(
        "certificates/<str:reference>/revoke/",
        certificate_views.RevokeView.as_view(),
        name="revoke",
    ),
    path(
        "certificates/<str:reference>/pdf/",
        certificate_views.CertificatePdf.as_view(),
        name="certificate_pdf",
    ),
    path(
        "certificates/<str:reference>/badge/",
        certificate_views.CertificateBadge.as_view(),
        name="certificate_badge",
    ),
    path("proofs/", proofs.ProofList.as_view(), name="proofs"),
    path("proofs/new/", proofs.OfferProofView.as_view(), name="proof_new"),
    path("proofs/<str:reference>/", proofs.ProofPage.as_view(), name="proof"),
    path("proofs/<str:reference>/accept/", proofs.AcceptProofView.as_view(), name="proof_accept"),
    path(
        "proofs/<str:reference>/decline/", proofs.DeclineProofView.as_view(), name="proof_decline"
    ),
    path("required/", requirements.RequirementsPage.as_view(), name="requirements"),
    path("required/new/", requirements.RequireView.as_view(), name="require"),
    path("required/<int:pk>/", requirements.LackingPeople.as_view(), name="requirement"),
    path(
        "required/<int:pk>/drop/",
        requirements.DropRequirementView.as_view(),
        name="drop_requirement",
    ),
    path(
        "verify/<str:public_id>/",
        public_in_organization(public.VerifyPage.as_view()),
        name="verify",
    ),
    path(
        "verify/<str:public_id>/status/",
        public_in_organization(public.StatusView.as_view()),
        name="verify_status",
    ),
    path(
        "issuer/<str:key_id>/",
        public_in_organization(public.IssuerView.as_view()),
        name="issuer",
    ),
]

skills: list[URLPattern | URLResolver] = [
    path("skills/", own_skills.MySkillsPage.as_view(), name="skills"),
    path("skills/people/", heat_map.HeatMapPage.as_view(), name="heat_map"),
    path("skills/units/", heat_map.UnitHeatPage.as_view(), name="unit_heat_map"),
    path("skills/gaps/", heat_map.GapsPage.as_view(), name="gaps"),
    path("skills/rounds/", rounds.RoundsPage.as_view(), name="rounds"),
    path("skills/rounds/new/", rounds.OpenRound.as_view(), name="round_new"),
    path("skills/rounds/<int:pk>/", rounds.RoundPage.as_view(), name="round"),
    path("skills/rounds/<int:pk>/close/", rounds.CloseRound.as_view(), name="round_close"),
    path("literacy/", coverage.CoveragePage.as_view(), name="coverage"),
    path("literacy/evidence/", coverage.CoverageEvidence.as_view(), name="coverage_evidence"),
    path("literacy/missing/", coverage.WithoutLiteracyPage.as_view(), name="without_literacy"),
    path("skills/people/<int:pk>/", own_skills.MemberSkillsPage.as_view(), name="member_skills"),
    path("skills/people/<int:pk>/gaps/", own_skills.GapsOfMember.as_view(), name="member_gaps"),
    path(
        "skills/people/<int:pk>/judge/<slug:code>/",
        own_skills.JudgeLevel.as_view(),
        name="judge_skill",
    ),
    path("skills/state/<slug:code>/", own_skills.StateLevel.as_view(), name="state_skill"),
    path("skills/catalogue/", skill_catalogue.SkillCatalogue.as_view(), name="skill_catalogue"),
    path(
        "skills/catalogue/standard/",
        skill_catalogue.InstallStandardSet.as_view(),
        name="install_skills",
    ),
    path("skills/areas/new/", skill_catalogue.NewArea.as_view(), name="area_new"),
    path("skills/areas/<slug:code>/", skill_catalogue.EditArea.as_view(), name="area_edit"),
    path("skills/new/", skill_catalogue.NewSkill.as_view(), name="skill_new"),
    path("skills/skill/<slug:code>/", skill_catalogue.EditSkill.as_view(), name="skill_edit"),
    path(
        "skills/skill/<slug:code>/retire/",
        skill_catalogue.RetireSkill.as_view(),
        name="skill_retire",
    ),
    path(
        "skills/skill/<slug:code>/restore/",
        skill_catalogue.RestoreSkill.as_view(),
        name="skill_restore",
    ),
    path("skills/job-roles/new/", skill_catalogue.NewJobRole.as_view(), name="job_role_new"),
    path("skills/job-roles/<slug:code>/", skill_catalogue.JobRolePage.as_view(), name="job_role"),
    path(
        "skills/job-roles/<slug:code>/give/",
        skill_catalogue.GiveJobRole.as_view(),
        name="job_role_give",
    ),
    path(
        "skills/job-roles/<slug:code>/holders/<int:pk>/take/",
        skill_catalogue.TakeJobRole.as_view(),
        name="job_role_take",
    ),
]

community: list[URLPattern | URLResolver] = [
    path("community/", community_pages.CommunityPage.as_view(), name="community"),
    path("community/champions/", community_pages.ChampionsPage.as_view(), name="champions"),
    path("community/champions/new/", community_pages.NameChampion.as_view(), name="champion_new"),
    path(
        "community/champions/<int:pk>/end/",
        community_pages.EndTerm.as_view(),
        name="champion_end",
    ),
    path(
        "community/units/<int:pk>/champions/",
        community_pages.UnitChampions.as_view(),
        name="unit_champions",
    ),
    path("community/questions/", questions.QuestionsPage.as_view(), name="community_questions"),
    path("community/questions/new/", questions.AskView.as_view(), name="community_ask"),
    path(
        "community/questions/<str:reference>/",
        questions.QuestionPage.as_view(),
        name="community_question",
    ),
    path(
        "community/questions/<str:reference>/answers/<int:pk>/accept/",
        questions.AcceptView.as_view(),
        name="answer_accept",
    ),
    path(
        "community/questions/<str:reference>/close/",
        questions.CloseView.as_view(),
        name="community_question_close",
    ),
    path(
        "community/questions/<str:reference>/reopen/",
        questions.ReopenView.as_view(),
        name="community_question_reopen",
    ),
    path("articles/", articles.ArticlesPage.as_view(), name="articles"),
    path("articles/new/", articles.WriteView.as_view(), name="article_new"),
    path("articles/<str:reference>/", articles.ArticlePage.as_view(), name="article"),
    path("articles/<str:reference>/edit/", articles.EditView.as_view(), name="article_edit"),
    path(
        "articles/<str:reference>/publish/", articles.PublishView.as_view(), name="article_publish"
    ),
    path(
        "articles/<str:reference>/archive/", articles.ArchiveView.as_view(), name="article_archive"
    ),
    path(
        "articles/<str:reference>/revisions/<int:number>/",
        articles.RevisionPage.as_view(),
        name="article_revision",
    ),
]

IMPORT = "completions/<str:reference>"

imported: list[URLPattern | URLResolver] = [
    path("completions/", completions.CompletionImportList.as_view(), name="completions"),
    path("completions/new/", completions.UploadCompletionsView.as_view(), name="completion_upload"),
    path(f"{IMPORT}/", completions.CompletionImportPage.as_view(), name="completion_import"),
    path(
        f"{IMPORT}/columns/", completions.CompletionColumnsView.as_view(), name="completion_columns"
    ),
    path(
        f"{IMPORT}/progress/", completions.CompletionProgress.as_view(), name="completion_progress"
    ),
    path(f"{IMPORT}/check/", completions.CheckCompletionsView.as_view(), name="completion_check"),
    path(
        f"{IMPORT}/commit/", completions.CommitCompletionsView.as_view(), name="completion_commit"
    ),
    path(f"{IMPORT}/rows/", completions.CompletionRowList.as_view(), name="completion_rows"),
]

urlpatterns = [
    *courses,
    *authored_tracks,
    *authored,
    *enrollments,
    *imported,
    *learning,
    *sessions,
    *certificates,
    *skills,
    *community,
]
