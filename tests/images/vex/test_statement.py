"""Which findings a statement speaks of: images by digest or name, packages by purl, and nothing that cannot be told."""

from __future__ import annotations

from enclave.images.model import Image, Weakness
from enclave.images.vex.statement import Product

REPOSITORY = "crbank.azurecr.io/team/app"


def test_whole_images(image: Image, weakness: Weakness) -> None:
    digest, other = image.digest.replace(":", "%3A"), "sha256%3A" + "b" * 64
    for name, speaks in (
        (f"pkg:oci/app@{digest}", True),
        (f"pkg:oci/app@{other}", False),
        ("pkg:oci/app", True),
        ("pkg:oci/ap", False),
        ("pkg:oci/App", True),
        (f"pkg:oci/app@{digest}?repository_url={REPOSITORY}&arch=amd64", True),
        (f"pkg:oci/app?repository_url={REPOSITORY}", True),
        ("pkg:oci/app?repository_url=crbank.azurecr.io/team", True),
        ("pkg:oci/app?repository_url=https://crbank.azurecr.io/team/app/", True),
        (f"pkg:oci/app@{digest}?repository_url=docker.io/library/app", False),
        ("pkg:oci/app?repository_url=crbank.azurecr.io", False),
        (f"pkg:oci/app@{digest}?tag=9", True),
        ("pkg:oci/app?tag=1.4", True),
        ("pkg:oci/app?tag=1.5", False),
        (f"pkg:docker/{REPOSITORY}@1.4", True),
        (f"pkg:docker/{REPOSITORY}@1.5", False),
        ("pkg:docker/team/app@1.4", False),
        (f"pkg:docker/team/app@{digest}", True),
        (f"{REPOSITORY}@{image.digest}", True),
        (image.digest, True),
        (image.config, True),
        (f"{REPOSITORY}@sha256:" + "b" * 64, False),
        (REPOSITORY, True),
        (f"{REPOSITORY}:1.4", True),
        (f"{REPOSITORY}:1.5", False),
        ("crbank.azurecr.io/team", False),
        ("app", False),
        ("", False),
        ("https://openvex.dev/docs/x", False),
    ):
        assert Product(name).speaks_of(image, weakness) is speaks, name
    assert Product("pkg:docker/alpine").speaks_of(Image(name="alpine:3.20"), weakness)
    assert Product("pkg:docker/library/alpine").speaks_of(Image(name="docker.io/library/alpine:3.20"), weakness)
    assert not Product("").speaks_of(Image(), weakness)
    assert not Product("pkg:oci/app").speaks_of(Image(), weakness)


def test_packages_and_packages_in_images(image: Image, weakness: Weakness) -> None:
    whole, other = f"pkg:oci/app@{image.digest}", "pkg:oci/app@sha256:" + "b" * 64
    for product, speaks in (
        (Product("pkg:apk/alpine/zlib"), True),
        (Product("pkg:apk/alpine/zlib@1.2"), True),
        (Product("pkg:apk/alpine/zlib@1.3"), False),
        (Product(weakness.purl), True),
        (Product("pkg:apk/wolfi/zlib"), False),
        (Product("pkg:apk/alpine/zlib", ("pkg:apk/alpine/zlib",)), False),
        (Product(whole, ("pkg:apk/alpine/zlib@1.2",)), True),
        (Product(whole, ("pkg:apk/alpine/bash", "pkg:apk/alpine/zlib")), True),
        (Product(whole, ("pkg:apk/alpine/bash",)), False),
        (Product(whole, ("zlib",)), False),
        (Product(other, ("pkg:apk/alpine/zlib",)), False),
        (Product("pkg:apk/alpine/zlib", (), ("1.2",)), True),
        (Product("pkg:apk/alpine/zlib", (), ("1.3",)), False),
        (Product("pkg:apk/alpine/zlib", (), ()), False),
    ):
        assert product.speaks_of(image, weakness) is speaks, product
    without = Weakness(id="CVE-2026-1000", package="zlib", version="1.2")
    assert not Product("pkg:apk/alpine/zlib").speaks_of(image, without)
    assert not Product(whole, ("pkg:apk/alpine/zlib",)).speaks_of(image, without)
    assert Product(whole).speaks_of(image, without)


def test_which_products_are_exact(image: Image) -> None:
    for product, exact in (
        (Product("pkg:apk/alpine/zlib"), False),
        (Product("pkg:apk/alpine/zlib@1"), True),
        (Product("pkg:oci/app"), False),
        (Product("r/app"), False),
        (Product(f"r/app@{image.digest}"), True),
        (Product("pkg:oci/app", ("pkg:apk/alpine/zlib@1",)), True),
        (Product("pkg:x/y", (), ("1",)), True),
    ):
        assert product.is_exact is exact, product
