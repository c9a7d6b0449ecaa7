"""Conditions are read, or told to be none: every form that Microsoft's pages have, in texts of our own."""

from __future__ import annotations

import pytest

from enclave.verify.identity.condition_text import Attribute, Compared, Exists, Joined, Malformed, Matches, Negated, parse

BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
NAMED = "@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name]"
READS = f"!(ActionMatches{{'{BLOBS}/read'}} AND NOT SubOperationMatches{{'Blob.List'}})"
GUIDS = "{acdd72a7-3385-48ef-bd42-f606fba81ae7, 7f951dda-4ed3-4680-a7ca-43fe172d538d}"
ROLE = "@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]"
READ = {
    "one action": f"((!(ActionMatches{{'{BLOBS}/read'}})) OR ({NAMED} StringEquals 'plans'))",
    "several actions": f"((!(ActionMatches{{'{BLOBS}/write'}}) AND !(ActionMatches{{'{BLOBS}/add/action'}})) OR ({NAMED} StringLike 'p*'))",
    "a suboperation": f"({READS} OR ({NAMED} StringStartsWith 'p'))",
    "the old form of a suboperation": (
        f"(!(ActionMatches{{'{BLOBS}/read'}} AND @Request[subOperation] ForAnyOfAnyValues:StringEqualsIgnoreCase {{'Blob.List'}}))"
    ),
    "a tag's value": f"{READS} OR @Resource[{BLOBS}/tags:Team<$key_case_sensitive$>] ForAllOfAnyValues:StringEquals {{'red', 'blue'}}",
    "the keys of tags": f"@Request[{BLOBS}/tags&$keys$&] ForAnyOfAnyValues:StringEquals {{'Team'}}",
    "an attribute of the principal": (
        "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Team_Name] StringEquals @Resource[a/b:name]"
    ),
    "private link": "@Environment[isPrivateLink] BoolEquals true",
    "an endpoint": "@Environment[Microsoft.Network/privateEndpoints] StringEqualsIgnoreCase '/subscriptions/s/x'",
    "a subnet": "@Environment[Microsoft.Network/virtualNetworks/subnets] StringEqualsIgnoreCase '/subscriptions/s/x'",
    "a time": "@Environment[UtcNow] DateTimeGreaterThan '2026-01-31T08:00:00.000Z'",
    "a version": f"(@Resource[{BLOBS}:isCurrentVersion] BoolEquals true OR NOT Exists @Request[{BLOBS}:versionId])",
    "a version by its time": f"@Request[{BLOBS}:versionId] DateTimeEquals '2026-01-31T08:00:00.0Z'",
    "roles": f"((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/write'}})) OR ({ROLE} ForAnyOfAnyValues:GuidEquals {GUIDS}))",
    "roles without a space": f"{ROLE} ForAnyOfAllValues:GuidNotEquals{GUIDS}",
    "one role": f"{ROLE} GuidEquals 'acdd72a7-3385-48ef-bd42-f606fba81ae7'",
    "marks for words": f"!!({ROLE} GuidEquals {{acdd72a7-3385-48ef-bd42-f606fba81ae7}}) && !(Exists {ROLE}) || Exists {ROLE}",
    "in small letters": f"not (actionmatches{{'*'}}) and {ROLE.lower()} forallofallvalues:guidnotequals {GUIDS}",
    "values alone": "{10, 20} ForAllOfAllValues:NumericLessThan {15, 25, 30}",
    "over lines": f"\n(\n\t{READS}\r\n OR (\n {NAMED}\n StringEquals\n 'plans'\n)\n)\n",
    "a quote in an attribute": "@Resource[a:it's] StringEquals 'x'",
    "deep": f"{'(' * 50}Exists {ROLE}{')' * 50}",
}
WRONG = {
    "nothing": "",
    "spaces": " \n",
    "half": "(Exists @Request[a]",
    "too much": "Exists @Request[a])",
    "no attribute": "Exists 'a'",
    "no operator": "@Request[a] 'b'",
    "an unknown operator": "@Request[a] StringIn {'b'}",
    "an unknown function": "IpMatches{'10.0.0.0/8'}",
    "an unknown quantifier": "@Request[a] ForNone:StringEquals {'b'}",
    "an unknown source": "@User[a] StringEquals 'b'",
    "no source": "Request[a] StringEquals 'b'",
    "an open text": "@Request[a] StringEquals 'b",
    "a quote in a text": r"@Request[a] StringEquals 'b\'c'",
    "double quotes": '@Request[a] StringEquals "b"',
    "an open attribute": "@Request[a StringEquals 'b'",
    "an empty list": "@Request[a] ForAnyOfAnyValues:StringEquals {}",
    "a comma too many": "@Request[a] ForAnyOfAnyValues:StringEquals {'b',}",
    "several without a quantifier": "@Request[a] StringEquals {'b', 'c'}",
    "a name for a GUID": "@Request[a] GuidEquals 'Owner'",
    "a GUID that is too long": "@Request[a] GuidEquals acdd72a7-3385-48ef-bd42-f606fba81ae71",
    "a text for a number": "@Request[a] NumericEquals '4'",
    "a number with a point": "@Request[a] NumericEquals 4.5",
    "a text for a truth": "@Request[a] BoolEquals 'true'",
    "a day for a time": "@Request[a] DateTimeEquals '2026-01-31'",
    "a pattern that is no text": "ActionMatches{4}",
    "a word between": "Exists @Request[a] XOR Exists @Request[b]",
    "two tests and no word": "Exists @Request[a] Exists @Request[b]",
    "nothing after a word": "Exists @Request[a] AND",
    "a dollar": "$condition",
    "parentheses for braces": "ActionMatches('a')",
    "too deep": f"{'(' * 5000}Exists @Request[a]{')' * 5000}",
    "too long": f"Exists @Request[{'a' * 70_000}]",
    "never closed": "(" * 60_000,
    "no end of nots": f"{'!' * 60_000}",
}


@pytest.mark.parametrize("name", READ)
def test_a_condition_is_read(name: str) -> None:
    assert parse(READ[name])


@pytest.mark.parametrize("name", WRONG)
def test_what_is_none_is_told(name: str) -> None:
    with pytest.raises(Malformed):
        parse(WRONG[name])


def test_the_tree_of_a_condition() -> None:
    tree = parse(
        "!(ActionMatches{'a/read', 'b'} AND NOT SubOperationMatches{'S'}) OR @Request[A/b:C] ForAllOfAnyValues:StringLike {'x*', 'y'}"
    )
    assert isinstance(tree, Joined)
    first, second = tree.parts
    assert tree.words == ("or",)
    assert isinstance(first, Negated)
    assert first.part == Joined((Matches(("a/read", "b")), Negated(Matches(("S",), suboperation=True))), ("and",))
    assert isinstance(second, Compared)
    assert (second.left, second.operator, second.left_all, second.right_all) == (Attribute("request", "a/b:c"), "stringlike", True, False)


def test_negations_cancel_one_another() -> None:
    assert parse("!!Exists @Request[a]") == Exists(Attribute("request", "a"))
    assert isinstance(parse("NOT NOT ! Exists @Request[a]"), Negated)
