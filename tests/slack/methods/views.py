"""views.*: modals and the Home tab (slack.md 1.4, 1.5)."""

from __future__ import annotations

from typing import Any

from tests.slack.blocks import problems
from tests.slack.facts import View
from tests.slack.kit.part import Surface
from tests.slack.methods.method import Args, Desk, Method
from tests.slack.refusal import Refused, for_problems


def opened(desk: Desk, args: Args) -> dict[str, Any]:
    content = checked(desk, args.get("view"), "modal")
    _free_external_id(desk, content)
    user = desk.triggers.exchange(args.get("trigger_id"))
    return {"view": desk.space.show(user, content).shown()}


def pushed(desk: Desk, args: Args) -> dict[str, Any]:
    content = checked(desk, args.get("view"), "modal")
    _free_external_id(desk, content)
    user = desk.triggers.exchange(args.get("trigger_id"))
    return {"view": desk.space.show(user, content, push=True).shown()}


def updated(desk: Desk, args: Args) -> dict[str, Any]:
    """By `view_id` or `external_id`; a `hash` that is not the newest is refused."""
    content = checked(desk, args.get("view"), "modal")
    view = _found(desk, args)
    _same_hash(view, args)
    return {"view": desk.space.redraw(view, content).shown()}


def published(desk: Desk, args: Args) -> dict[str, Any]:
    if not desk.home_tab:
        raise Refused("not_enabled")
    user = str(args.get("user_id"))
    if user not in desk.space.people:
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] no such user_id"]})
    content = checked(desk, args.get("view"), "home")
    if user in desk.space.homes:
        _same_hash(desk.space.homes[user], args)
    return {"view": desk.space.publish(user, content).shown()}


def checked(desk: Desk, content: Any, surface: Surface) -> dict[str, Any]:
    """The view itself. Raises Refused when Slack would not show it."""
    if not isinstance(content, dict):
        raise Refused("invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]})
    found = [*problems(content, surface), *desk.unsupported_in(content.get("blocks"))]
    if any(problem.code == "too_large" for problem in found):
        raise Refused("view_too_large")
    if found:
        raise for_problems("invalid_arguments", found, "/view")
    return content


def _found(desk: Desk, args: Args) -> View:
    for view in desk.space.views.values():
        external = view.content.get("external_id")
        if view.id == args.get("view_id") or (external and external == args.get("external_id")):
            return view
    raise Refused("not_found")


def _free_external_id(desk: Desk, content: dict[str, Any]) -> None:
    external = content.get("external_id")
    if external and any(view.content.get("external_id") == external for view in desk.space.views.values()):
        raise Refused("duplicate_external_id")


def _same_hash(view: View, args: Args) -> None:
    if args.get("hash") and args["hash"] != view.hash:
        raise Refused("hash_conflict")


METHODS = {
    "views.open": Method(opened),
    "views.push": Method(pushed),
    "views.update": Method(updated),
    "views.publish": Method(published),
}
