#!/bin/sh
# Builds one image, `build.sh TARGET IMAGE`, and writes the list of its parts (CycloneDX) to var/sbom/TARGET.json:
# with Docker where an engine answers, and otherwise with buildah, which needs none, or with what BUILDER says. The base
# is BASE_IMAGE, or the Dockerfile's own. REVISION names the state of the code.
#
# buildah's two choices work for root in a container too; on a machine of your own, STORAGE_DRIVER=overlay is faster.
set -eu
cd "$(dirname "$0")/.."

run_buildah() {
    BUILDAH_ISOLATION="${BUILDAH_ISOLATION:-chroot}" buildah --storage-driver "${STORAGE_DRIVER:-vfs}" "$@"
}

target=$1 image=$2
: "${REVISION:=$(git describe --always --dirty 2>/dev/null || echo unknown)}"
version=$(sed -n 's/^VERSION = "\(.*\)"/\1/p' service/version.py)
set -- --target "$target" --tag "$image" --build-arg "VERSION=$version" --build-arg "REVISION=$REVISION" \
    ${BASE_IMAGE:+--build-arg "BASE_IMAGE=$BASE_IMAGE"} --file Dockerfile .

if docker info >/dev/null 2>&1; then
    : "${BUILDER:=docker}"
elif command -v buildah >/dev/null; then
    : "${BUILDER:=buildah}"
fi

mkdir -p var/sbom
case ${BUILDER:-} in
docker)
    docker build "$@"
    docker run --rm --entrypoint cat "$image" /opt/venv/sbom.json >"var/sbom/$target.json"
    ;;
buildah)
    # Only Docker's format of images has a place for the health check.
    run_buildah bud --format docker "$@"
    container=$(run_buildah from --pull-never "$image")
    run_buildah run "$container" -- cat /opt/venv/sbom.json >"var/sbom/$target.json"
    run_buildah rm "$container" >/dev/null
    ;;
*)
    echo "Images are built with Docker or buildah, and neither is here." >&2
    exit 1
    ;;
esac
echo "$image, parts in var/sbom/$target.json"
