"""Every component and chart on one page, for people who build screens and for checks by axe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.generic.base import TemplateView

from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.charts.bubbles import Bin, BinnedBubbles, Bubble, Bubbles, Legend
from coe_portal.ui.charts.canvas import Chart
from coe_portal.ui.charts.funnel import Funnel, FunnelStage
from coe_portal.ui.charts.heatmap import Heatmap
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.charts.pairs import Pairs
from coe_portal.ui.charts.ranges import Ranges, Span
from coe_portal.ui.charts.sparkline import Sparkline
from coe_portal.ui.charts.stacked import Part, Stacked
from coe_portal.ui.forms import ChoiceCards, Choices, DateInput, DayField
from coe_portal.ui.tones import TONES

QUARTERS = ("Q3 25", "Q4 25", "Q1 26", "Q2 26", "Q3 26")
LEGEND = (Legend("low", "Low risk"), Legend("medium", "Medium risk"), Legend("high", "High risk"))
CASES = (
    ("Claims triage", 72, 85, "medium", 300),
    ("Underwriting copilot", 80, 74, "high", 400),
    ("Fraud signals", 91, 64, "high", 350),
    ("Forecasting", 23, 86, "medium", 120),
    ("Meeting notes", 28, 51, "low", 280),
    ("Call summaries", 38, 26, "medium", 310),
    ("Policy search", 35, 15, "low", 380),
    ("Pricing model", 85, 24, "medium", 200),
    ("Safety vision", 44, 79, "low", 190),
)


class SampleForm(forms.Form):
    """One field of each kind."""

    purpose = forms.CharField(
        label="What decision or task will the system support?",
        help_text="Describe it in plain language, as you would to a colleague.",
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=40,
        max_length=600,
    )
    affected = forms.ChoiceField(
        label="Who is affected by its output?",
        choices=[("staff", "Our own staff"), ("customers", "Customers"), ("public", "The public")],
        widget=ChoiceCards,
    )
    kinds = forms.MultipleChoiceField(
        label="Which kinds of data does it use?",
        help_text="Select all that apply.",
        choices=[("personal", "Personal data"), ("health", "Health data"), ("none", "None")],
        widget=Choices,
    )
    users = forms.IntegerField(label="About how many people will use it each month?", min_value=1)
    owner = forms.EmailField(label="Business owner’s e-mail", required=False)
    starts = DayField(label="Planned start", widget=DateInput, required=False)
    unit = forms.ChoiceField(label="Business unit", choices=[("", "Choose one"), ("c", "Claims")])


class StyleGuide(TemplateView):
    """Below an organization for members; without one where SHOW_STYLE_GUIDE is set."""

    template_name = "ui/style_guide.html"

    def get(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        context = {
            "form": SampleForm(initial={"affected": "customers", "kinds": ["personal"]}),
            "refused": SampleForm({"purpose": "Price help", "users": "-1"}, prefix="refused"),
            "charts": sample_charts(),
            "sparkline": Sparkline("Approvals", (12, 18, 25, 31, 29)),
            "tones": {kind: list(words) for kind, words in TONES.items()},
            "names": ["Ada Moreau", "Jonas Weber", "Priya Nair", "Luis Ortega", "Mei Tanaka"],
            "earlier": timezone.now() - timedelta(hours=3),
        }
        return render(request, self.template_name, context)


def sample_charts() -> list[Chart]:
    """One of each kind, with plausible numbers."""
    approvals = (12.0, 18.0, 25.0, 31.0, 29.0)
    actual, high = (34.0, 31.0, 27.0, 22.0, 19.0), (48.0, 46.0, 41.0, 36.0, 33.0)
    bins = tuple(
        Bin(x, y, paint, 1 + (x * 7 + y * 3) % 40)
        for x in range(1, 20, 3)
        for y in range(1, 20, 3)
        for paint in (("low",) if x > y else ("medium", "high"))
    )
    return [
        Bars("Approvals per quarter", QUARTERS, approvals, target=28),
        Lines("Median days to decision", QUARTERS, (Series("All", actual), Series("High", high))),
        Bubbles("Value and feasibility", tuple(Bubble(*case) for case in CASES), LEGEND),
        BinnedBubbles("A large portfolio", bins, LEGEND),
        Funnel(
            "Flow through the stages",
            (
                FunnelStage("Submitted", 128),
                FunnelStage("Discovery", 104, 2),
                FunnelStage("Pilot", 48, 9),
                FunnelStage("Production", 37, 6.5),
            ),
        ),
        Heatmap(
            "Skills by department",
            ("Claims", "Operations", "Risk"),
            ("Data", "MLOps", "Law"),
            ((3, 0, 4), (2, 2, 0), (5, 1, 1)),
            top=5,
        ),
        Pairs(
            "Age: reference and current",
            ("< 30", "30 – 40", "40 – 50", "50 – 60", "≥ 60"),
            ("Reference", "Current"),
            (20, 25, 25, 20, 10),
            (8, 17, 30, 28, 17),
        ),
        Ranges(
            "Selected, by age",
            "Group",
            ("under 30", "30 – 49", "50 and over"),
            (
                ("Selected", (Span(42, 39, 45), Span(38, 36.5, 39.5), Span(29, 22, 37))),
                ("Falsely alarmed", (Span(8, 6, 10), Span(9, 8, 10), None)),
            ),
        ),
        Stacked("Votes", (Part("Approve", 2, "low"), Part("Reject", 1, "high"))),
    ]
