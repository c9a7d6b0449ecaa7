#!/bin/sh
# usage: image.sh NAME: builds the gateway's image with podman, buildah or docker, whichever is there, and its SBOM beside it.
set -eu
name=${1:-secure-ai-enclave}
for builder in podman docker buildah; do
    command -v "$builder" >/dev/null && break || builder=
done
[ -n "$builder" ] || { echo "podman, buildah or docker is needed to build the image" >&2; exit 3; }
[ "$builder" = docker ] && set -- buildx build --load || set -- build
"$builder" "$@" --pull --tag "$name" --file Containerfile .
echo "push it to the region's registry, and put its digest into components.kubernetes.image" >&2
