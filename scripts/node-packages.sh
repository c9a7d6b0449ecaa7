#!/bin/sh
# Programs of npm that a few long tests need, in `.tools/node/` of the checkout: `azurite` is Azure Storage on this machine,
# `oidc-provider` an OpenID provider, `openai` the official SDK of JavaScript, `sarif-multitool` the validator of SARIF.
# What cannot be had is named, never silently skipped.
set -u
cd "$(dirname "$0")/.." || exit 1
for package in "$@"; do
    name="${package%@*}"
    [ -d ".tools/node/node_modules/$name" ] && continue
    if command -v npm >/dev/null 2>&1 && npm install --silent --no-audit --no-fund --fetch-retries=3 --fetch-retry-mintimeout=2000 --prefix .tools/node "$package" >/dev/null 2>&1; then
        continue
    fi
    echo "missing npm package: $name (its tests are reported as not run; they need node and npm)" >&2
done
exit 0
