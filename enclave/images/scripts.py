"""Two scripts around a registry: one that copies an image to where clusters may take it from, and one that ends its quarantine."""

from __future__ import annotations

from typing import Final

RELEASE: Final = """#!/bin/sh
# Lets an image in: it is scanned where it was pushed, judged, and only then copied, by digest, to the repository that clusters may use.
# Nobody but this job may write there.
#   release.sh REGISTRY FROM@sha256:... TO        REGISTRY without .azurecr.io; FROM and TO are repositories in it
# ENCLAVE_SPEC and ENCLAVE_DATA: the enclave.yaml, and the data directory that keeps the response clock.
set -eu
registry=$1 from=$2 to=$3
case $from in *@sha256:*) ;; *) echo "give the image by its digest, not by a tag" >&2; exit 2 ;; esac
report=$(mktemp)
trap 'rm -f "$report"' EXIT
trivy image --quiet --format json --output "$report" "$registry.azurecr.io/$from"
enclave images gate "$report" --spec "${ENCLAVE_SPEC:-enclave.yaml}" --data "${ENCLAVE_DATA:-.enclave}"
az acr import --name "$registry" --source "$registry.azurecr.io/$from" --repository "$to"
echo "$registry.azurecr.io/$to@${from#*@}"
"""
"""Needs no preview of Azure. `set -e` ends it where the gate says no, and before anything is copied."""

QUARANTINE: Final = """#!/bin/sh
# Ends the quarantine of an image after the gate. Quarantine in Azure Container Registry is a preview: no support, no promise that it stays.
# `enclave build` leaves it off: every image would need this script, also those that a cluster itself starts from. release.sh needs none.
#   quarantine.sh REGISTRY REPOSITORY@sha256:... REPORT
# Once, to switch it on (every image that is pushed afterwards cannot be pulled without the role AcrQuarantineReader):
#   az resource update --ids "$(az acr show --name REGISTRY --query id --output tsv)" \\
#     --set properties.policies.quarantinePolicy.status=enabled
# The job needs the roles AcrQuarantineReader and AcrQuarantineWriter.
set -eu
registry=$1 image=$2 report=$3
case $image in *@sha256:*) ;; *) echo "give the image by its digest, not by a tag" >&2; exit 2 ;; esac
repository=${image%@*} digest=${image#*@}
enclave images gate "$report" --image "$registry.azurecr.io/$image" \\
  --spec "${ENCLAVE_SPEC:-enclave.yaml}" --data "${ENCLAVE_DATA:-.enclave}"
token=$(az acr login --name "$registry" --expose-token --query accessToken --output tsv)
access=$(curl --fail --silent --show-error "https://$registry.azurecr.io/oauth2/token" --data grant_type=refresh_token \\
  --data "service=$registry.azurecr.io" --data "scope=repository:$repository:pull,push,quarantine_read,quarantine_write" \\
  --data-urlencode "refresh_token=$token" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
curl --fail --silent --show-error --request PATCH --header @- --header 'Content-Type: application/json' \\
  --data '{"quarantineState":"Passed","quarantineDetails":"enclave images gate"}' \\
  "https://$registry.azurecr.io/acr/v1/$repository/_manifests/$digest" <<END
Authorization: Bearer $access
END
"""
"""Source: github.com/Azure/acr, docs/preview/quarantine. The token never stands in a list of processes."""
