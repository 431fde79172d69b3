#!/usr/bin/env bash
# Debian packages that the tests use as real parts: a browser, LibreOffice, independent PDF tools, a PKCS#11 token.
set -euo pipefail
declare -A needs=(
  [chromium]=chromium
  [soffice]=libreoffice-writer-nogui
  [pdfsig]=poppler-utils
  [qpdf]=qpdf
  [softhsm2-util]=softhsm2
  [pkcs11-tool]=opensc
  [fc-match]=fontconfig
)
missing=()
for command in "${!needs[@]}"; do
  command -v "$command" >/dev/null || missing+=("${needs[$command]}")
done
fc-list 2>/dev/null | grep -q LiberationSerif || missing+=(fonts-liberation)
[ "${#missing[@]}" -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "Missing Debian packages: ${missing[*]}. Install them as root: apt-get install ${missing[*]}" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
