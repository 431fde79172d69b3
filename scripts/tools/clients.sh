#!/usr/bin/env bash
# Zeebe clients of other languages, for the engine's conformance tests: pyzeebe in tools/pyzeebe, the Java client
# in tools/java-client with our story compiled beside it. Done once; needs no network afterwards.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
mkdir -p "$root/tools"

venv="$root/tools/pyzeebe"
wanted='pyzeebe==4.7.0'
if [ "$(cat "$venv/.installed" 2>/dev/null || true)" != "$wanted" ]; then
  python3 -m venv --help >/dev/null 2>&1 || { echo 'Missing Debian package: python3-venv' >&2; exit 1; }
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "$wanted"
  echo "$wanted" >"$venv/.installed"
fi

java="$root/tools/java-client"
sources="$root/engine/clients/java"
wanted="$(cat "$sources/pom.xml" "$sources/Story.java" | sha256sum)"
if [ "$(cat "$java/.installed" 2>/dev/null || true)" != "$wanted" ]; then
  command -v javac >/dev/null && command -v mvn >/dev/null || { echo 'Missing Debian packages: default-jdk-headless maven' >&2; exit 1; }
  rm -rf "$java"
  mvn --quiet --batch-mode --file "$sources/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$java/jars"
  javac -encoding UTF-8 -cp "$java/jars/*" -d "$java/classes" "$sources/Story.java"
  echo "$wanted" >"$java/.installed"
fi
