"""A Bolt app cannot tell the double from Slack, over HTTP and in Socket Mode."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.slack.bolt_app import over_http, over_socket_mode
from tests.slack.facts import View
from tests.slack.faults import Slow
from tests.slack.web_api import FakeSlack
from tests.slack.workspace import ANA, JONAS
from tests.slack.world import World


@pytest.fixture(params=["http", "socket mode"])
def world(request: pytest.FixtureRequest, slack: FakeSlack) -> Iterator[World]:
    if request.param == "http":
        with over_http(slack) as world:
            yield world
    else:
        with over_socket_mode(slack, request.getfixturevalue("socket_server")) as world:
            yield world


def form(world: World, user: str = ANA) -> View:
    world.command("/ai-outcome", user=user)
    view = world.open_view(user)
    assert view is not None
    return view


def test_a_conversation_from_the_command_to_undo(world: World) -> None:
    assert world.command("/ai-outcome", "3").acked
    assert [said.text for said in world.space.ephemerals(ANA)] == ["Logged 3"]

    view = form(world)
    assert (view.title, view.content["private_metadata"]) == ("Log", "o-1")
    world.submit(view, {"quantity": "many"})
    refused = world.open_view()
    assert refused is not None
    assert refused.errors == {"quantity": "Write a whole number, such as 3."}
    world.submit(refused, {"quantity": "4"})
    assert world.open_view() is None

    (said,) = world.wait_for(lambda: world.space.messages(ANA))
    world.press(said, "undo", user=ANA)
    world.wait_for(lambda: world.space.messages(ANA)[0].text == "Undone o-1")
    assert world.space.messages(ANA)[0].blocks == ()
    with pytest.raises(LookupError, match="no undo to press, but nothing"):
        world.press(world.space.messages(ANA)[0], "undo")
    assert world.troubles == []


def test_a_field_left_alone_keeps_its_initial_value(world: World) -> None:
    world.submit(form(world, JONAS))
    said = world.wait_for(lambda: world.space.messages(JONAS))
    assert said[0].blocks[0]["text"]["text"] == "Logged 1"


def test_home_is_published_when_it_is_opened(world: World) -> None:
    reply = world.open_home()
    world.wait_for(lambda: ANA in world.space.homes)
    assert world.again(reply).acked
    world.wait_for(lambda: len(world.slack.called("views.publish")) == 2)


def test_what_the_app_does_not_know_is_a_trouble_that_people_see(world: World) -> None:
    world.line.patience = 0.3
    world.command("/other")
    (trouble,) = world.troubles
    assert trouble in {"/other: answered 404", "/other: no answer after 0.3 s"}


def test_a_modal_that_comes_too_late_is_not_opened(world: World) -> None:
    world.slack.faults.add("auth.test", Slow(0.4))
    world.line.patience = 0.2
    world.command("/ai-outcome")
    world.slack.clock.advance(3)
    world.wait_for(lambda: world.slack.called("views.open"))
    call = world.slack.called("views.open")[0]
    world.wait_for(lambda: call.answer)
    assert call.answer == {"ok": False, "error": "expired_trigger_id"}
    assert world.open_view() is None
    assert len(world.troubles) == 1


def test_twenty_people_at_once_are_all_answered(world: World) -> None:
    with ThreadPoolExecutor(20) as hands:
        replies = list(hands.map(lambda number: world.command("/ai-outcome", str(number)), range(20)))
    assert all(reply.acked for reply in replies)
    assert {said.text for said in world.space.ephemerals(ANA)} == {f"Logged {number}" for number in range(20)}
