from __future__ import annotations

import pytest

from governance.catalogs.frameworks import (
    EU_AI_ACT,
    ISO_42001,
    NIST,
    catalog_controls,
    catalog_framework,
    catalog_frameworks,
    crosswalk,
)
from governance.choices import RequirementStatus


@pytest.mark.parametrize(("key", "rows"), [(EU_AI_ACT, 92), (NIST, 108), (ISO_42001, 90)])
def test_each_framework_is_read_whole(key, rows):
    framework = catalog_framework(key)

    codes = [row.code for row in framework.requirements]
    assert len(set(codes)) == len(codes) == rows
    assert {row.parent for row in framework.requirements} <= {"", *codes}


def test_legal_state_and_dates_are_data():
    rows = {row.code: row for row in catalog_framework(EU_AI_ACT).requirements}

    assert rows["Art. 49(2)"].status == RequirementStatus.UNSETTLED
    assert rows["Art. 9"].dates == {"annex_i": "2028-08-02"}
    assert rows["Art. 9"].roles == ("provider",)
    assert rows["Art. 50(1)"].by_finding
    assert rows["Art. 50"].is_group


def test_crosswalk_and_controls_name_requirements_that_exist():
    known = {
        (framework.key, row.code)
        for framework in catalog_frameworks()
        for row in framework.requirements
    }

    ends = {(one.framework, one.code) for one in crosswalk()} | {
        (one.to_framework, one.to_code) for one in crosswalk()
    }
    assert ends <= known
    assert {link for control in catalog_controls() for link in control.links} <= known
    assert len(catalog_controls()) == 33
