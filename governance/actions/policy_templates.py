"""Begin policies with the documents that come with the portal, each once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.errors import InvalidInput
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.references import next_numbers
from coe_portal.tenancy.scope import current_organization_id
from governance.actions.policies import PolicyTerms, create_policy
from governance.catalogs.policy_templates import PolicyTemplate, policy_templates
from governance.choices import PolicyKind
from governance.models.policies import Policy
from governance.permissions.policies import WRITE_POLICIES


@dataclass(frozen=True)
class Adoption:
    """Which templates to begin with, and who answers for them."""

    slugs: Collection[str]
    owner: Membership


def adopted_slugs() -> set[str]:
    """The templates that the organization has made policies from."""
    return set(Policy.objects.exclude(template="").values_list("template", flat=True))


@transaction.atomic
def adopt_templates(adoption: Adoption, *, actor: Actor) -> list[Policy]:
    """Make drafts of the chosen templates; the new policies.

    A template is adopted once: one that was adopted before, or whose title is taken, is left out.

    Raises:
        InvalidInput: there is no such template.
    """
    require(actor, WRITE_POLICIES.code)
    known = {one.slug: one for one in policy_templates()}
    if unknown := set(adoption.slugs) - known.keys():
        text = _("There is no template %(slug)s.") % {"slug": min(unknown)}
        raise InvalidInput(text, errors={"slugs": [text]})
    # Of two who adopt at once the second waits here and finds them done.
    next_numbers(Policy.PREFIX, 0)
    titles = set(Policy.objects.values_list("title", flat=True))
    here = adopted_slugs()
    return [
        _adopt(one, adoption.owner, actor)
        for slug, one in known.items()
        if slug in adoption.slugs and slug not in here and one.title not in titles
    ]


def _adopt(template: PolicyTemplate, owner: Membership, actor: Actor) -> Policy:
    organization = Organization.objects.get(pk=current_organization_id())
    terms = PolicyTerms(
        title=template.title,
        kind=PolicyKind(template.kind),
        owner=owner,
        review_every_months=template.review_every_months,
    )
    body = template.body_for(organization.name)
    return create_policy(terms, actor=actor, body=body, template=template.slug)
