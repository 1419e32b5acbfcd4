"""The demo page answers with and without its script, to its own visitors only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from threading import Event, Thread

import httpx
import pytest
from starlette.applications import Starlette

from bot.facts.message import Message
from bot.sandbox.server import serving
from handlers.demo import SORRY, Say, routes
from handlers.guard import MAX_BODY_BYTES
from reports.page import Answer, Channel, Post, Visit, html
from tests.handlers.fake_desk import FakeDesk, company
from tests.surfaces.browser_messages import HOSTILE, as_carried

SCRIPT = {"X-Denominator-Fragment": "1"}


@contextmanager
def visiting(desk: FakeDesk) -> Iterator[httpx.Client]:
    """A visitor of the desk's page, over a real server."""
    ids = (f"id-{n}" for n in range(100))
    app = Starlette(routes=routes(desk, new_id=lambda: next(ids)))
    with serving(app) as base, httpx.Client(base_url=base, trust_env=False, timeout=10) as client:
        yield client


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def client(desk: FakeDesk) -> Iterator[httpx.Client]:
    with visiting(desk) as client:
        yield client


class Outline(HTMLParser):
    """The tags with their attributes, and all the text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_every_channel_has_its_page_with_its_digest(client: httpx.Client) -> None:
    for channel in company().channels:
        answer = client.get(f"/c/{channel.slug}")
        assert answer.status_code == 200
        assert f'<h1><span class="hash" aria-hidden="true">#</span>{channel.name}</h1>' in answer.text
        for post in channel.posts:
            assert post.message.title in answer.text


def test_the_first_page_links_every_channel_and_shows_the_clock(client: httpx.Client) -> None:
    page = client.get("/").text
    assert all(f'href="/c/{channel.slug}#latest"' in page for channel in company().channels)
    assert "Larkspur" in page
    assert "Tuesday 17 Nov 2026" in page
    assert "week 46 closed" in page


def test_a_channel_that_does_not_exist_is_said_on_a_page_that_does(client: httpx.Client) -> None:
    answer = client.get("/c/nowhere")
    assert answer.status_code == 404
    assert "There is no channel nowhere; pick one of those at the left." in answer.text
    assert "Support EU, week 46" in answer.text


def test_a_typed_line_is_answered_with_an_undo(client: httpx.Client, desk: FakeDesk) -> None:
    answer = client.post(
        "/demo/command", data={"channel": "support", "text": " /ai-outcome 3 ", "event_id": "e1"}, headers=SCRIPT
    )
    assert answer.status_code == 200
    assert answer.text.startswith('<form class="answer"')
    assert "3 refunds resolved logged for Support EU." in answer.text
    assert 'value="outcome.undo 17"' in answer.text
    assert desk.asked == [("command", "support", "/ai-outcome 3", "e1")]


def test_undo_reaches_the_desk_from_the_script_and_from_a_plain_form(client: httpx.Client, desk: FakeDesk) -> None:
    asked = {"channel": "support", "action": "outcome.undo", "value": "17"}
    assert "Taken back." in client.post("/demo/action", data=asked, headers=SCRIPT).text
    pressed = client.post("/demo/action", data={"channel": "support", "press": "outcome.undo 17"})
    assert "Taken back." in pressed.text
    assert "<!doctype html>" in pressed.text
    assert desk.asked == [("act", "support", "outcome.undo", "17")] * 2


def test_a_refused_line_says_why_and_stays_in_the_box(client: httpx.Client) -> None:
    refused = client.post("/demo/command", data={"channel": "sales", "text": "/ai-outcom 3", "event_id": "e1"})
    assert refused.status_code == 422
    assert "I do not know “/ai-outcom 3”." in refused.text
    assert 'name="text" type="text" value="/ai-outcom 3"' in refused.text
    assert '<form class="answer refused"' in refused.text


def test_a_failure_is_one_friendly_sentence_and_no_inside(client: httpx.Client) -> None:
    for headers in (SCRIPT, {}):
        failed = client.post("/demo/command", data={"channel": "support", "text": "/ai-outcome crash"}, headers=headers)
        assert failed.status_code == 500
        assert SORRY in failed.text
        assert "secret of the house" not in failed.text


def test_each_page_carries_an_id_so_that_a_line_sent_twice_counts_once(client: httpx.Client) -> None:
    found = [re.search(r'name="event_id" value="([^"]+)"', client.get("/").text) for _ in range(2)]
    assert [each and each[1] for each in found] == ["id-0", "id-1"]


def test_the_next_week_is_a_plain_form_that_leads_back_to_the_channel(client: httpx.Client) -> None:
    moved = client.post("/demo/next-week", data={"channel": "support"})
    assert (moved.status_code, moved.headers["location"]) == (303, "/c/support#latest")
    page = client.get("/c/support").text
    assert "week 47 closed" in page
    assert "Support EU, week 47" in page


def test_a_made_up_channel_cannot_lead_the_visitor_elsewhere(client: httpx.Client) -> None:
    moved = client.post("/demo/next-week", data={"channel": "/evil.example\r\nX: y"})
    assert moved.headers["location"] == "/c/%2Fevil.example%0D%0AX%3A%20y#latest"


def test_the_script_is_told_that_the_week_has_passed(client: httpx.Client, desk: FakeDesk) -> None:
    assert client.post("/demo/next-week", data={"channel": "support"}, headers=SCRIPT).status_code == 204
    assert desk.asked == [("next_week",)]
    assert client.get("/demo/step").text == ""


class SlowDesk(FakeDesk):
    """Takes as long over a week as the test wants."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may_end = Event(), Event()

    def next_week(self, say: Say) -> None:
        say("Reading OpenAI's costs")
        self.begun.set()
        assert self.may_end.wait(10)


def test_a_week_under_way_tells_its_step_and_refuses_a_second_one() -> None:
    desk = SlowDesk()
    with visiting(desk) as client:
        first = Thread(target=lambda: client.post("/demo/next-week", data={"channel": "support"}, headers=SCRIPT))
        first.start()
        try:
            assert desk.begun.wait(10)
            assert client.get("/demo/step").text == "Reading OpenAI's costs"
            second = client.post("/demo/next-week", data={"channel": "support"}, headers=SCRIPT)
            assert second.status_code == 422
            assert "already on its way to the next week" in second.text
        finally:
            desk.may_end.set()
            first.join()


@pytest.mark.parametrize("path", ["/demo/command", "/demo/action", "/demo/next-week"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
    ],
)
def test_a_form_from_another_site_is_refused(
    client: httpx.Client, desk: FakeDesk, path: str, headers: dict[str, str]
) -> None:
    assert client.post(path, data={"channel": "support", "text": "/ai-outcome 3"}, headers=headers).status_code == 403
    assert desk.asked == []


def test_the_pages_own_form_is_let_in(client: httpx.Client) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Origin": str(client.base_url).rstrip("/")}
    assert client.post("/demo/next-week", data={"channel": "support"}, headers=own).status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.5:8321", "", "[::1", "localhost.evil"]
)
def test_a_name_that_is_not_this_machine_is_refused_even_for_reading(client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 403
    assert client.get("/static/page.css", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["localhost", "localhost:8321", "127.0.0.1", "127.8.0.1:80", "[::1]:8321"])
def test_every_name_of_this_machine_is_answered(client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_large_body_is_refused(client: httpx.Client, desk: FakeDesk) -> None:
    large = client.post("/demo/command", data={"channel": "support", "text": "x" * MAX_BODY_BYTES})
    assert large.status_code == 413
    assert desk.asked == []


def test_only_forms_with_few_fields_are_read(client: httpx.Client) -> None:
    assert client.post("/demo/command", json={"text": "/ai-outcome 3"}).status_code == 415
    assert client.post("/demo/command", data={f"f{n}": "1" for n in range(30)}).status_code == 400


def test_every_answer_keeps_the_page_to_itself(client: httpx.Client) -> None:
    for answer in (client.get("/"), client.get("/c/nowhere"), client.get("/static/page.js"), client.get("/demo/step")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_asks_nobody_else_and_runs_nothing_inline(client: httpx.Client) -> None:
    page = client.get("/").text
    for tag, attributes in Outline(page).tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "/").startswith(("/", "#"))
            assert not (attributes.get(name) or "").startswith("//")
        assert tag != "style"
        assert tag != "script" or attributes.get("src")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_names_are_shown_as_they_are(text: str) -> None:
    post = Post(text, text, text, Message(text, text), text)
    channel = Channel("c", text, text, (post,))
    page = replace(company(), company=text, clock_text=text, week_text=text, channels=(channel,), open_slug="c")
    visit = Visit("id", answer=Answer("c", Message("", text), text))
    usual, read = Outline(html(company(), visit)), Outline(html(page, visit))
    assert {tag for tag, _ in read.tags} <= {tag for tag, _ in usual.tags}
    assert {name for _, attributes in read.tags for name in attributes} <= {n for _, a in usual.tags for n in a}
    assert read.text.count(as_carried(text)) >= 3


def test_the_chosen_theme_is_there_before_anything_is_drawn(client: httpx.Client) -> None:
    assert '<html lang="en">' in client.get("/").text
    assert '<html lang="en" data-theme="dark">' in client.get("/?theme=dark").text
    client.cookies.set("theme", "light")
    assert '<html lang="en" data-theme="light">' in client.get("/").text
    client.cookies.set("theme", '"><script>')
    assert '<html lang="en">' in client.get("/").text


def test_the_pages_files_may_be_kept_for_ever_under_their_version(client: httpx.Client) -> None:
    addresses = re.findall(r'"(/static/[^"]+)"', client.get("/").text)
    assert len(addresses) == 3
    for address in addresses:
        assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get("/static/page.css?v=old").headers["cache-control"] == "no-cache"
    assert client.get("/static/..%2fpage.py").status_code == 404


def test_what_a_reader_who_listens_needs_is_there(client: httpx.Client) -> None:
    tags = Outline(client.get("/c/support").text).tags
    landmarks = {tag for tag, _ in tags}
    assert {"nav", "main", "header", "h1"} <= landmarks
    assert [a for t, a in tags if t == "section" and a.get("aria-live") == "polite"]
    assert [a for t, a in tags if t == "a" and a.get("aria-current") == "page" and a.get("href") == "/c/support#latest"]
    assert [a for t, a in tags if t == "label" and a.get("for") == "text"]
    ids = [a["id"] for _, a in tags if "id" in a]
    assert len(ids) == len(set(ids))
    hidden_from_ears = [a for t, a in tags if t == "svg" and not (a.get("aria-hidden") or a.get("role") == "img")]
    assert hidden_from_ears == []
