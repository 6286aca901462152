#!/bin/bash
# Installs the packages and the container images. Downloads nothing that is there: a machine image of
# a build has all of them.
set -euo pipefail

# Package mirrors and container registries sometimes fail.
retry() {
  for _ in 1 2 3 4 5; do
    "$@" && return
    sleep 10
  done
  "$@"
}

# The services of the packages have other settings; nginx would take port 80.
systemctl mask nginx.service coturn.service
# pigz halves the time in which Docker unpacks images.
if ! { docker compose version && python3 -c 'import boto3' && command -v turnserver &&
  test -e "${ROOT-}/usr/lib/nginx/modules/ngx_stream_module.so"; } >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt=(apt-get -o DPkg::Lock::Timeout=120 ${SNAPSHOT:+-o "APT::Snapshot=$SNAPSHOT"})
  retry "${apt[@]}" update
  retry "${apt[@]}" install -y --no-install-recommends \
    docker.io docker-compose-v2 python3-boto3 pigz coturn nginx-light libnginx-mod-stream
fi

if [ -n "${PHASES-}" ]; then touch "$PHASES/packages"; fi
pulls=()
for part in web prosody jicofo jvb; do
  digest="${part^^}_DIGEST"
  image="${IMAGES:?}/$part:${IMAGE_VERSION:?}${!digest-}"
  docker image inspect "$image" >/dev/null 2>&1 && continue
  retry docker pull --quiet "$image" &
  pulls+=($!)
done
for pull in "${pulls[@]}"; do wait "$pull"; done
