from tests.slack.fixtures import served_slack, slack, socket_server

__all__ = ["served_slack", "slack", "socket_server"]
