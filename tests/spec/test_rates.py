"""Limits per minute meet like every policy: the lower number holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from enclave.spec.models import Rate, RateLimits
from enclave.spec.rates import FREE, PerMinute, Rates, rates

numbers = st.one_of(st.none(), st.integers(1, 100))
minutes = st.builds(PerMinute, numbers, numbers)
points = st.builds(Rates, minutes, minutes, minutes)


@given(points, points, points)
def test_the_meet_is_that_of_a_lattice(one: Rates, two: Rates, three: Rates) -> None:
    assert one.meet(two) == two.meet(one)
    assert one.meet(two).meet(three) == one.meet(two.meet(three))
    assert one.meet(one) == one.meet(FREE) == one
    for part in ("project", "caller", "deployment"):
        for kind in ("requests", "tokens"):
            met, own = getattr(getattr(one.meet(two), part), kind), getattr(getattr(one, part), kind)
            assert own is None or (met is not None and met <= own)


def test_what_the_file_says() -> None:
    limits = RateLimits(requests_per_minute=9, per_caller=Rate(tokens_per_minute=5), per_deployment=Rate())
    assert rates(limits) == Rates(PerMinute(9, None), PerMinute(None, 5), PerMinute())
    assert rates(None) == FREE
    assert rates(limits).document()["project"] == {"requests": 9, "tokens": None}
