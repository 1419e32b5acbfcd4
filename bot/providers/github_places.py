"""Whose Copilot is read, and where GitHub's REST API keeps what is about it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, kw_only=True)
class Places:
    """An organization, an enterprise, or an organization of an enterprise.

    With an organization all figures are of it alone: its enterprise is only asked for the finer report. With an
    enterprise alone they are of all its organizations.
    """

    organization: str | None = None
    enterprise: str | None = None

    @property
    def billing(self) -> str:
        """Below which the bill is."""
        if self.organization:
            return f"/organizations/{quote(self.organization, safe='')}/settings/billing"
        return f"{self._whole}/settings/billing"

    @property
    def usage(self) -> str:
        """The day's bill. An enterprise's `usage` leaves out what belongs to a cost center unless each is asked for;
        its summary does not (specs/github-copilot.yaml).
        """
        return f"{self.billing}/usage" if self.organization else f"{self.billing}/usage/summary"

    @property
    def exports(self) -> str:
        """Where reports are ordered, which only an enterprise can."""
        return f"{self._whole}/settings/billing/reports"

    @property
    def copilot(self) -> str:
        """Below which seats and usage metrics are."""
        if self.organization:
            return f"/orgs/{quote(self.organization, safe='')}/copilot"
        return f"{self._whole}/copilot"

    @property
    def whole_report(self) -> str:
        """The name of the usage metrics report that names nobody."""
        return "organization-1-day" if self.organization else "enterprise-1-day"

    def is_ours(self, organization: str | None) -> bool:
        """Whether what is an organization's is to be read. GitHub's names know no letter case."""
        return self.organization is None or (organization or "").lower() == self.organization.lower()

    def sub_account(self, organization: str | None) -> str | None:
        """The organization as a charge names it."""
        found = self.organization or organization
        return found.lower() if found else None

    @property
    def _whole(self) -> str:
        return f"/enterprises/{quote(self.enterprise or '', safe='')}"


def person(login: str | None) -> str | None:
    """What the ledger calls a login, by which GitHub knows people: it gives no e-mail."""
    return f"github:{login.lower()}" if login else None


def is_copilot(product: str) -> bool:
    """Whether a product of GitHub's bill is ours; Actions, Packages and the like are left alone."""
    return "copilot" in product.lower()
