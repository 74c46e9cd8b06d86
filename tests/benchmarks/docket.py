"""The docket of somebody before whom 5,000 reviews stand open, where the portfolio is large.

The smaller one has a tenth, as it has of everything.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.references import next_numbers
from coe_portal.tenancy.scope import scope
from governance.models.reviews import Review, ReviewSeat
from tests.benchmarks.data import World, analyse
from tests.benchmarks.measures import Budget, Measure, floor, voters_page

REVIEWS: Final = 5_000


def build(world: World) -> None:
    """Copies of the one review that there is, each about another use case."""
    made = [
        fill(one.organization, reviews)
        for one, reviews in ((world.large, REVIEWS), (world.small, REVIEWS // 10))
    ]
    if any(made):
        analyse()


def fill(owner: Organization, reviews: int) -> bool:
    """Open reviews with all their seats; False where they are already."""
    with scope(owner):
        if Review.objects.open().count() > 1:
            return False
        model = Review.objects.open().get()
        first = next_numbers("R", reviews)[0]
        about = {
            "number": f"{first} + row_number() OVER (ORDER BY u.id) - 1",
            "use_case_id": "u.id",
            "assessment_id": "u.current_assessment_id",
            "due_at": "m.due_at + (u.id %% 60) * interval '1 day'",
        }
        of_review = {"review_id": "r.id"}
        with connection.cursor() as cursor:
            cursor.execute(
                _copy(Review, about) + ", (SELECT * FROM intake_usecase WHERE organization_id = %s"
                " AND id <> %s AND current_assessment_id IS NOT NULL ORDER BY id LIMIT %s) u"
                " WHERE m.id = %s",
                [owner.pk, model.use_case_id, reviews, model.pk],
            )
            cursor.execute(
                _copy(ReviewSeat, of_review) + ", governance_review r"
                " WHERE m.review_id = %s AND r.state = 'open' AND r.id <> m.review_id"
                " AND r.organization_id = %s",
                [model.pk, owner.pk],
            )
        return True


def _copy(model: type[Review | ReviewSeat], own: dict[str, str]) -> str:
    """`INSERT … SELECT` of a row `m` of the model, with some columns of its own."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    values = ", ".join(own.get(column, f"m.{column}") for column in columns)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} m"


F1: Final = "F1 docket"
FLOORS: Final = {F1: floor("/bench/{organization}/docket")}
MEASURES: Final = (
    Measure(
        "docket with 5,000 open reviews",
        Budget(15, 12, F1, growth=1.3),
        voters_page("governance/"),
    ),
    Measure("docket, page 40", Budget(15), voters_page("governance/?page=40")),
)
