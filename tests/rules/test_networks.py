"""Who counts as one caller."""

import pytest

from catalog.rules.networks import network_of


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::2:3", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "", True),
    ],
)
def test_one_customer_counts_as_one_caller(one, other, same):
    assert (network_of(one) == network_of(other)) is same
