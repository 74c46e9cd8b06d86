"""What is measured, against which floor, with which budget."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tests.benchmarks.browser import Answer, Browser, Forms, median
from tests.benchmarks.data import Inhabited, ready_draft

WARM, TIMES = 3, 15
FAILED: Final = 400


@dataclass(frozen=True)
class Place:
    """One organization as its people see it: somebody who may do all, and a holder of a seat."""

    browser: Browser
    voter: Browser
    world: Inhabited

    @property
    def organization(self) -> int:
        """The id of the organization."""
        return int(self.world.organization.pk)

    @property
    def slug(self) -> str:
        """The first part of its paths."""
        return str(self.world.organization.slug)

    def path(self, rest: str) -> str:
        """A path below the organization."""
        return f"/{self.slug}/{rest}"


@dataclass(frozen=True)
class Result:
    """p50 in milliseconds in the large and the small organization; None where it failed."""

    large: float | None
    small: float | None
    queries: int | None
    note: str = ""

    @property
    def growth(self) -> float | None:
        """How much longer the large one takes."""
        return self.large / self.small if self.large and self.small else None


@dataclass(frozen=True)
class Budget:
    """At most so many queries, so many times the floor plus so many milliseconds, such growth.

    `plus` names another floor, for a page that also does that floor's work.
    """

    queries: int = 0
    ratio: float = 0
    floor: str = ""
    extra: float = 0
    growth: float = 0
    plus: str = ""

    @property
    def words(self) -> str:
        """The budget as the table shows it."""
        plus = f" + {self.extra:.0f} ms" if self.extra else f" + {self.plus}" if self.plus else ""
        return f"≤ {self.ratio:g} × {self.floor}{plus}" if self.ratio else ""


@dataclass(frozen=True)
class Measure:
    """`act(place, number)` does it once and gives the answer; `prepare` is not timed."""

    name: str
    budget: Budget
    act: Callable[[Place, int, bool], Answer]


def run(measure: Measure, large: Place, small: Place) -> Result:
    """Take the p50 in both organizations, and the queries of one more request."""
    try:
        slow, quick = timed(measure, large, small)
        counted = measure.act(large, WARM + TIMES + 1, True)
    except (LookupError, AttributeError, StopIteration) as error:
        return Result(None, None, None, f"not measured: {error!r}")
    if counted.status >= FAILED:
        return Result(None, None, None, f"answered {counted.status}")
    return Result(slow, quick, counted.queries)


def timed(measure: Measure, *places: Place) -> list[float]:
    """p50 of some runs after a few to warm up, by turns, so that a slow moment is one for all."""
    rounds = [
        [measure.act(place, number, False) for place in places]
        for number in range(1, WARM + TIMES + 1)
    ]
    for answers in rounds:
        if failed := [answer.status for answer in answers if answer.status >= FAILED]:
            raise LookupError(f"answered {failed[0]}")
    return [median([answer.seconds for answer in one]) for one in zip(*rounds[WARM:], strict=True)]


def counting(counts: bool) -> dict[str, str]:  # noqa: FBT001
    """The header that asks for the number of queries."""
    return {"X_Count_Queries": "1"} if counts else {}


def page(path: str, **headers: str) -> Callable[[Place, int, bool], Answer]:
    """Read a page of the organization."""

    def act(place: Place, number: int, counts: bool) -> Answer:  # noqa: FBT001
        target = place.path(path.format(number=number, organization=place.organization))
        return place.browser.get(target, **headers, **counting(counts))

    return act


def voters_page(path: str) -> Callable[[Place, int, bool], Answer]:
    """A page as somebody with a seat sees it."""

    def act(place: Place, _number: int, counts: bool) -> Answer:  # noqa: FBT001
        return place.voter.get(place.path(path), **counting(counts))

    return act


def floor(path: str) -> Callable[[Place, int, bool], Answer]:
    """Read a floor."""

    def act(place: Place, number: int, counts: bool) -> Answer:  # noqa: FBT001
        target = path.format(number=number, organization=place.organization)
        return place.browser.get(target, **counting(counts))

    return act


HTMX = {"HX_Request": "true", "HX_Target": "results"}
FLOORS: Final = {
    "F0": floor("/bench/f0"),
    "F1": floor("/bench/{organization}/f1"),
    "F2 search": floor("/bench/{organization}/search?q=invoices"),
    "F2 similar": floor("/bench/{organization}/similar?q=Read+invoices+of+the+branch"),
    "F2 bins": floor("/bench/{organization}/bins"),
}


def register(place: Place, number: int, counts: bool) -> Answer:  # noqa: FBT001
    """Step 0 of a new case."""
    address = place.path("intake/register/")
    html = place.browser.get(address).text
    owner = re.findall(r'<option value="(\d+)"', html)[0]
    fields = {
        "title": f"Bench case {number} {place.browser.session[:6]}",
        "summary": "Reads letters and drafts an answer.",
        "intended_users": "Everybody",
        "owner_id": owner,
    }
    return place.browser.post(address, fields, **counting(counts))


def newest_case(place: Place) -> str:
    """The reference of the case that was registered last."""
    html = place.browser.get(place.path("intake/?sort=-reference")).text
    return re.findall(r"/use-cases/(UC-\d+)/", html)[0]


def autosave(place: Place, number: int, counts: bool) -> Answer:  # noqa: FBT001
    """Save the first section of the newest case."""
    address = place.path(f"intake/use-cases/{newest_case(place)}/answers/sections/business/")
    fields = Forms(place.browser.get(address).text).fields("/sections/business/")
    changes = {"workflow": f"People {number}"}
    return place.browser.post(f"{address}save/", fields | changes, **HTMX, **counting(counts))


def review_room(place: Place, _number: int, counts: bool) -> Answer:  # noqa: FBT001
    """The page of a review for somebody who votes there."""
    path = place.path(f"governance/reviews/{place.world.review}/")
    return place.voter.get(path, **counting(counts))


def vote(place: Place, number: int, counts: bool) -> Answer:  # noqa: FBT001
    """Cast, or change, one vote of four."""
    path = place.path(f"governance/reviews/{place.world.review}/")
    fields = Forms(place.voter.get(path).text).fields("/ballot/")
    changes = {"choice": "abstain", "rationale": f"Reason {number}"}
    return place.voter.post(f"{path}ballot/", fields | changes, **counting(counts))


def submit(place: Place, _number: int, counts: bool) -> Answer:  # noqa: FBT001
    """Freeze, score, tier, classify and route a complete case."""
    reference = ready_draft(place.world.organization)
    answers = place.path(f"intake/use-cases/{reference}/answers/")
    fields = Forms(place.browser.get(f"{answers}sections/review/").text).fields("/submit/")
    return place.browser.post(
        f"{answers}submit/", fields | {"accepts_rules": "true"}, **counting(counts)
    )


MEASURES: Final = (
    Measure(
        "API list, 50 rows",
        Budget(5, 4, "F1", growth=1.2),
        page("api/v1/use-cases/?page_size=50"),
    ),
    Measure("HTML list, 50 rows", Budget(10, 12, "F1", growth=1.3), page("intake/")),
    Measure(
        "HTML list, filtered (tier, stage)",
        Budget(10, 12, "F1", growth=1.3),
        page("intake/?tier=high&stage=pilot"),
    ),
    Measure("HTML list, page 40", Budget(10, 12, "F1"), page("intake/?page=40")),
    Measure("use-case page", Budget(15, 10, "F0", 15, 1.1), page("intake/use-cases/UC-{number}/")),
    Measure(
        "similar cases as one types",
        Budget(5, 2, "F2 similar", growth=3),
        page("intake/register/similar/?title=Read+invoices+of+the+branch", **HTMX),
    ),
    Measure(
        "text search, 50 rows (API)",
        Budget(5, 2, "F2 search", growth=3),
        page("api/v1/use-cases/?page_size=50&q=invoices"),
    ),
    Measure(
        "text search, 50 rows (htmx)",
        Budget(5, 12, "F1", growth=3, plus="F2 search"),
        page("intake/?q=invoices", **HTMX),
    ),
    Measure("bubble data", Budget(3, 2, "F2 bins"), floor("/bench/{organization}/plane")),
    Measure("bubble page", Budget(10), page("intake/value/")),
    Measure("board", Budget(10), page("intake/board/")),
    Measure("facets (fragment)", Budget(5), page("intake/facets/", **HTMX)),
    Measure("quarterly dashboard", Budget(8, 15, "F0", growth=1.1), page("metrics/")),
    Measure("my docket", Budget(15), page("governance/")),
    Measure("create (register)", Budget(20, 30, "F0", growth=1.1), register),
    Measure("autosave a section", Budget(20, 30, "F0", growth=1.1), autosave),
    Measure("review room", Budget(15, 10, "F0", 15, 1.1), review_room),
    Measure("vote", Budget(20, 30, "F0", growth=1.1), vote),
    Measure("submit", Budget(40, 100, "F0", growth=1.2), submit),
)
