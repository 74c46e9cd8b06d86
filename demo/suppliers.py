"""Vendors of the year: proposed, evaluated, approved by somebody else, looked at again, stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from demo.director import Director, Story
from demo.founding import House
from demo.inventory import Supplier
from demo.working_hours import Calendar
from registry.actions.vendor_papers import (
    CertificateTerms,
    Judgement,
    Points,
    add_certificate,
    evaluate_vendor,
    review_vendor,
)
from registry.actions.vendors import VendorTerms, approve_vendor, propose_vendor, suspend_vendor
from registry.choices import CertificateKind, Criterion, Fitness, Pledge
from registry.models.vendors import Vendor

EVALUATED_AFTER, DECIDED_AFTER = 2, 5
CONTRACT = dt.timedelta(days=3 * 365)


class Suppliers:
    """Starts the stories of one organization's vendors."""

    def __init__(self, told: Sequence[Supplier], house: House, director: Director) -> None:
        self._told = told
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._time = Calendar(director.now, zone, f"{house.organization.slug}/vendors")

    def open(self) -> None:
        """Take up every story."""
        for supplier in self._told:
            self._director.start(self._tell(supplier))

    def _tell(self, supplier: Supplier) -> Story:
        start = self._time.days_ago(supplier.proposed)
        yield start
        owner = self._house.actor(supplier.owner)
        vendor = propose_vendor(self._terms(supplier, start.date()), actor=owner)
        if supplier.scores:
            yield self._time.after(start, EVALUATED_AFTER)
            self._evaluate(vendor, supplier)
        if not supplier.approver:
            return
        yield self._time.after(start, DECIDED_AFTER)
        judge = self._house.actor(supplier.approver)
        due = self._director.now.date() + dt.timedelta(days=supplier.due)
        approve_vendor(vendor, supplier.because, due, actor=judge)
        if supplier.looked is not None:
            yield self._time.days_ago(supplier.looked)
            fit = Judgement(fitness=Fitness.FIT, note=supplier.found, next_on=due)
            review_vendor(vendor, fit, actor=owner)
        if supplier.stopped is not None:
            yield self._time.days_ago(supplier.stopped)
            suspend_vendor(vendor, supplier.stopped_because, actor=judge)

    def _terms(self, supplier: Supplier, begin: dt.date) -> VendorTerms:
        return VendorTerms(
            name=supplier.name,
            owner=self._house.people[supplier.owner],
            website=supplier.website,
            services=supplier.services,
            data_use=supplier.data_use,
            retention=supplier.retention,
            no_training=Pledge(supplier.training),
            places=supplier.places,
            subprocessors=supplier.subprocessors,
            contract_from=begin,
            contract_until=begin + CONTRACT,
            service_level=supplier.service_level,
            support=supplier.support,
            incident_duties=supplier.incident_duties,
            security=supplier.security,
            new_models=supplier.new_models,
            transfer_plan=supplier.transfer_plan,
        )

    def _evaluate(self, vendor: Vendor, supplier: Supplier) -> None:
        owner = self._house.actor(supplier.owner)
        points = {Criterion(name): Points(score) for name, score in supplier.scores.items()}
        evaluate_vendor(vendor, points, actor=owner)
        for proof in supplier.proofs:
            terms = CertificateTerms(
                kind=CertificateKind(proof.kind),
                scope=proof.scope,
                issued_by=proof.issuer,
                valid_until=self._director.now.date() + dt.timedelta(days=proof.ends),
            )
            add_certificate(vendor, terms, actor=owner)
