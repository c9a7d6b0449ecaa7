"""Package URLs: taken apart, and whether one covers another."""

from __future__ import annotations

from enclave.images.purl import parse


def test_parts() -> None:
    purl = parse("pkg:apk/alpine/openssl@3.1.4-r5?arch=x86_64&distro=3.20#x")
    assert purl
    assert (purl.type, purl.path, purl.name, purl.version, purl.qualifiers) == (
        "apk",
        "alpine/openssl",
        "openssl",
        "3.1.4-r5",
        {"arch": "x86_64", "distro": "3.20"},
    )
    scoped = parse("pkg:npm/%40azure/core@1%2B2")
    assert scoped
    assert (scoped.path, scoped.version) == ("@azure/core", "1+2")
    oci = parse("pkg:oci/App@sha256%3A" + "a" * 64 + "?repository_url=r.io/team/app")
    assert oci
    assert (oci.name, oci.version) == ("app", "sha256:" + "a" * 64)
    for text in ("", "openssl", "pkg:", "pkg:apk", "pkg:apk/", "http://x/y"):
        assert parse(text) is None, text


def test_what_covers_what() -> None:
    whole = "pkg:deb/debian/bash@5.2-1?arch=amd64&distro=debian-12"
    for said, covers in (
        ("pkg:deb/debian/bash", True),
        ("pkg:deb/debian/bash@5.2-1", True),
        ("pkg:deb/debian/bash@5.2-1?arch=amd64", True),
        (whole, True),
        ("pkg:deb/debian/bash@5.2", False),
        ("pkg:deb/debian/bash?arch=arm64", False),
        ("pkg:deb/ubuntu/bash", False),
        ("pkg:rpm/debian/bash", False),
        ("pkg:deb/debian/bash?epoch=1", False),
        ("pkg:deb/debian/bas", False),
    ):
        one, other = parse(said), parse(whole)
        assert one
        assert other
        assert one.covers(other) is covers, said
    assert parse("pkg:pypi/Jinja_2@1") == parse("pkg:pypi/jinja-2@1")
