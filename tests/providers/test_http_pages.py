from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.errors import ProviderChangedError, ProviderUnavailableError
from bot.providers.http import Api
from tests.providers.acme import OK, answering, api


def pages(*bodies: dict[str, Any]) -> Api:
    return api(answering(*(httpx.Response(200, json=body) for body in bodies))[0])


def test_pages_are_followed_until_there_are_no_more() -> None:
    handler, asked = answering(
        httpx.Response(200, json={"has_more": True, "next_page": "two"}),
        httpx.Response(200, json={"has_more": True, "next_page": "three"}),
        httpx.Response(200, json={"has_more": False, "next_page": None}),
    )
    assert len(list(api(handler).pages("/costs", {"limit": 1}))) == 3
    assert [dict(request.url.params) for request in asked] == [
        {"limit": "1"},
        {"limit": "1", "page": "two"},
        {"limit": "1", "page": "three"},
    ]


def test_pages_that_go_round_in_a_circle_are_a_changed_provider() -> None:
    with pytest.raises(ProviderChangedError, match="next_page repeats"):
        list(pages({"has_more": True, "next_page": "again"}).pages("/costs", {}))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"next_page": None}, "has_more"),
        ({"has_more": "yes"}, "has_more"),
        ({"has_more": True}, "next_page"),
        ({"has_more": True, "next_page": 7}, "next_page"),
    ],
)
def test_a_page_that_does_not_say_whether_there_are_more_is_not_taken_for_the_last(
    body: dict[str, Any], field: str
) -> None:
    with pytest.raises(ProviderChangedError, match=field):
        list(pages(body).pages("/costs", {}))


def test_a_list_is_followed_by_how_many_came_before_until_a_page_is_empty() -> None:
    handler, asked = answering(*(httpx.Response(200, json={"data": [{"n": n}] * n}) for n in (2, 3, 0)))
    assert len(list(api(handler).offsets("/keys", {"all": True}))) == 2
    assert [dict(request.url.params) for request in asked] == [
        {"all": "true"},
        {"all": "true", "offset": "2"},
        {"all": "true", "offset": "5"},
    ]


def test_a_list_that_does_not_heed_the_offset_is_a_changed_provider() -> None:
    with pytest.raises(ProviderChangedError, match="data repeats"):
        list(pages({"data": [{"n": 1}]}).offsets("/keys", {}))


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": [1]}])
def test_a_page_of_a_list_that_holds_none_is_not_taken_for_the_last(body: dict[str, Any]) -> None:
    with pytest.raises(ProviderChangedError, match="data"):
        list(pages({"data": [{"n": 1}]}, body).offsets("/keys", {}))


def test_pages_that_are_not_worth_waiting_for_are_tried_once(waits: list[float]) -> None:
    handler, asked = answering(httpx.Response(429, headers={"retry-after": "60"}))
    with pytest.raises(ProviderUnavailableError):
        list(api(handler).pages("/projects", {}, patient=False))
    assert len(asked) == 1
    assert waits == []


NEXT = '<https://elsewhere.example/other?limit=1&page=2>; rel="next", <https://elsewhere.example/other>; rel="last"'


def test_pages_named_by_a_link_header_are_followed_with_the_parameters_of_the_link_alone() -> None:
    """The key goes to no address that an answer names."""
    handler, asked = answering(httpx.Response(200, json={"n": 1}, headers={"link": NEXT}), OK)
    assert len(list(api(handler).linked_pages("/seats", {"limit": 1}))) == 2
    assert [str(request.url) for request in asked] == [
        "https://api.acme.example/v1/seats?limit=1",
        "https://api.acme.example/v1/seats?limit=1&page=2",
    ]


def test_link_headers_that_go_round_in_a_circle_are_a_changed_provider() -> None:
    handler, _ = answering(httpx.Response(200, json={}, headers={"link": NEXT}))
    with pytest.raises(ProviderChangedError, match="Link repeats"):
        list(api(handler).linked_pages("/seats", {}))


def test_a_page_that_fails_is_tried_again_and_the_pages_before_it_are_not(hasty: None) -> None:
    first = httpx.Response(200, json={}, headers={"link": NEXT})
    handler, asked = answering(first, httpx.Response(500), OK)
    assert len(list(api(handler).linked_pages("/seats", {}))) == 2
    assert len(asked) == 3
