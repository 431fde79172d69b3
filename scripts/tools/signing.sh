#!/usr/bin/env bash
# pyHanko, an independent PDF signature validator, and signxml, which signs XML, in tools/pyhanko; pkcs11js
# compiled for tokens, where it can be.
# Done once; needs no network afterwards.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
venv="$root/tools/pyhanko"
wanted='pyHanko==0.38.0'
pkcs11="$root/node_modules/pkcs11js"
if [ -d "$pkcs11" ] && [ ! -f "$pkcs11/build/Release/pkcs11.node" ]; then
  # Install scripts are off for all packages; this one is optional and needs a compiler.
  (cd "$root" && npm rebuild pkcs11js --ignore-scripts=false >/dev/null 2>&1) ||
    echo 'pkcs11js was not compiled: keys on PKCS#11 tokens are not available, and not tested.' >&2
fi
signxml() {
  "$venv/bin/python" -c 'import signxml' 2>/dev/null ||
    "$venv/bin/pip" install --quiet --disable-pip-version-check 'signxml==5.2.0'
}
if [ -f "$venv/.installed" ] && [ "$(cat "$venv/.installed")" = "$wanted" ]; then
  signxml
  exit 0
fi
python3 -m venv --help >/dev/null 2>&1 || { echo 'Missing Debian package: python3-venv' >&2; exit 1; }
rm -rf "$venv"
mkdir -p "$root/tools"
python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check "$wanted" 'pyhanko-certvalidator==0.33.0'
signxml
echo "$wanted" >"$venv/.installed"
