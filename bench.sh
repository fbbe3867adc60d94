#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds what is missing and measures Reeve beside the floor and its peers. See --help.
set -euo pipefail

fail() {
  echo "bench: $1" >&2
  exit "${2:-1}"
}

cd "$(dirname "${BASH_SOURCE[0]}")"
target=bench/target
stamp=$target/stamp

if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
  [[ -x $java ]] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
else
  java=$(command -v java) || fail "no Java found: install a JDK 17 or newer, or set JAVA_HOME to one"
fi

is_stale() {
  [[ ! -e $stamp ]] || [[ -n $(find pom.xml {api,core,impl,bench}/{pom.xml,src/main} -newer "$stamp" -print -quit) ]]
}

if is_stale; then
  echo "Building; the first time this takes some minutes." >&2
  begin=$(mktemp)
  # Without tests, and without the checks that only matter to those who change the sources.
  ./mvnw --quiet --batch-mode --no-transfer-progress package -pl bench -am \
    -Dmaven.test.skip -Dspotless.check.skip -Dmaven.javadoc.skip </dev/null >&2 ||
    { rm -f "$begin"; fail "the build failed, see above"; }
  mv "$begin" "$stamp"
fi

version=$(git describe --always --dirty --exclude '*' 2>/dev/null) || version="?"

exec "$java" "-Dreeve.bench.version=$version" -cp "$target/classes:$target/lib/*" io.reeve.bench.Bench "$@"
