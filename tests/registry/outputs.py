"""Reported outputs, made by the actions that make them in use."""

from __future__ import annotations

from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from registry.actions.output_reports import Judgement, judge_output, report_output
from registry.choices import OutputCategory, OutputSeverity, OutputVerdict
from registry.logic.output_files import SentOutput
from registry.models.models import ModelVersion
from registry.models.outputs import OutputReport


def an_output(**fields: Any) -> SentOutput:
    """A wrong answer."""
    terms = {
        "category": OutputCategory.WRONG,
        "input_text": "When is it open?",
        "output_text": "Never. Ask Mrs Heron.",
        **fields,
    }
    return SentOutput(**terms)


def reported(version: ModelVersion, by: Membership, **fields: Any) -> OutputReport:
    """A person reports it."""
    return report_output(version, an_output(**fields), actor=Actor.member(by))


def judged(
    report: OutputReport,
    by: Membership,
    verdict: OutputVerdict = OutputVerdict.CONFIRMED,
    **fields: Any,
) -> OutputReport:
    """Somebody says what it is."""
    words = Judgement(verdict, **{"severity": OutputSeverity.HIGH, "note": "It is open.", **fields})
    return judge_output(report, words, actor=Actor.member(by))
