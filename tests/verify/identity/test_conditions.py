"""What conditions let pass, against another evaluation that tries every value of what is not known."""

from __future__ import annotations

from itertools import product
from random import Random
from typing import Any

import pytest

from enclave.graph.azure_facts import role
from enclave.verify.identity.conditions import ANOTHER, PRINCIPAL, PRINCIPAL_TYPE, ROLE, Condition, Request
from enclave.verify.identity.operators import Kind

WRITE = "Microsoft.Authorization/roleAssignments/write"
READ = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"
OWNER, READER, ACR_PULL = role("Owner"), role("Reader"), role("AcrPull")
ASKED = "@Request[Microsoft.Authorization/roleAssignments:{}]".format
ABOUT_ROLES = f"!(ActionMatches{{'{WRITE}'}}) OR {ASKED('RoleDefinitionId')} ForAnyOfAnyValues:GuidEquals {{{READER}, {ACR_PULL}}}"


def lets(text: str, action: str = WRITE, version: str = "2.0", **known: Any) -> bool | None:
    names = {"role": ROLE, "who": PRINCIPAL, "kind": PRINCIPAL_TYPE}
    kinds = {"kind": Kind.TEXT}
    values = {names[key]: value if isinstance(value, tuple) else (kinds.get(key, Kind.GUID), value) for key, value in known.items()}
    return Condition(text, version).lets(Request(action, values))


@pytest.mark.parametrize(("text", "found"), [
    ("{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'blue', 'green'}", True),
    ("{'red', 'blue'} ForAnyOfAnyValues:StringEquals {'orange', 'green'}", False),
    ("{'red', 'blue'} ForAllOfAnyValues:StringEquals {'orange', 'red', 'blue'}", True),
    ("{'red', 'blue'} ForAllOfAnyValues:StringEquals {'red', 'green'}", False),
    ("{10, 20} ForAnyOfAllValues:NumericLessThan {15, 18}", True),
    ("{10, 20} ForAllOfAllValues:NumericLessThan {5, 15, 18}", False),
    ("{10, 20} ForAllOfAllValues:NumericLessThan {25, 30}", True),
    ("{10, 20} ForAllOfAllValues:NumericLessThan {15, 25, 30}", False),
    ("ActionMatches{'Microsoft.Authorization/roleAssignments/*'}", True),
    ("ActionMatches{'Microsoft.Authorization/roleDefinitions/*'}", False),
    ("actionMATCHES{'*/WRITE'}", True),
    ("SubOperationMatches{'Blob.List'}", None),
    ("Exists @Request[a:b]", None),
    ("@Environment[isPrivateLink] BoolEquals true", None),
    ("@Environment[UtcNow] DateTimeLessThan '2000-01-01T00:00:00.0Z'", None),
    ("@Principal[a:b] StringEquals 'x' AND ActionMatches{'nothing'}", False),
    ("@Principal[a:b] StringNotEquals 'x' OR ActionMatches{'*'}", True),
    ("NOT @Principal[a:b] StringEquals 'x'", None),
    ("@Request[a:b] StringEquals 'x' AND @Request[a:b] StringEquals 'y'", None),
])  # fmt: skip
def test_examples(text: str, found: bool | None) -> None:
    assert lets(text) is found


@pytest.mark.parametrize(("action", "known", "found"), [
    (READ, {}, True),
    (WRITE, {}, None),
    (WRITE, {"role": READER}, True),
    (WRITE, {"role": OWNER}, False),
    (WRITE, {"role": ANOTHER}, False),
    ("Microsoft.Authorization/*", {"role": OWNER}, None),
    ("*/read", {"role": OWNER}, True),
    ("Microsoft.Authorization/roleAssignmentScheduleRequests/write", {"role": OWNER}, True),
])
def test_a_role_is_asked_for(action: str, known: dict[str, Any], found: bool | None) -> None:
    assert lets(ABOUT_ROLES, action, **known) is found


def test_all_but_some_roles() -> None:
    roles = f"{{{OWNER}, {role('Contributor')}}}"
    text = f"!(ActionMatches{{'{WRITE}'}}) OR {ASKED('RoleDefinitionId')} ForAnyOfAllValues:GuidNotEquals {roles}"
    assert [lets(text, role=each) for each in (OWNER, ANOTHER, READER)] == [False, True, True]
    loose = text.replace("ForAnyOfAllValues", "ForAnyOfAnyValues")
    assert lets(loose, role=OWNER) is True, "it is not the other one of the two"


def test_a_role_by_another_comparison_than_of_guids_is_not_judged() -> None:
    assert lets(f"{ASKED('RoleDefinitionId')} StringEquals '{OWNER}'", role=OWNER) is None
    assert lets(f"{ASKED('RoleDefinitionId')} StringNotLike '8e3*'", role=ANOTHER) is None
    assert lets(f"{ASKED('RoleDefinitionId')} GuidEquals @Principal[a:b]", role=OWNER) is None
    assert lets(f"{ASKED('RoleDefinitionId')} GuidEquals {ASKED('PrincipalId')}", role=ANOTHER, who=ANOTHER) is None


def test_whom_and_what_he_is() -> None:
    text = f"{ASKED('PrincipalType')} StringEqualsIgnoreCase 'user' AND {ASKED('PrincipalId')} GuidEquals '{OWNER.upper()}'"
    assert lets(text, kind="User", who=OWNER) is True
    assert lets(text, kind="Group", who=OWNER) is False
    assert lets(text, kind="User") is None
    assert lets(text, who=READER) is False


@pytest.mark.parametrize(("text", "version", "words"), [
    ("Exists", "2.0", "not evaluated"),
    ("Exists @Request[a]", "1.0", "version `1.0`"),
    ("@Request[a] IpIn '1.1.1.1'", "2.0", "`IpIn` is no operator"),
])
def test_what_cannot_be_read_may_let_anything_pass(text: str, version: str, words: str) -> None:
    condition = Condition(text, version)
    assert condition.lets(Request(WRITE)) is None
    assert condition.problem
    assert words in condition.doubt(Request(WRITE))
    assert condition.roles() == ()


def test_words_without_parentheses_say_only_what_every_order_says() -> None:
    yes, no = "ActionMatches{'*'}", "ActionMatches{'nothing'}"
    assert lets(f"{yes} AND {yes} OR {yes}") is True
    assert lets(f"{no} AND {no} OR {no}") is False
    assert lets(f"{no} AND {no} OR {yes}") is None
    assert lets(f"({no} AND {no}) OR {yes}") is True
    assert lets(f"{no} AND ({no} OR {yes})") is False


def test_what_is_not_known_is_told() -> None:
    text = "(ActionMatches{'*'} AND @Environment[isPrivateLink] BoolEquals true) AND NOT @Request[A:b] StringEquals @Principal[C:d]"
    assert Condition(text).doubt(Request(WRITE)) == (
        "its condition decides by @Environment[isprivatelink] and @Request[a:b] and @Principal[c:d], which is not known"
    )
    assert "the suboperation" in Condition("SubOperationMatches{'x'}").doubt(Request(WRITE))


def test_the_roles_that_it_names() -> None:
    assert Condition(ABOUT_ROLES).roles() == (READER, ACR_PULL)
    assert Condition(f"NOT '{OWNER}' GuidEquals {ASKED('RoleDefinitionId')}").roles() == (OWNER,)
    assert Condition(f"{ASKED('PrincipalId')} GuidEquals '{OWNER}'").roles() == ()


TESTS = (
    (f"ActionMatches{{'{WRITE}'}}", lambda world: world["action"] == WRITE),
    ("ActionMatches{'Microsoft.Storage/*'}", lambda world: world["action"] == READ),
    ("@Environment[isPrivateLink] BoolEquals true", lambda world: world["private"]),
    ("@Request[a:b] StringNotEquals 'x'", lambda world: world["tag"] != "x"),
    (f"{ASKED('RoleDefinitionId')} GuidEquals '{OWNER}'", lambda world: world["role"] == OWNER),
    (f"{ASKED('RoleDefinitionId')} ForAnyOfAllValues:GuidNotEquals {{{OWNER}, {READER}}}",
     lambda world: world["role"] not in (OWNER, READER)),
    (f"{ASKED('PrincipalType')} ForAnyOfAnyValues:StringEqualsIgnoreCase {{'user'}}", lambda world: world["kind"] == "User"),
)
WORLDS = tuple(
    {"action": action, "private": private, "tag": tag, "role": asked, "kind": kind}
    for action, private, tag, asked, kind in product((WRITE, READ), (True, False), ("x", "y"), (OWNER, READER, ACR_PULL), ("User", "Group"))
)


def made(random: Random, depth: int) -> tuple[str, Any]:
    """A condition, and what it is in a world."""
    if depth == 0 or random.random() < 0.2:
        return random.choice(TESTS)
    if random.random() < 0.25:
        text, holds = made(random, depth - 1)
        return f"{random.choice(('!', 'NOT '))}({text})", lambda world: not holds(world)
    parts = [made(random, depth - 1) for _ in range(random.randint(2, 3))]
    word, join = random.choice((("AND", all), ("OR", any), ("&&", all), ("||", any)))
    return f" {word} ".join(f"({text})" for text, _ in parts), lambda world: join(holds(world) for _, holds in parts)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_sure_is_so_whatever_is_not_known(seed: int) -> None:
    random = Random(seed)
    text, holds = made(random, 4)
    for action, asked in product((WRITE, READ), (OWNER, READER, ANOTHER)):
        found = lets(text, action, role=asked)
        role_of = ACR_PULL if asked is ANOTHER else asked
        truths = {bool(holds(world)) for world in WORLDS if world["action"] == action and world["role"] == role_of}
        assert found is None or truths == {found}, text
    whole = [world for world in WORLDS if world["tag"] == "y" and world["private"]]
    assert all(lets(text, world["action"], role=world["role"], kind=world["kind"]) in (None, holds(world)) for world in whole)


WORDS = (
    "(", ")", "{", "}", ",", "!", "&&", "||", "AND", "OR", "NOT", "Exists", "ActionMatches", "SubOperationMatches", "'a*'", "'", "\\", "4",
    "-", "true", READER, "@Request[a:b]", "@Resource[", "]", "StringEquals", "ForAnyOfAnyValues:GuidEquals", "BoolEquals", "$", "ä", "\n",
    ASKED("RoleDefinitionId"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_no_text_at_all_breaks_it(seed: int) -> None:
    random = Random(seed)
    for _ in range(100):
        condition = Condition(" ".join(random.choices(WORDS, k=random.randint(0, 14))))
        assert condition.lets(Request(WRITE)) in (True, False, None)
        assert isinstance(condition.doubt(Request(WRITE)), str)
        assert condition.problem or condition.lets(Request("a")) in (True, False, None)
        assert isinstance(condition.is_impersonal, bool)


def test_who_asks_and_from_where_makes_it_personal() -> None:
    assert Condition(ABOUT_ROLES).is_impersonal
    assert not Condition(f"({ABOUT_ROLES}) AND NOT Exists @Principal[a:b]").is_impersonal
    assert not Condition("@Environment[isPrivateLink] BoolEquals true").is_impersonal
    assert not Condition("what is this").is_impersonal
