"""What a recording keeps of an answer, and what stands for the rest."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.recorder import Player, Recorder
from bot.providers.recording import scrubbed, written
from bot.providers.scrub import Scrub

URL = "https://api.example.com/v1"
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
answers = st.recursive(
    words | st.integers() | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id", "note"]), inner),
    max_leaves=12,
)


def exchange(path: str = "/v1/things", **answer: Any) -> dict[str, Any]:
    asked = {"method": "GET", "path": path, "params": {}, "headers": {"authorization": None}}
    return {"request": asked, "response": {"status": 200, "headers": {}, **answer}}


def kept(**answer: Any) -> dict[str, Any]:
    (found,), _ = scrubbed([exchange(**answer)], {}, home=URL)
    response: dict[str, Any] = found["response"]
    return response


def shape(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value)


@given(answers)
def test_an_answer_keeps_its_shape_and_is_replaced_the_same_each_time(answer: Any) -> None:
    first, second = Scrub().value(answer), Scrub().value(answer)
    assert first == second
    assert shape(first) == shape(answer)


@given(st.lists(words, unique=True, max_size=20))
def test_different_words_stay_different_and_the_same_stay_the_same(said: list[str]) -> None:
    scrub = Scrub()
    replaced = [scrub.word(word) for word in said]
    assert len(set(replaced)) == len(said)
    assert [scrub.word(word) for word in said] == replaced


def test_amounts_times_and_the_providers_own_words_stay_to_the_digit() -> None:
    text = '{"amount": 0.30000000000000004123, "model": "gpt-6-astra", "day": "2026-11-13", "name": "Ana Silva"}'
    heard = Recorder(httpx.MockTransport(lambda _: httpx.Response(200, content=text.encode())), "key", URL, URL)
    httpx.Client(transport=heard).get(f"{URL}/things")
    (found,), _ = scrubbed(heard.exchanges, {})
    said = written(found["response"]["body"])
    assert '"amount": 0.30000000000000004123, "model": "gpt-6-astra", "day": "2026-11-13"' in said
    assert "Ana" not in said


def test_numbers_that_are_ids_and_objects_keyed_by_people_are_replaced_too() -> None:
    body = {
        "user_id": 4711,
        "organization_id": "4711",
        "count": 4711,
        "timePeriod": {"year": 2026},
        "api_keys": {"a8dc28ff": {"count": 2}},
        "by": {"ana@acme.example": {"count": 1}},
        "models": {"gpt-6-astra": {"count": 3}},
        "login": "asilva_acme",
    }
    said = kept(body=body)["body"]
    text = json.dumps(said)
    assert text.count("4711") == 1
    assert said["user_id"] == int(said["organization_id"])
    assert said["timePeriod"] == {"year": 2026}
    assert list(said["models"]) == ["gpt-6-astra"]
    for name in ("ana@", "a8dc28ff", "asilva"):
        assert name not in text


def test_lines_of_json_and_tables_are_scrubbed_by_field_and_column() -> None:
    lines = kept(text='{"user_login":"ana","day":"2026-11-13","loc_added_sum":4.5}\n{"user_login":"rui"}\n')["text"]
    assert "ana" not in lines
    assert '"loc_added_sum": 4.5' in lines
    table = kept(text="date,username,model,net_amount\n2026-11-13,ana,Auto: Haiku,0.120\n")["text"]
    assert table == "date,username,model,net_amount\n2026-11-13,scrubbed-1,Auto: Haiku,0.120\n"


def test_paths_links_and_settings_follow_what_was_replaced_in_answers() -> None:
    link = '<https://api.example.com/orgs/acme/seats?page=2>; rel="next"'
    first = exchange("/orgs/acme/seats", body={"organization": "acme"})
    first["response"]["headers"] = {"link": link}
    second = exchange("https://files.acme.example/x?sig=secret", text="")
    third = exchange(body={"download_links": ["https://files.acme.example/x?sig=secret"]})
    found, settings = scrubbed([first, second, third], {"organization": "acme"})
    said = json.dumps([found, settings])
    assert "acme" not in said
    assert "secret" not in said
    assert found[0]["request"]["path"] == f"/orgs/{settings['organization']}/seats"
    assert f"/orgs/{settings['organization']}/seats?page=2" in found[0]["response"]["headers"]["link"]
    assert [found[1]["request"]["path"]] == found[2]["response"]["body"]["download_links"]


def test_of_a_tuned_model_only_what_it_was_made_of_stays_the_same_wherever_it_stands() -> None:
    tuned = "ft:gpt-4o-mini-2024-07-18:acme:refund-bot:AbC1"
    rows = [{"model": tuned, "line_item": f"{tuned}, cached input"}, {"note": tuned}, {"model": "curie:ft-acme-2023"}]
    first, second, old = kept(body=rows)["body"]
    assert first["model"] == second["note"] == "ft:gpt-4o-mini-2024-07-18:scrubbed-1"
    assert first["line_item"] == "ft:gpt-4o-mini-2024-07-18:scrubbed-1, cached input"
    assert "acme" not in json.dumps([first, second, old])


def test_of_a_gateways_names_those_stay_that_are_public() -> None:
    groups = ("gpt-4o", "azure/gpt-4o-mini-2024-07-18", "Acme Claude", "gpt-falcon", "bedrock/arn:aws:1234567890")
    names: dict[str, Any] = {
        "models": {},
        "model_groups": dict.fromkeys(groups),
        "providers": {"openai": {}, "acme": {}},
    }
    first = exchange(
        body=names | {"endpoints": {"/chat/completions": {}, "/acme/refunds": {}}, "model_group": "gpt-falcon"}
    )
    second = exchange(body={})
    second["request"]["params"] = {"model": "gpt-falcon"}
    (one, other), _ = scrubbed([first, second], {})
    said = one["response"]["body"]
    assert list(said["model_groups"])[:2] == ["gpt-4o", "azure/gpt-4o-mini-2024-07-18"]
    assert next(iter(said["providers"])) == "openai"
    assert next(iter(said["endpoints"])) == "/chat/completions"
    assert list(said["model_groups"])[3] == said["model_group"] == other["request"]["params"]["model"]
    text = json.dumps([one, other]).casefold()
    assert not any(chosen in text for chosen in ("acme", "falcon", "refunds", "1234567890"))


@pytest.mark.parametrize(
    "text",
    ["Welcome to Acme\nSign in, Ana\n", "Acme, Inc", '<html><title>Acme</title>\n"unclosed', "acme,corp\n1,2\n"],
)
def test_of_text_that_is_no_known_table_not_even_the_first_line_stays(text: str) -> None:
    said = kept(text=text)["text"]
    assert not any(name in said for name in ("Acme", "acme", "corp", "Ana"))
    assert len(said.splitlines()) == len(text.splitlines())


def test_a_column_that_is_not_known_is_replaced_beside_those_that_are() -> None:
    assert (
        kept(text="\ufeffdate,Acme unit\n2026-11-13,ana\n")["text"] == "\ufeffdate,scrubbed 1\n2026-11-13,scrubbed-2\n"
    )


def test_no_host_stays_but_that_of_the_api() -> None:
    page = {"next": "https://ai.acme.internal/things?page=2", "source": "see https://git.acme.internal"}
    first = exchange(body=page)
    first["response"]["headers"] = {
        "link": '<https://ai.acme.internal/v1/things?page=2&after=YWNtZQ>; rel="next", <https://api.example.com/v1/a>'
    }
    second = exchange("https://files.acme.internal/x?sig=secret", text="")
    second["request"]["params"] = {"after": "YWNtZQ"}
    (one, other), _ = scrubbed([first, second], {}, home=URL)
    text = json.dumps([one, other])
    assert not any(told in text for told in ("acme", "secret", "YWNtZQ"))
    assert "<https://api.example.com/v1/a>" in one["response"]["headers"]["link"]
    assert f"after={other['request']['params']['after']}>" in one["response"]["headers"]["link"]


def test_links_are_kept_as_they_are_at_the_usual_address() -> None:
    link = '<https://ghe.acme.internal/api/v3/seats?page=2>; rel="next"'
    answering = httpx.MockTransport(lambda _: httpx.Response(200, headers={"link": link}, json={}))
    heard = Recorder(answering, "key", "https://ghe.acme.internal/api/v3", URL)
    httpx.Client(transport=heard).get("https://ghe.acme.internal/api/v3/seats", headers={"authorization": "key"})
    (found,), _ = scrubbed(heard.exchanges, {}, home=URL)
    assert found["response"]["headers"]["link"] == f'<{URL}/seats?page=2>; rel="next"'


def test_a_player_answers_each_request_once_and_no_other() -> None:
    with httpx.Client(transport=Player([exchange(body={"a": 1})], URL)) as http:
        assert http.get(f"{URL}/others").status_code == 404
        assert http.get(f"{URL}/things").json() == {"a": 1}
        assert http.get(f"{URL}/things").status_code == 404
