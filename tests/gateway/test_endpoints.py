"""Which server stands for which project and region, in which order they are asked, and with whose token."""

from __future__ import annotations

from collections import Counter

import pytest

from enclave.errors import InputError
from enclave.gateway.bearer import Token
from enclave.gateway.endpoints import SCOPE, US_SCOPE, Endpoints, Upstream, scope
from enclave.gateway.rules import ProjectRules, Target
from enclave.spec.models import Deployment

HOSTS = {region: f"https://oai-{region}.openai.azure.com/openai/v1" for region in ("a", "b", "c")}


@pytest.fixture
def rules():
    deployment = Deployment(model="gpt-4o", version="1")
    targets = {("gpt", region): Target(region, region, deployment, None) for region in HOSTS}

    def make(**shares):
        return ProjectRules("p", None, None, None, {"gpt": deployment}, tuple(HOSTS), targets, False, shares)

    return make


def endpoints(rules, **more):
    upstream = Upstream(accounts={("p", region): url for region, url in HOSTS.items()}, **more)
    return Endpoints(upstream, {"p": rules})


def test_without_shares_the_first_is_asked_first(run, rules):
    async def main():
        found = endpoints(rules())
        targets = tuple(rules().targets.values())
        assert [target.region for target in found.order(rules(), targets)] == ["a", "b", "c"]
        found.of("p", targets[0]).breaker.rest(60)
        assert [target.region for target in found.order(rules(), targets)] == ["b", "c", "a"]

    run(main)


@pytest.mark.parametrize("shares", [{"a": 3, "b": 1}, {"a": 1, "b": 1, "c": 1}, {"b": 5, "c": 2}, {"c": 1}])
def test_shares_are_kept_exactly_over_every_run(run, rules, shares):
    async def main():
        spread = rules(**shares)
        found = endpoints(spread)
        targets = tuple(spread.targets.values())
        total = sum(shares.values())
        firsts = [found.order(spread, targets)[0].region for _ in range(20 * total)]
        for start in range(len(firsts) - total):
            assert Counter(firsts[start : start + total]) == Counter(shares)
        assert all(len(found.order(spread, targets)) == 3 for _ in range(3)), "the others stay as a reserve"

    run(main)


def test_one_server_for_everything_is_asked_once(run, rules):
    async def main():
        found = Endpoints(Upstream("http://127.0.0.1:9/v1", key="k", model="llama"), {"p": rules()})
        targets = tuple(rules().targets.values())
        assert len(found.order(rules(), targets)) == 1
        endpoint = found.of("p", targets[2])
        assert endpoint.model(targets[2], "gpt") == "llama"
        assert await endpoint.authorization() == b"Bearer k"

    run(main)


def test_the_gateways_token_goes_to_accounts_and_the_key_to_the_server_only(run, rules):
    async def main():
        upstream = Upstream(
            "http://127.0.0.1:9/v1", "secret", accounts={("p", "a"): HOSTS["a"]}, sign_in=lambda: lambda: Token("ours", 4e9),
        )
        found = Endpoints(upstream, {"p": rules()})
        account, server = (found.of("p", rules().targets["gpt", region]) for region in "ab")
        assert (await account.authorization(), await server.authorization()) == (b"Bearer ours", b"Bearer secret")
        target = rules().targets["gpt", "a"]
        assert (account.model(target, "gpt"), server.model(target, "gpt")) == ("gpt", "gpt-4o")
        await found.close()

    run(main)


def test_an_account_without_sign_in_gets_no_header(run, rules):
    async def main():
        found = endpoints(rules())
        assert await found.of("p", rules().targets["gpt", "a"]).authorization() == b""
        assert found.states() == dict.fromkeys(HOSTS.values(), "closed")

    run(main)


def test_a_region_without_a_server_is_an_error_before_anything_starts(run, rules):
    async def main():
        with pytest.raises(InputError, match="not a base URL"):
            Endpoints(Upstream(accounts={("p", "a"): HOSTS["a"]}), {"p": rules()})

    run(main)


def test_whom_tokens_are_for():
    assert scope(HOSTS.values()) == SCOPE
    assert scope(["https://oai-x.openai.azure.us/openai/v1"]) == US_SCOPE
    assert scope(["https://openai.azure.us.example.com/v1"]) == SCOPE
