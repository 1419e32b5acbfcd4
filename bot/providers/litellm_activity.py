"""LiteLLM's daily activity: how it is asked for, in this version of a proxy and in older ones.

Facts not said elsewhere are read off the source of litellm 1.109.1 (`proxy/management_endpoints`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from bot.errors import ProviderError
from bot.facts.periods import DAY, Period
from bot.providers.answer import Answer
from bot.providers.http import Api, Params
from bot.providers.litellm_usage import View

Ask = Callable[[str, Params], Answer]
"""`Api.get`, or `Api.once` for who wants to know now."""

_MOST_KEYS = 1000
_PAGE_SIZE = 1000
_NOT_FOUND = 404


class Views:
    """Asks for the activity of some days, as often as it has to be told apart.

    `aggregated` sums all the days in one statement of the database, so that its figures are of one moment. Where a
    version does not have it, it is asked page by page: a page holds a thousand rows, not whole days.
    """

    def __init__(self, api: Api) -> None:
        self._api = api
        self._in_pages: set[str] = set()

    def users(self, days: Period, **narrowed: str) -> View:
        """All activity, each request once, or what of it is narrowed down."""
        return self._of("user", days, narrowed)

    def tags(self, days: Period, **narrowed: str) -> View:
        """The activity by tag, each request once for each of its tags; nothing where a version does not know tags."""
        try:
            return self._of("tag", days, narrowed)
        except ProviderError as error:
            if error.status != _NOT_FOUND:
                raise
            return View()

    def _of(self, view: str, days: Period, narrowed: Mapping[str, str]) -> View:
        found = View()
        for answer in self._answers(view, {**_asked(days), **narrowed}):
            found.add(answer, days)
        return found

    def _answers(self, view: str, asked: Params) -> Iterator[Answer]:
        path = f"/{view}/daily/activity"
        if view not in self._in_pages:
            try:
                answer = self._api.get(f"{path}/aggregated", {**asked, "api_key_limit": _MOST_KEYS})
            except ProviderError as error:
                if error.status != _NOT_FOUND:
                    raise
                self._in_pages.add(view)
            else:
                yield answer
                return
        number, more = 1, True
        while more:
            page = self._api.get(path, {**asked, "page": number, "page_size": _PAGE_SIZE})
            yield page
            metadata = page.part("metadata")
            more = metadata.flag("has_more")
            if more and not page.body.get("results"):
                raise metadata.changed("has_more", "promises more after a page without rows")
            number += 1


def allowed(ask: Ask, day: date) -> None:
    """Ask, in one small request, for what only an admin may see, and raise ProviderAuthError where it is refused.

    Without a user in the question, a key that is no admin's is answered with its own user's activity and no word about
    it: a part that looks like the whole.
    """
    asked = {**_asked(Period(day, day + DAY)), "user_id": "denominator-asks-for-nobody"}
    try:
        ask("/user/daily/activity/aggregated", {**asked, "api_key_limit": 1})
    except ProviderError as error:
        if error.status != _NOT_FOUND:
            raise
        ask("/user/daily/activity", {**asked, "page": 1, "page_size": 1})


def team_names(api: Api, days: Period) -> dict[str, str]:
    """What people call the teams that used anything on the days, asked for once."""
    answer = api.once("/team/daily/activity/aggregated", {**_asked(days), "api_key_limit": 1})
    found = {}
    for result in answer.parts("results"):
        for team, node in result.part("breakdown").named("entities"):
            metadata = node.part("metadata")
            if name := metadata.optional_text("team_alias") or metadata.optional_text("alias"):
                found[team] = name
    return found


def _asked(days: Period) -> dict[str, str | int | bool | list[str]]:
    return {"start_date": days.start.isoformat(), "end_date": (days.end - DAY).isoformat()}
