from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.facts.tokens import TokenKind, cached_apart, cached_inside, kind_of, kinds_of

inner = st.sampled_from([kind for kind in TokenKind if kind not in {TokenKind.INPUT, TokenKind.OUTPUT}])
READ, WRITE, INPUT, OUTPUT = TokenKind.CACHE_READ, TokenKind.CACHE_WRITE, TokenKind.INPUT, TokenKind.OUTPUT


@given(prompt=st.integers(0, 10**9), output=st.integers(0, 10**9), part=st.dictionaries(inner, st.floats(0, 1)))
def test_however_the_counts_overlap_the_kinds_sum_to_prompt_and_output(
    prompt: int, output: int, part: dict[TokenKind, float]
) -> None:
    """AC-A4."""
    parts = {kind: int(share * (output if kind.is_output else prompt)) for kind, share in part.items()}
    tokens = cached_inside(prompt=prompt, output=output, parts=parts)
    assert sum(count for kind, count in tokens.items() if not kind.is_output) == prompt
    assert sum(count for kind, count in tokens.items() if kind.is_output) == output
    assert all(count > 0 for count in tokens.values())
    assert all(tokens.get(kind, 0) <= count for kind, count in parts.items())


def test_cached_tokens_inside_the_prompt_are_not_added_to_it() -> None:
    """AC-A7: langfuse#10592 showed 35,720."""
    tokens = cached_inside(prompt=17_903, output=0, parts={READ: 17_817})
    assert tokens == {READ: 17_817, INPUT: 86}


def test_cached_tokens_beside_the_prompt_are_not_taken_from_it() -> None:
    tokens = cached_apart(uncached=3, output=550, parts={WRITE: 12_304, READ: 0})
    assert tokens == {INPUT: 3, WRITE: 12_304, OUTPUT: 550}


def test_a_part_that_is_larger_than_its_whole_is_not_inside_it() -> None:
    """AC-A7: what counts apart is refused where somebody declares it inside."""
    with pytest.raises(ValueError, match="12304 cache_write tokens cannot be inside 3"):
        cached_inside(prompt=3, output=550, parts={WRITE: 12_304})
    with pytest.raises(ValueError, match="6 output_audio tokens cannot be inside 5"):
        cached_inside(prompt=3, output=5, parts={TokenKind.OUTPUT_AUDIO: 6})


def test_the_tokens_of_a_cached_picture_are_cached_ones() -> None:
    """AC-A4: the counts of litellm PR#37407, a picture of 1,142 tokens nearly all of which came from the cache."""
    tokens = cached_inside(prompt=2_461, output=303, parts={TokenKind.INPUT_IMAGE: 1_142, READ: 2_432})
    assert tokens == {READ: 2_432, TokenKind.INPUT_IMAGE: 29, OUTPUT: 303}


@pytest.mark.parametrize(
    ("token_type", "kind"),
    [
        ("input", INPUT),
        ("input_tokens", INPUT),
        ("uncached_input_tokens", INPUT),
        ("cached input", READ),
        ("cached_input_tokens", READ),
        ("input_cached_tokens", READ),
        ("cache_read_input_tokens", READ),
        ("cache_creation.ephemeral_5m_input_tokens", WRITE),
        ("cache_creation.ephemeral_1h_input_tokens", TokenKind.CACHE_WRITE_1H),
        ("input_cache_write_tokens", WRITE),
        ("output", OUTPUT),
        ("Output Tokens", OUTPUT),
        ("audio input", TokenKind.INPUT_AUDIO),
        ("cached audio input", TokenKind.CACHE_AUDIO_READ),
        ("output_image_tokens", TokenKind.OUTPUT_IMAGE),
        ("cached image input", TokenKind.CACHE_IMAGE_READ),
        ("web_search", None),
        ("session_usage", None),
        ("tokens", None),
        ("audio cache write", None),
        ("", None),
    ],
)
def test_the_words_of_the_providers_mean_one_kind_or_none(token_type: str, kind: TokenKind | None) -> None:
    assert kind_of(token_type) is kind


def test_every_kind_is_meant_by_its_own_name() -> None:
    assert all(kind_of(kind) is kind for kind in TokenKind)


def test_a_word_ending_in_an_asterisk_means_all_kinds_that_begin_so() -> None:
    assert kinds_of("cached input") == {READ}
    assert kinds_of("cache_*") == {kind for kind in TokenKind if "cache" in kind}
    assert kinds_of("*") == set(TokenKind)
    assert kinds_of("web_search") == kinds_of("cached_*") == set()
