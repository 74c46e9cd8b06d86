"""Addresses of training below `/<org>/training/`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from training.views import heat_map, skill_catalogue as catalogue, skills as own_skills

app_name = "training"

courses: list[URLPattern | URLResolver] = []

enrollments: list[URLPattern | URLResolver] = []

sessions: list[URLPattern | URLResolver] = []

certificates: list[URLPattern | URLResolver] = []

skills: list[URLPattern | URLResolver] = [
    path("skills/", own_skills.MySkillsPage.as_view(), name="skills"),
    path("skills/people/", heat_map.HeatMapPage.as_view(), name="heat_map"),
    path("skills/units/", heat_map.UnitHeatPage.as_view(), name="unit_heat_map"),
    path("skills/people/<int:pk>/", own_skills.MemberSkillsPage.as_view(), name="member_skills"),
    path(
        "skills/people/<int:pk>/judge/<slug:code>/",
        own_skills.JudgeLevel.as_view(),
        name="judge_skill",
    ),
    path("skills/state/<slug:code>/", own_skills.StateLevel.as_view(), name="state_skill"),
    path("skills/catalogue/", catalogue.SkillCatalogue.as_view(), name="skill_catalogue"),
    path(
        "skills/catalogue/standard/",
        catalogue.InstallStandardSet.as_view(),
        name="install_skills",
    ),
    path("skills/areas/new/", catalogue.NewArea.as_view(), name="area_new"),
    path("skills/areas/<slug:code>/", catalogue.EditArea.as_view(), name="area_edit"),
    path("skills/new/", catalogue.NewSkill.as_view(), name="skill_new"),
    path("skills/skill/<slug:code>/", catalogue.EditSkill.as_view(), name="skill_edit"),
    path("skills/skill/<slug:code>/retire/", catalogue.RetireSkill.as_view(), name="skill_retire"),
    path(
        "skills/skill/<slug:code>/restore/", catalogue.RestoreSkill.as_view(), name="skill_restore"
    ),
    path("skills/job-roles/new/", catalogue.NewJobRole.as_view(), name="job_role_new"),
    path("skills/job-roles/<slug:code>/", catalogue.JobRolePage.as_view(), name="job_role"),
    path(
        "skills/job-roles/<slug:code>/give/", catalogue.GiveJobRole.as_view(), name="job_role_give"
    ),
    path(
        "skills/job-roles/<slug:code>/holders/<int:pk>/take/",
        catalogue.TakeJobRole.as_view(),
        name="job_role_take",
    ),
]

community: list[URLPattern | URLResolver] = []

urlpatterns = [*courses, *enrollments, *sessions, *certificates, *skills, *community]
