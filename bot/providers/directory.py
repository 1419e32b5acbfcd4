"""Names that people gave to ids: welcome where they may be read, never worth losing costs for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import structlog

from bot.errors import ProviderError, ProviderUnavailableError
from bot.providers.http import Api, Params

Names = dict[tuple[str, str], str]
"""(kind, id) to name, kind being `sub_account`, `key` or `service_account`."""

_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list of the directory, whose next page is asked for by the last id of the one before."""

    kind: str
    path: str
    params: Params
    after: str


def names(api: Api, listings: Iterable[Listing]) -> Names:
    """What the listings name, each page asked for once: costs wait behind it to be kept.

    A refused list is left out (a project may be gone); an API that is busy or out of reach ends the search.
    """
    found: Names = {}
    for listing in listings:
        try:
            found |= _listed(api, listing)
        except ProviderUnavailableError as error:
            _log.info("names not read", path=listing.path, reason=str(error))
            return found
        except ProviderError as error:
            _log.info("names not read", path=listing.path, reason=str(error))
    return found


def _listed(api: Api, listing: Listing) -> Names:
    found: Names = {}
    for page in api.pages(listing.path, listing.params, cursor="last_id", parameter=listing.after, patient=False):
        for entry in page.parts("data"):
            if name := entry.optional_text("name"):
                found[listing.kind, entry.text("id")] = name
    return found
