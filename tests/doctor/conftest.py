from tests.slack.fixtures import served_slack, slack

__all__ = ["served_slack", "slack"]
