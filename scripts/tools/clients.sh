#!/usr/bin/env bash
# Zeebe clients of other languages, for the engine's conformance tests: pyzeebe in tools/pyzeebe, the Java clients in
# tools/java-client and tools/camunda-client with our programs compiled beside them. Done once; needs no network
# afterwards.
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

# java_client TOOL FOLDER: the jars of engine/clients/FOLDER/pom.xml, and the programs beside it, in tools/TOOL.
java_client() {
  local java="$root/tools/$1" sources="$root/engine/clients/$2" wanted
  wanted="$(cat "$sources"/pom.xml "$sources"/*.java | sha256sum)"
  if [ "$(cat "$java/.installed" 2>/dev/null || true)" = "$wanted" ]; then return; fi
  command -v javac >/dev/null && command -v mvn >/dev/null || { echo 'Missing Debian packages: default-jdk-headless maven' >&2; exit 1; }
  rm -rf "$java"
  mvn --quiet --batch-mode --file "$sources/pom.xml" \
    org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
    -DincludeScope=runtime -DoutputDirectory="$java/jars"
  javac -encoding UTF-8 -cp "$java/jars/*" -d "$java/classes" "$sources"/*.java
  echo "$wanted" >"$java/.installed"
}
java_client java-client java
java_client camunda-client camunda
