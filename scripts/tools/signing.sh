#!/usr/bin/env bash
# pyHanko, an independent PDF signature validator, in tools/pyhanko. Done once; needs no network afterwards.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
venv="$root/tools/pyhanko"
wanted='pyHanko==0.38.0'
[ -f "$venv/.installed" ] && [ "$(cat "$venv/.installed")" = "$wanted" ] && exit 0
python3 -m venv --help >/dev/null 2>&1 || { echo 'Missing Debian package: python3-venv' >&2; exit 1; }
rm -rf "$venv"
mkdir -p "$root/tools"
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check "$wanted" 'pyhanko-certvalidator==0.33.0'
echo "$wanted" >"$venv/.installed"
