"""What the model reads at most in a session, and what its responses may cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enclave.audit.event import Seen, Verdict
from enclave.gateway.realtime.calls import MOST_VERDICTS, Context, merged, priced
from enclave.gateway.rules import Target
from enclave.gateway.surfaces import realtime
from enclave.ledger.prices import Price, UnknownPriceError, Usage

STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "hear", "commit", "respond", "fail"]), st.integers(1, 400), st.integers(0, 3)), max_size=30
)


@given(STEPS)
def test_no_response_reads_more_than_was_bounded(steps):
    """A model that reads half of every bound, or all of it, and commits sound whenever it likes."""
    context, said, pending, waiting = Context(), 0, 0, []
    for step, size, how in steps:
        real = size if how % 2 else size // 2
        if step == "add":
            context.add(size)
            said += real
        elif step == "hear":
            context.hear(size)
            pending += real
            if how == 3:  # the model service has committed it, and has not said so yet
                said, pending = said + pending, 0
                waiting.append(step)
        elif step == "commit":
            said, pending, waiting = said + pending, 0, []
            context.commit()
        else:
            mark = context.mark
            assert said <= context.most(0)
            if step == "respond":
                context.count(mark, said, size)
                said += size
            else:
                context.add(size)
                said += real
    assert said <= context.most(0) <= realtime.WINDOW


def test_a_count_makes_the_bound_smaller_and_instructions_stay_in_it():
    context = Context()
    context.add(100_000)
    assert context.most(50_000) == realtime.WINDOW
    mark = context.mark
    context.add(7)
    context.count(mark, 20, 5)
    assert context.most(3) == 20 + 5 + 7 + 3


def target(**kinds):
    return Target("europe", "westeurope", None, Price(4, 1, 16, **{"basis": "meter", "source": "s", **kinds}))


def test_what_may_come_must_have_a_price_and_what_may_not_has_none():
    full = target(audio_input=32, audio_output=64, image_input=5)
    assert priced(full, has_sound=True, has_pictures=True).price == full.price
    text = priced(full, has_sound=False, has_pictures=False).price
    assert (text.dearest_input, text.dearest_output) == (4, 16)
    with pytest.raises(UnknownPriceError):
        text.cost(Usage(prompt=5, audio_input=5))
    for bad, options in (
        (target(audio_input=32), {"has_sound": True, "has_pictures": False}),
        (target(audio_input=32, audio_output=64), {"has_sound": True, "has_pictures": True}),
        (target(minute=6), {"has_sound": False, "has_pictures": False}),
    ):
        with pytest.raises(UnknownPriceError):
            priced(bad, **options)


def test_verdicts_of_many_events_become_one():
    assert merged([]) == []
    seen = tuple(Seen("d", 9, "f", 0, 1) for _ in range(6))
    many = [Verdict("dlp", "pass", 3, {"email": 1}, seen), Verdict("dlp", "redact", 4, {"email": 2, "phone": 1}, seen)]
    (one,) = merged(many)
    assert (one.outcome, one.scanned_chars, one.findings, len(one.seen)) == ("redact", 7, {"email": 3, "phone": 1}, MOST_VERDICTS)
