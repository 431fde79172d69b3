#!/usr/bin/env bash
# The S3 server of the tests: versitygw (Apache-2.0), built by Go into tools/bin once.
set -euo pipefail
version=v1.0.14
bin="$(cd "$(dirname "$0")/../.." && pwd)/tools/bin"
[ -x "$bin/versitygw" ] && [ "$(cat "$bin/versitygw.version" 2>/dev/null)" = "$version" ] && exit 0
if command -v versitygw >/dev/null || [ -x "${GOPATH:-$HOME/go}/bin/versitygw" ]; then exit 0; fi
command -v go >/dev/null || { echo "versitygw needs Go to build: https://go.dev/dl" >&2; exit 1; }
GOBIN="$bin" go install "github.com/versity/versitygw/cmd/versitygw@$version"
echo "$version" >"$bin/versitygw.version"
