#!/bin/sh
# usage: image-check.sh FILE.yaml: builds the gateway's image and starts it as the pod does: as its user, without privileges, on a root file system
# that cannot be written, until it is ready. Needs root, buildah and mmdebstrap. Where no registry of images can be reached, what stands in for
# the pinned base is Debian's own Python of the same version: every other line of the Containerfile is built as it is.
set -eu
file=$(realpath "$1") port=${2:-18080} metrics=${3:-19090}
work=$(mktemp -d)
export STORAGE_DRIVER=overlay CONTAINERS_STORAGE_CONF="$work/storage.conf"
printf '[storage]\ndriver = "overlay"\ngraphroot = "%s/images"\nrunroot = "%s/run"\n' "$work" "$work" > "$CONTAINERS_STORAGE_CONF"
trap 'buildah rm --all >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates bookworm "$work/base.tar" 2>"$work/said" || {
    cat "$work/said" >&2
    exit 3
}
base=$(buildah from scratch)
buildah add --quiet "$base" "$work/base.tar" / >/dev/null
buildah run --isolation chroot "$base" -- ln -s /usr/bin/python3 /usr/local/bin/python
buildah commit --quiet "$base" localhost/enclave-base >/dev/null

mkdir "$work/context" && cp -r enclave requirements LICENSE .dockerignore "$work/context"
sed 's|^FROM python:[^ ]*|FROM localhost/enclave-base|' Containerfile > "$work/Containerfile"
# pip in the build asks the index that pip outside of it asks
pip config list 2>/dev/null | sed -n "s|^[^.]*[.]\(index-url\|cert\)='\(.*\)'|\1 = \2|p" | sed '1i [global]' > "$work/pip.conf"
buildah build --quiet --isolation chroot --pull-never --network host --volume /etc/ssl/certs:/etc/ssl/certs:ro \
    --volume "$work/pip.conf:/etc/pip.conf:ro" --tag enclave --file "$work/Containerfile" "$work/context" >/dev/null

root=$(buildah mount "$(buildah from --pull-never localhost/enclave)")
cat > "$work/pod.sh" <<POD
set -eu
mount --bind "$root" "$root" && mount -o remount,ro,bind "$root"
mount -t tmpfs tmpfs "$root/tmp" && mkdir "$root/tmp/data" && chown 10001:10001 "$root/tmp/data" && cp "$file" "$root/tmp/enclave.yaml"
mount -t proc proc "$root/proc" && mount --rbind /dev "$root/dev"
exec chroot "$root" setpriv --reuid 10001 --regid 10001 --clear-groups --bounding-set -all --no-new-privs \
    env -i PATH=/opt/enclave/bin:/usr/local/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 HOME=/tmp "\$@"
POD
# shellcheck disable=SC2016 # expanded inside
cd / && unshare --mount sh "$work/pod.sh" sh -ec '
    if touch /written 2>/dev/null || [ "$(id -u)" != 10001 ]; then echo "the image can be written, or runs as somebody else" >&2; exit 1; fi
    enclave check /tmp/enclave.yaml
    enclave serve /tmp/enclave.yaml --port '"$port"' --metrics-port '"$metrics"' --workers 2 --data /tmp/data --upstream http://127.0.0.1:9 &
    for second in $(seq 120); do
        sleep 1
        if python -c "import urllib.request as r; r.urlopen(\"http://127.0.0.1:'"$metrics"'/readyz\")" 2>/dev/null; then
            echo "ready after $second seconds"
            kill $!
            wait $!
            enclave audit verify --data /tmp/data
            exit
        fi
    done
    echo "not ready after two minutes" >&2
    exit 1'
