#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds what is missing and starts the demo: a Felix with a Gogo shell, Reeve, and bundles of
# example workers. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: ./demo.sh [OPTION]
       ./demo.sh < FILE

Starts an OSGi framework (Felix) with a shell, in which Reeve supervises example workers. On a
terminal you get the shell. Otherwise the commands on standard input are run, one after the other,
and their output is printed:

    printf 'worker:list\n' | ./demo.sh

Options:
  --build      build first, whether or not something has changed
  --no-build   start what was built last, whether or not something has changed
  --help       this text

Without either the demo is built when there is none or a source is newer than it.

Needs a JDK 17 or newer: the one in JAVA_HOME, else the one of `java` in PATH.

Exit code: 0 when the demo ran, also when one of the commands failed, which is reported on standard
error: the demo goes on with the next command, as a person at the shell would. 1 when it cannot be
built or started, 2 when it is called wrongly.

Everything that the demo writes is in a folder of its own, which it removes when it ends; that is made
in demo/app/target, or where REEVE_DEMO_DIR says. Only the history of the shell stays there.
TEXT
}

fail() {
  echo "demo: $1" >&2
  exit "${2:-1}"
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$root/demo/app/target
app=$target/app
# Exists if this script has built the demo, and is as old as the beginning of that build.
stamp=$app/stamp

build=when-needed
while (($# > 0)); do
  case $1 in
    --build) build=always ;;
    --no-build) build=never ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) fail "unknown option '$1'; see ./demo.sh --help" 2 ;;
  esac
  shift
done

# Sets java to the command and feature to the version, such as 17.
find_java() {
  local text
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail "JAVA_HOME is $JAVA_HOME, but there is no bin/java in it"
  else
    java=$(command -v java) || fail "no Java found: install a JDK 17 or newer, or set JAVA_HOME to one"
  fi
  # The file next to it answers quicker than the JVM does.
  text=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$(dirname "$(readlink -f "$java")")/../release" 2>/dev/null) || true
  if [[ -z $text ]]; then
    text=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  fi
  feature=${text%%[.+-]*}
  [[ $feature =~ ^[0-9]+$ ]] || fail "cannot tell the version of $java"
  ((feature >= 17)) || fail "needs Java 17 or newer, but $java is Java $text; set JAVA_HOME to a newer JDK"
}

is_stale() {
  [[ ! -e $stamp ]] || [[ -n $(
    cd "$root"
    find pom.xml bnd.bnd demo/pom.xml {api,core,impl,shell,manifold-shell,demo/*}/{pom.xml,bnd.bnd,src/main} \
      -newer "$stamp" -print -quit 2>/dev/null
  ) ]]
}

run_build() {
  local javac begin
  javac=$(dirname "$(readlink -f "$java")")/javac
  [[ -x $javac ]] || fail "building the demo needs a JDK, but $java belongs to a JRE; set JAVA_HOME to a JDK"
  echo "Building the demo; the first time this takes some minutes." >&2
  begin=$(mktemp)
  # Without tests, and without the checks that only matter to those who change the sources.
  (cd "$root" && ./mvnw --quiet --batch-mode --no-transfer-progress package -pl demo/app -am \
    -Dmaven.test.skip -Dspotless.check.skip -Dmaven.javadoc.skip </dev/null >&2) ||
    { rm -f "$begin"; fail "the build failed, see above"; }
  mv "$begin" "$stamp"
}

find_java
case $build in
  always) run_build ;;
  when-needed) if is_stale; then run_build; fi ;;
  never) [[ -d $app ]] || fail "there is no demo yet; build it with ./demo.sh --build" ;;
esac

# A short life on a small heap: start quickly.
flags=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto)
if ((feature >= 23)); then
  # Felix 7 uses sun.misc.Unsafe.
  flags+=(--sun-misc-unsafe-memory-access=allow)
fi
if ((feature >= 22)); then
  # JLine asks the terminal through a native library.
  flags+=(--enable-native-access=ALL-UNNAMED)
fi

mode=script
if [[ -t 0 && -t 1 ]]; then
  mode=shell
fi

exec "$java" "${flags[@]}" -cp "$target/classes:$app/lib/*" \
  io.reeve.demo.app.Main "$app" "${REEVE_DEMO_DIR:-$target}" "$mode"
