#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds what is missing and simulates supervisors in as many seeded schedules as you like. See --help.
set -euo pipefail

fail() {
  echo "simulate: $1" >&2
  exit "${2:-1}"
}

cd "$(dirname "${BASH_SOURCE[0]}")"
stamp=behaviour/target/simulate.stamp

if [[ -n ${JAVA_HOME:-} ]]; then
  java=$JAVA_HOME/bin/java
  [[ -x $java ]] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
else
  java=$(command -v java) || fail "no Java found: install a JDK 17 or newer, or set JAVA_HOME to one"
fi

options=()
build=when-needed
for option; do
  case $option in
    --build) build=always ;;
    --help | -h) build=never-asked; options+=("$option") ;;
    *) options+=("$option") ;;
  esac
done

is_stale() {
  [[ ! -e $stamp ]] ||
    [[ -n $(find pom.xml {api,core,testkit}/{pom.xml,src/main} behaviour/{pom.xml,src/test} -newer "$stamp" -print -quit) ]]
}

if [[ $build == always ]] || { [[ $build != never-asked || ! -d behaviour/target/test-classes ]] && is_stale; }; then
  echo "Building; the first time this takes some minutes." >&2
  begin=$(mktemp)
  # Without running tests, and without the checks that only matter to those who change the sources.
  ./mvnw --quiet --batch-mode --no-transfer-progress test-compile -pl behaviour -am \
    -Dspotless.check.skip -Dmaven.javadoc.skip </dev/null >&2 ||
    { rm -f "$begin"; fail "the build failed, see above"; }
  mv "$begin" "$stamp"
fi

classes=behaviour/target/test-classes
for module in testkit core api; do
  classes+=:$module/target/classes
done

exec "$java" -XX:+UseSerialGC -cp "$classes" io.reeve.behaviour.simulation.Simulate "${options[@]}"
