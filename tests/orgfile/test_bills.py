from __future__ import annotations

import pytest

from bot.facts.bill_limit import BillLimit
from bot.facts.org import Org
from bot.orgfile import plan, read
from tests.orgfile.refusing import refused

FILE = """\
[[bill]]
provider = "aws"
service = ["Amazon Bedrock*", "Amazon SageMaker"]
sku = ["QXF3*"]
"""


def test_a_limit_says_what_is_taken_of_a_providers_bills() -> None:
    org = read(FILE, "org.toml")
    assert org.bills == (BillLimit(provider="aws", service=("Amazon Bedrock*", "Amazon SageMaker"), sku=("QXF3*",)),)
    assert plan(Org(), org) == ("+ bill 1 provider aws service Amazon Bedrock*, Amazon SageMaker sku QXF3*",)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[bill]]\nprovider = "aws"\n', "org.toml:2: say what is taken of the bill: one of service, service_category"),
        ("[[bill]]\nservice = []\n", "org.toml:2: an empty list of service would take nothing"),
        ('[[bill]]\nservices = ["a"]\n', "org.toml:2: services in a bill is not known, did you mean service?"),
        ('[[bill]]\nservice = "a"\n', "org.toml:2: service must be a list of texts"),
    ],
)
def test_a_limit_that_says_nothing_is_refused(text: str, says: str) -> None:
    assert any(problem.startswith(says) for problem in refused(text)), refused(text)
