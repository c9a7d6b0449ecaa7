"""The gateway's own token: one sign-in for everybody who waits, renewed ahead, the old one kept while it serves."""

from __future__ import annotations

import asyncio
import threading

import pytest

from enclave.gateway.bearer import MARGIN, PAUSE, Bearer, SignInError, Token


class Sign:
    """Gives tokens `t1`, `t2`, … that live for `life` seconds."""

    def __init__(self, life: float = 3600, refresh: float | None = None) -> None:
        self.now = 1_000_000.0
        self.life, self.refresh = life, refresh
        self.count = 0
        self.fails = False
        self.may = threading.Event()
        self.may.set()

    def __call__(self) -> Token:
        assert self.may.wait(60)
        self.count += 1
        if self.fails:
            raise SignInError("no identity here")
        return Token(f"t{self.count}", self.now + self.life, None if self.refresh is None else self.now + self.refresh)

    @property
    def bearer(self) -> Bearer:
        return Bearer(self, lambda: self.now)


async def renewed(bearer: Bearer) -> None:
    if bearer._task is not None:
        await asyncio.wait([bearer._task])


def test_a_thousand_callers_one_sign_in(run):
    sign = Sign()

    async def main():
        bearer = sign.bearer
        return set(await asyncio.gather(*(bearer.authorization() for _ in range(1000))))

    assert run(main) == {b"Bearer t1"}
    assert sign.count == 1


@pytest.mark.parametrize(("life", "refresh", "due"), [(3600, None, 3300), (3600, 1800, 1800), (400, None, 200), (86400, 43200, 43200)])
def test_it_is_renewed_ahead_while_the_old_one_serves(run, life, refresh, due):
    sign = Sign(life, refresh)

    async def main():
        bearer = sign.bearer
        await bearer.authorization()
        sign.now += due - 1
        assert await bearer.authorization() == b"Bearer t1"
        assert sign.count == 1
        sign.now += 2
        sign.may.clear()
        assert await bearer.authorization() == b"Bearer t1", "nobody waits for the new one"
        sign.may.set()
        await renewed(bearer)
        assert await bearer.authorization() == b"Bearer t2"

    run(main)


def test_when_renewal_fails_the_old_one_serves_to_its_end_and_then_nothing_does(run):
    sign = Sign(1000)

    async def main():
        bearer = sign.bearer
        await bearer.authorization()
        sign.fails = True
        sign.now += 800
        assert await bearer.authorization() == b"Bearer t1"
        await renewed(bearer)
        for _ in range(5):
            assert await bearer.authorization() == b"Bearer t1"
        assert sign.count == 2, "not tried again at once"
        sign.now += PAUSE
        await bearer.authorization()
        await renewed(bearer)
        assert sign.count == 3
        sign.now += 1000 - 800 - PAUSE - MARGIN
        with pytest.raises(SignInError, match="no identity here"):
            await bearer.authorization()
        sign.fails = False
        assert (await bearer.authorization()).startswith(b"Bearer t")

    run(main)


def test_a_rejected_token_is_replaced_and_another_one_is_not(run):
    sign = Sign()

    async def main():
        bearer = sign.bearer
        first = await bearer.authorization()
        bearer.reject(b"Bearer something else")
        assert await bearer.authorization() == first
        bearer.reject(first)
        assert await bearer.authorization() == b"Bearer t2"

    run(main)


def test_a_token_that_has_expired_already_is_no_token(run):
    sign = Sign(life=5)

    async def main():
        with pytest.raises(SignInError, match="expired already"):
            await sign.bearer.authorization()

    run(main)


def test_closing_ends_a_sign_in_that_goes_on(run):
    sign = Sign()

    async def main():
        bearer = sign.bearer
        sign.may.clear()
        waiting = asyncio.ensure_future(bearer.authorization())
        await asyncio.sleep(0.01)
        closing = asyncio.ensure_future(bearer.close())
        sign.may.set()
        await closing
        with pytest.raises(asyncio.CancelledError):
            await waiting

    run(main)
