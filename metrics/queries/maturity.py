"""Where the CoE stands by its own assessment, compared with the last one and its targets."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.choices import Dimension, MaturityStage
from metrics.logic.maturity import LADDER, Standing, path_to, standing_of
from metrics.models.maturity import MaturityAnswer, MaturityAssessment, MaturityTarget
from metrics.statements import BY_CODE, PLACES, STATEMENTS, Statement


@dataclass(frozen=True)
class DimensionView:
    """A dimension: where it stands, where it stood, where it shall stand, and what is lacking."""

    standing: Standing
    before: float | None
    target: MaturityTarget | None
    path: tuple[Statement, ...]

    @property
    def change(self) -> float | None:
        """What moved since the last closed round."""
        return None if self.before is None else round(self.standing.score - self.before, 2)

    @property
    def target_score(self) -> float | None:
        """The score at which the target is met."""
        if self.target is None:
            return None
        return float(LADDER.index(MaturityStage(self.target.stage)) + 1)


@dataclass(frozen=True)
class Answered:
    """A statement and its answer, if there is one."""

    statement: Statement
    answer: MaturityAnswer | None


@dataclass(frozen=True)
class MaturityView:
    """One round, by dimension."""

    assessment: MaturityAssessment
    before: MaturityAssessment | None
    dimensions: tuple[DimensionView, ...]
    answers: dict[str, MaturityAnswer]

    @property
    def answered(self) -> int:
        return len(self.answers.keys() & BY_CODE.keys())

    def statements(self, dimension: Dimension) -> list[Answered]:
        """The statements of a dimension in the order of the stages."""
        return [
            Answered(each, self.answers.get(each.code))
            for each in STATEMENTS
            if each.place.dimension == dimension
        ]


def maturity_of(assessment: MaturityAssessment) -> MaturityView:
    """Read a round in three queries."""
    answers = {
        answer.statement: answer for answer in assessment.answers.select_related("member__user")
    }
    said = {code: answer.holds for code, answer in answers.items()}
    earlier = MaturityAssessment.objects.closed().filter(number__lt=assessment.number).first()
    targets = {
        target.dimension: target for target in MaturityTarget.objects.select_related("owner__user")
    }
    scores = earlier.scores if earlier else {}
    return MaturityView(
        assessment,
        earlier,
        tuple(
            _dimension(each, said, scores.get(each.value), targets.get(each)) for each in Dimension
        ),
        answers,
    )


def _dimension(
    dimension: Dimension,
    said: dict[str, str],
    before: float | None,
    target: MaturityTarget | None,
) -> DimensionView:
    path = (
        path_to(MaturityStage(target.stage), dimension, PLACES, said) if target is not None else []
    )
    return DimensionView(
        standing_of(dimension, PLACES, said),
        before,
        target,
        tuple(BY_CODE[place.code] for place in path),
    )


def shown_maturity() -> MaturityAssessment | None:
    """The round to look at first: the open one, else the last."""
    return MaturityAssessment.objects.with_people().first()
