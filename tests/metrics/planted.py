"""Generated organizations: a healthy one, and six with one pattern of failure each.

A healthy year is made first; a pattern then spoils what it is known by, and nothing else. Rows are
written directly: the point is what the radar reads out of a history, not how it came about.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from governance.choices import Harm, IncidentKind, IncidentState, Outcome, Path, ReviewState
from governance.models.decisions import Decision
from governance.models.incidents import Incident
from governance.models.reviews import Review
from intake.choices import AssignmentKind, Stage, Tier
from intake.models.assessments import Assessment
from intake.models.rulebooks import AiActCatalogue, Questionnaire, Rubric, TierPolicy
from intake.models.use_cases import Assignment, StageChange, UseCase
from metrics.choices import Pattern
from metrics.models.feedback import Feedback
from registry.choices import Environment
from registry.models.models import AIModel, Deployment, ModelUseCase, ModelVersion
from training.models.community import Champion
from training.models.skills import MemberSkill, Skill, SkillArea

UNITS, CASES = 8, 60


class Planting:
    """One organization in scope; `pattern` is what is wrong with it, None for nothing."""

    def __init__(self, member, pattern: Pattern | None) -> None:
        self.now = timezone.now()
        self.pattern = pattern
        self.numbers = count(1)
        self.staff = [member(Role.COE_STAFF) for _ in range(3)]
        self.people = [member() for _ in range(UNITS)]
        self.units = [
            BusinessUnit.objects.create(name=f"Unit {n}", code=f"U{n}") for n in range(UNITS)
        ]
        BusinessUnit.objects.update(created_at=self.now - timedelta(days=800))
        self.documents = {
            "questionnaire": Questionnaire.objects.create(version=91, title="Q", document={}),
            "rubric": Rubric.objects.create(version=91, title="R", document={}),
            "tier_policy": TierPolicy.objects.create(version=91, title="T", document={}),
            "catalogue": AiActCatalogue.objects.create(version=91, title="C", document={}),
        }

    def is_(self, pattern: Pattern) -> bool:
        return self.pattern == pattern

    def days_ago(self, days: float):
        return self.now - timedelta(days=days)

    def plant(self) -> None:
        """The whole history."""
        self.first_case()
        for number in range(CASES):
            self.case(number)
        self.trials()
        self.running_models()
        self.skills()
        self.answers()
        self.incidents()

    def first_case(self) -> None:
        """The portal is in use for long: what comes now is no first inventory."""
        case = self.new_case(700, self.people[0], self.units[0], Stage.MONITORING)
        StageChange.objects.create(
            use_case=case, from_stage=Stage.INTAKE, to_stage=Stage.PRODUCTION,
            changed_at=self.days_ago(600),
        )  # fmt: skip

    def new_case(self, age, by, unit, stage, **fields) -> UseCase:
        number = next(self.numbers)
        return UseCase.objects.create(
            number=number, title=f"Case {number}", registered_at=self.days_ago(age),
            registered_by=by, owner=by, business_unit=unit, stage=stage,
            objective=fields.pop("objective", "Faster answers"), **fields,
        )  # fmt: skip

    def case(self, number: int) -> None:
        """A case of the last months, submitted, decided and led by somebody."""
        age = 1 + 170 * number / CASES
        from_coe = self.is_(Pattern.IVORY_TOWER) or number % 10 == 0
        by = self.staff[0] if from_coe else self.people[number % UNITS]
        unit = self.units[0 if self.is_(Pattern.IVORY_TOWER) else number % UNITS]
        unaligned = self.is_(Pattern.IVORY_TOWER) and number % 5
        case = self.new_case(
            age, by, unit, Stage.DISCOVERY, objective="" if unaligned else "Growth"
        )
        if self.is_(Pattern.SHADOW_AI) and number % 3 == 0:
            UseCase.objects.filter(pk=case.pk).update(stage=Stage.PRODUCTION)
        else:
            self.move(case, Stage.INTAKE, Stage.DISCOVERY, age - 0.5)
        self.lead(case, number)
        self.judge(case, number, age)

    def move(self, case, before, after, age) -> None:
        StageChange.objects.create(
            use_case=case, from_stage=before, to_stage=after, changed_at=self.days_ago(age)
        )

    def lead(self, case: UseCase, number: int) -> None:
        by_coe = number % 10 if self.is_(Pattern.TALENT_HOARDER) else number % 4 == 0
        who = self.staff[1] if by_coe else self.people[number % UNITS]
        Assignment.objects.create(use_case=case, kind=AssignmentKind.TECH_LEAD, member=who)

    def judge(self, case: UseCase, number: int, age: float) -> None:
        tries = 3 if self.is_(Pattern.STANDARDS_POLICE) and number % 3 else 1 + (number % 5 == 0)
        made = [
            Assessment.objects.create(
                use_case=case, number=n, tier=Tier.MEDIUM, digest="0", **self.documents,
                submitted_at=self.days_ago(age - 0.1 * n),
            )
            for n in range(1, tries + 1)
        ]  # fmt: skip
        UseCase.objects.filter(pk=case.pk).update(current_assessment=made[-1])
        slow = self.is_(Pattern.BOTTLENECK)
        by_people = number % 20 if slow else number % 2
        took = (1000 if number % 2 else 60) if slow and by_people else 8 if by_people else 0
        self.decide(case, made[-1], number, age - 0.5, took, by_people)

    def decide(self, case, assessment, number, asked, took, by_people) -> None:
        ended = asked - took
        review = None
        if by_people:
            review = Review.objects.create(
                number=number + 1, use_case=case, assessment=assessment, gate=Stage.DISCOVERY,
                path=Path.LIGHT, opened_at=self.days_ago(asked), days=10,
                due_at=self.days_ago(asked - 10),
                state=ReviewState.CLOSED if ended > 0 else ReviewState.OPEN,
                closed_at=self.days_ago(ended) if ended > 0 else None,
            )  # fmt: skip
        if ended > 0:
            harsh = self.is_(Pattern.STANDARDS_POLICE) and number % 3
            Decision.objects.create(
                number=number + 1, use_case=case, assessment=assessment, review=review,
                gate=Stage.DISCOVERY, path=Path.LIGHT if by_people else Path.SELF_SERVICE,
                tier=Tier.MEDIUM, outcome=Outcome.REJECTED if harsh else Outcome.APPROVED,
                title=case.title, started_at=self.days_ago(asked), decided_by="The board",
                decided_at=self.days_ago(ended),
            )  # fmt: skip

    def trials(self) -> None:
        """Cases that began a trial long ago, and some that are in one now."""
        stuck = self.is_(Pattern.SCIENCE_PROJECTS)
        for number in range(12):
            goes_live = number == 0 if stuck else number % 3
            stage = Stage.PRODUCTION if goes_live else Stage.PILOT if stuck else Stage.RETIRED
            case = self.new_case(
                500, self.people[number % UNITS], self.units[number % UNITS], stage
            )
            self.move(case, Stage.DISCOVERY, Stage.PILOT, 400)
            if goes_live:
                self.move(case, Stage.PILOT, Stage.PRODUCTION, 300)
            elif not stuck:
                self.move(case, Stage.PILOT, Stage.RETIRED, 300)
        for number in range(8):
            unit = self.units[0 if self.is_(Pattern.IVORY_TOWER) else number]
            case = self.new_case(140, self.people[number], unit, Stage.PILOT)
            self.move(case, Stage.DISCOVERY, Stage.PILOT, 40 + number)
            if not stuck:
                sponsor = self.people[(number + 1) % UNITS]
                kind = AssignmentKind.SPONSOR
                Assignment.objects.create(use_case=case, kind=kind, member=sponsor)

    def running_models(self) -> None:
        case = UseCase.objects.order_by("number").first()
        for number in range(1, 11):
            model = AIModel.objects.create(
                number=number, name=f"model-{number}", owner=self.people[0], last_version=1
            )
            version = ModelVersion.objects.create(model=model, number=1)
            Deployment.objects.create(
                version=version, environment=Environment.PRODUCTION, target="cluster",
                deployed_at=self.days_ago(30), deployed_by="A person",
            )  # fmt: skip
            if not self.is_(Pattern.SHADOW_AI) or number % 2:
                ModelUseCase.objects.create(model=model, use_case=case)

    def skills(self) -> None:
        hoarded = self.is_(Pattern.TALENT_HOARDER)
        area = SkillArea.objects.create(code="planted", name="Area")
        for number in range(4):
            skill = Skill.objects.create(
                area=area, code=f"planted-{number}", name=f"Skill {number}"
            )
            able = self.staff if hoarded else [self.staff[0], *self.people[:4]]
            levels = [MemberSkill(skill=skill, member=one, self_level=3) for one in able]
            for level in levels:
                level.save()
        MemberSkill.objects.update(created_at=self.days_ago(100))
        for unit, person in zip(self.units, self.people, strict=True):
            if not hoarded or unit == self.units[0]:
                Champion.objects.create(
                    business_unit=unit, member=person, starts_on=self.days_ago(300).date()
                )

    def answers(self) -> None:
        scores = (2, 1, 3, 2) if self.is_(Pattern.STANDARDS_POLICE) else (5, 4, 4, 5)
        for number in range(12):
            Feedback.objects.create(
                path=Path.LIGHT, score=scores[number % 4], given_at=self.days_ago(5 + number)
            )

    def incidents(self) -> None:
        for number in range(1, 9):
            misused = self.is_(Pattern.SHADOW_AI) and number % 4
            Incident.objects.create(
                number=number, title=f"Incident {number}", what_happened="It happened",
                noticed_at=self.days_ago(20), reported_at=self.days_ago(20), harm=Harm.NEAR_MISS,
                kind=IncidentKind.MISUSE if misused else IncidentKind.OUTPUT,
                severity="low", state=IncidentState.TRIAGED, reporter=self.people[0],
                triaged_at=self.days_ago(19),
            )  # fmt: skip


def plant(member, pattern: Pattern | None) -> Planting:
    """An organization's history with one pattern of failure, or with none."""
    planted = Planting(member, pattern)
    planted.plant()
    return planted
