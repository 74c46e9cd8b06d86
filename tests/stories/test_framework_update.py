"""The law moves its dates: the new edition, what it changes here, and its adoption."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from coe_portal.tenancy.clock import today_here
from demo.laws import ai_act_before_omnibus
from governance.actions.control_evidence import NewEvidence, accept_evidence, give_evidence
from governance.actions.controls import ControlTerms, change_control
from governance.actions.coverage import recount
from governance.actions.frameworks import adopt_version, bring_edition
from governance.catalogs.frameworks import EU_AI_ACT
from governance.models.controls import Control
from governance.models.coverage import CaseCoverage
from governance.models.frameworks import Framework, Requirement
from intake.models.use_cases import UseCase
from tests.fixtures.browser import Browse
from tests.stories.conftest import Bank

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

EARLIER, LATER = "Regulation (EU) 2024/1689", "as amended by Regulation (EU) 2026/1744"


def measure(bank: Bank, use_case: UseCase) -> None:
    """Adopt the earlier edition; users of the case are trained, which Art. 4 asks for."""
    marcus, ingrid = bank.house.actor("marcus"), bank.house.actor("ingrid")
    adopt_version(bring_edition(ai_act_before_omnibus(), actor=marcus), actor=marcus)
    training = Control.objects.get(key="user-training")
    terms = ControlTerms(title=training.title, owner=bank.person("priya"))
    training = change_control(training, terms, actor=marcus)
    given = give_evidence(
        training,
        NewEvidence(
            title="Certificates of all users",
            link="https://training.example/certificates",
            effective_on=today_here(),
        ),
        actor=marcus,
        use_case=use_case,
    )
    accept_evidence(given, actor=ingrid)
    recount([use_case.pk])


def covered(use_case: UseCase) -> list[str]:
    row = CaseCoverage.objects.get(use_case=use_case, framework__key=EU_AI_ACT)
    rows = Requirement.objects.filter(version=row.version, pk__in=row.covered_ids)
    return list(rows.values_list("code", flat=True))


def test_from_one_edition_of_the_law_to_the_next(bank: Bank, browse: Browse) -> None:
    use_case = bank.submitted("cv-screening")
    bank.read(lambda: measure(bank, use_case))
    before = bank.read(lambda: covered(use_case))
    assert "Art. 4" in before

    marcus = browse(bank.person("marcus"))
    page = marcus.visit(f"{bank.address}/governance/compliance/")
    expect(page.get_by_text(EARLIER).first).to_be_visible()
    marcus.look("overview")
    page.get_by_role("link", name="Requirements", exact=True).click()
    expect(page.get_by_role("button", name="Read in the new edition")).to_be_visible()
    marcus.look("framework")
    page.get_by_role("button", name="Read in the new edition").click()

    expect(page.get_by_text("Look at what changes before you adopt it.").first).to_be_visible()
    marcus.look("what-changes-folded")
    for summary in page.locator("details.disclosure-card:not([open]) > summary").all():
        summary.click()
    oversight = page.get_by_role("row").filter(has=page.get_by_text("Art. 14", exact=True))
    expect(oversight).to_contain_text("2 Aug 2026")
    expect(oversight).to_contain_text("2 Dec 2027")
    changed = page.locator("#changed")
    literacy = changed.get_by_role("row").filter(has=page.get_by_text("Art. 4", exact=True))
    expect(literacy).to_contain_text("1 piece of evidence")
    expect(literacy).to_contain_text("Training of users")
    added = page.locator("#added").get_by_role("row")
    expect(added.filter(has=page.get_by_text("Art. 4a", exact=True))).to_have_count(1)
    marcus.look("what-changes")
    address = page.url.removeprefix(marcus.address)

    reader = browse(bank.person("priya"), theme="dark", phone=True)
    reading = reader.visit(address)
    expect(reading.get_by_role("button", name="Adopt this edition")).to_have_count(0)
    reader.look("what-changes")

    page.get_by_role("button", name="Adopt this edition").click()
    expect(page.get_by_text("Adopted. Use cases are being counted anew.").first).to_be_visible()
    expect(page.get_by_text(LATER).first).to_be_visible()
    marcus.look("adopted")
    framework = bank.read(lambda: Framework.objects.select_related("current").get(key=EU_AI_ACT))
    assert framework.current.number == 2
    bank.read(lambda: recount([use_case.pk]))
    assert "Art. 4" in bank.read(lambda: covered(use_case))

    tab = reader.visit(f"{bank.read(use_case.get_absolute_url)}compliance/")
    expect(tab.get_by_text("Training of users").first).to_be_visible()
    reader.look("use-case")
