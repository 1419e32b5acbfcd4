"""The elements a person fills in: texts, numbers, dates, selects (slack.md 1.3)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from tests.slack.kit.part import Part
from tests.slack.kit.texts import confirm, option, options, plain

_FIELD = "action_id placeholder focus_on_load confirm"
_TYPED = f"{_FIELD} initial_value dispatch_action_config"


def plain_text_input(part: Part) -> None:
    if not part.shaped("type", f"{_TYPED} multiline min_length max_length"):
        return
    _common(part)
    for length in part.given("min_length"):
        length.integer(0, 3000)
    for length in part.given("max_length"):
        length.integer(1, 3000)
    for initial in part.given("initial_value"):
        longest = part.value.get("max_length", 3000)
        initial.string(longest if isinstance(longest, int) else 3000, at_least=0)
    for multiline in part.given("multiline"):
        multiline.boolean()


def number_input(part: Part) -> None:
    """A number, of which Slack wants every bound and the initial value as strings."""
    if not part.shaped("type is_decimal_allowed", f"{_TYPED} min_value max_value"):
        return
    _common(part)
    part.inside("is_decimal_allowed").boolean()
    for number in part.given("initial_value", "min_value", "max_value"):
        if number.string(64):
            _decimal(number, whole=part.value["is_decimal_allowed"] is False)


def text_of_a_form(part: Part) -> None:
    """An e-mail address or a URL."""
    if part.shaped("type", _TYPED):
        _common(part)
        for initial in part.given("initial_value"):
            initial.string(3000, at_least=0)


def static_select(part: Part) -> None:
    """One or several of at most 100 options, or of at most 100 groups of them."""
    if not part.shaped("type", f"{_FIELD} options option_groups initial_option initial_options max_selected_items"):
        return
    _common(part)
    if ("options" in part.value) == ("option_groups" in part.value):
        part.refuse("missing", "must have exactly one of options and option_groups")
    for choices in part.given("options"):
        options(choices, 100)
    for groups in part.given("option_groups"):
        for group in groups.listed(100):
            if group.shaped("label options"):
                plain(group.inside("label"), 75)
                options(group.inside("options"), 100)
    _initial_is_offered(part, "initial_option")


def external_select(part: Part) -> None:
    if part.shaped("type", f"{_FIELD} initial_option min_query_length"):
        _common(part)
        for initial in part.given("initial_option"):
            option(initial)


def users_select(part: Part) -> None:
    if part.shaped("type", f"{_FIELD} initial_user initial_users max_selected_items"):
        _common(part)


def conversations_select(part: Part) -> None:
    more = "initial_conversation default_to_current_conversation filter response_url_enabled"
    if part.shaped("type", f"{_FIELD} {more}"):
        _common(part)
        for enabled in part.given("response_url_enabled"):
            if part.surface != "modal":
                enabled.refuse("wrong_surface", "response_url_enabled works in a modal alone")


def channels_select(part: Part) -> None:
    if part.shaped("type", f"{_FIELD} initial_channel response_url_enabled"):
        _common(part)


def ticks(part: Part) -> None:
    """Checkboxes or radio buttons."""
    if part.shaped("type options", f"{_FIELD} initial_option initial_options"):
        _common(part)
        options(part.inside("options"), 10, rich=True)
        _initial_is_offered(part, "initial_option")


def datepicker(part: Part) -> None:
    if part.shaped("type", f"{_FIELD} initial_date"):
        _common(part)
        for initial in part.given("initial_date"):
            _written(initial, r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD")


def timepicker(part: Part) -> None:
    if part.shaped("type", f"{_FIELD} initial_time timezone"):
        _common(part)
        for initial in part.given("initial_time"):
            _written(initial, r"\d{2}:\d{2}", "HH:mm")


def datetimepicker(part: Part) -> None:
    if part.shaped("type", "action_id focus_on_load confirm initial_date_time"):
        _common(part)
        for initial in part.given("initial_date_time"):
            initial.integer(1_000_000_000, 9_999_999_999)


def _common(part: Part) -> None:
    for placeholder in part.given("placeholder"):
        plain(placeholder, 150)
    for focus in part.given("focus_on_load"):
        focus.boolean()
    for dialog in part.given("confirm"):
        confirm(dialog)
    for config in part.given("dispatch_action_config"):
        for triggers in config.given("trigger_actions_on"):
            for trigger in triggers.listed(2):
                trigger.one_of("on_enter_pressed", "on_character_entered")


def _initial_is_offered(part: Part, key: str) -> None:
    groups = [group for groups in part.given("option_groups") for group in groups.items()]
    offered = [
        option.value for holder in (part, *groups) for each in holder.given("options") for option in each.items()
    ]
    for initial in part.given(key):
        if initial.value not in offered:
            initial.refuse("not_allowed", "must be one of the options, word for word")


def _decimal(part: Part, *, whole: bool) -> None:
    try:
        number = Decimal(part.value)
    except InvalidOperation:
        part.refuse("not_allowed", "must be a number in a string")
        return
    if not number.is_finite() or (whole and number != number.to_integral_value()):
        part.refuse("not_allowed", "must be a whole number in a string" if whole else "must be finite")


def _written(part: Part, pattern: str, form: str) -> None:
    if part.string(32) and not re.fullmatch(pattern, part.value):
        part.refuse("not_allowed", f"must be written {form}")
