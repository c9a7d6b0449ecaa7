"""Whether the caller may: roles, projects, deployments, models, and what a stranger learns."""

from __future__ import annotations

import jwt
import pytest

from enclave.gateway.issuer import Issuer

AUDITORS = "44444444-4444-4444-4444-444444444444"
FRAUD, CLAIMS, SEARCH = (f"22222222-2222-2222-2222-22222222220{number}" for number in (1, 2, 3))


def token_with(w, *groups: str) -> str:
    issuer = Issuer.open(w.document.spec, w.data)
    claims = issuer.issue("fraud-triage", "user", "jane")[1]
    return jwt.encode(claims | {"groups": list(groups)}, issuer._key, algorithm="EdDSA", headers={"kid": issuer.kid})


CASES = {
    "user": ([FRAUD], {}, "gpt-4o", 200, ""),
    "contributor": (["33333333-3333-3333-3333-333333333301"], {}, "gpt-4o", 200, ""),
    "auditor": ([AUDITORS], {}, "gpt-4o", 403, "missing_role"),
    "auditor of a named project": ([AUDITORS], {"x-enclave-project": "fraud-triage"}, "gpt-4o", 403, "missing_role"),
    "no group": ([], {}, "gpt-4o", 403, "no_project"),
    "unknown group": (["99999999-9999-9999-9999-999999999999"], {}, "gpt-4o", 403, "no_project"),
    "user there, auditor here": ([FRAUD, AUDITORS], {"x-enclave-project": "claims-assistant"}, "gpt-4o", 403, "missing_role"),
    "user here, auditor everywhere": ([FRAUD, AUDITORS], {}, "gpt-4o", 200, ""),
    "another project": ([FRAUD], {"x-enclave-project": "claims-assistant"}, "gpt-4o", 403, "no_access_to_project"),
    "a project that is none": ([FRAUD], {"x-enclave-project": "nobody"}, "gpt-4o", 403, "no_access_to_project"),
    "ambiguous": ([FRAUD, CLAIMS], {}, "gpt-4o", 400, "project_ambiguous"),
    "named": ([FRAUD, CLAIMS], {"x-enclave-project": "claims-assistant"}, "gpt-4o", 200, ""),
    "only one has it": ([FRAUD, CLAIMS], {}, "gpt-4o-mini", 200, ""),
    "none of several has it": ([FRAUD, CLAIMS], {}, "search-chat", 404, "DeploymentNotFound"),
    "unknown deployment": ([FRAUD], {}, "gpt-5", 404, "DeploymentNotFound"),
    "another project's deployment": ([FRAUD], {}, "search-chat", 404, "DeploymentNotFound"),
}


@pytest.mark.parametrize("name", CASES)
def test_who_may_what(run, world, name):
    groups, headers, deployment, status, code = CASES[name]

    async def main():
        async with world() as w:
            response = await w.ask(token=token_with(w, *groups), headers=headers, model=deployment)
            records = await w.recorded(1)
            return response, records[-1]

    response, record = run(main)
    assert response.status_code == status, response.text
    if status == 200:
        assert response.headers["x-enclave-project"] == headers.get("x-enclave-project", "fraud-triage")
    else:
        assert response.json()["error"]["code"] == code
        assert (record.kind, record.stage, record.status) == ("refused", "access", status)


@pytest.mark.parametrize(("header", "value", "other"), [
    ("x-enclave-project", "fraud-triage", "claims-assistant"), ("x-enclave-region", "europe", "us_healthcare"),
])  # fmt: skip
def test_a_header_that_says_two_things_is_refused(run, world, header, value, other):
    """A proxy may have meant the second where the first would count."""

    async def main():
        async with world() as w:
            body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}]}
            told = []
            for values in ((value, other), (other, value), (value, value)):
                headers = [("authorization", f"Bearer {w.token()}"), *((header, one) for one in values)]
                told.append(await w.http.post("/v1/chat/completions", json=body, headers=headers))
            return told, len(w.upstream.requests)

    (first, second, alike), sent = run(main)
    for answer in (first, second):
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, header)
    assert (alike.status_code, sent) == (200, 1)


def test_messages_name_the_missing_role_and_the_choices(run, world):
    async def main():
        async with world() as w:
            auditor = await w.ask(token=token_with(w, AUDITORS))
            several = await w.ask(token=token_with(w, FRAUD, CLAIMS))
            return auditor.json()["error"]["message"], several.json()["error"]["message"]

    auditor, several = run(main)
    assert "`user` or `contributor`" in auditor
    assert "`auditor`" in auditor
    assert "`claims-assistant`, `fraud-triage`" in several


def test_a_stranger_cannot_tell_another_projects_deployment_from_none(run, world):
    async def main():
        async with world() as w:
            answers = [await w.ask(model=name) for name in ("search-chat", "nonsense")]
            projects = [await w.ask(headers={"x-enclave-project": name}) for name in ("claims-assistant", "nonsense")]
            return [answer.json() for answer in answers], [answer.json() for answer in projects]

    deployments, projects = run(main)
    assert deployments[0] == deployments[1]
    assert projects[0] == projects[1]


def test_a_model_that_policy_does_not_allow(run, world):
    def without_mini(spec):
        hub = spec.hub.model_copy(update={"models": ("gpt-4o", "text-embedding-3-large")})
        return spec.model_copy(update={"hub": hub})

    async def main():
        async with world(spec=without_mini) as w:
            refused, allowed = await w.ask(model="gpt-4o-mini"), await w.ask(model="gpt-4o")
            return refused, allowed.status_code

    refused, allowed = run(main)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "model_not_allowed")
    assert allowed == 200


def test_what_a_caller_makes_up_is_not_recorded_with_its_values(run, world):
    async def main():
        async with world() as w:
            await w.ask(model="4111 1111 1111 1111")
            await w.http.post("/openai/deployments/4111111111111111/chat/completions?api-version=1", headers={"api-key": w.token()})
            await w.http.get("/4111-1111-1111-1111")
            return await w.recorded(3)

    records = run(main)
    assert len(records) == 3
    assert "1111" not in "".join(f"{record.deployment} {record.path} {record.reason}" for record in records)
    assert records[0].deployment == "[REDACTED-CREDIT_CARD]"
