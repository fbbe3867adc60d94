#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# Builds what is missing and lets a storm rage over a real Felix. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: ./chaos.sh [--minutes N] [--seed S]

Lets a storm rage over a Felix with 200 bundles of workers and manifolds: bundles are started, stopped, updated, refreshed
and uninstalled, configurations change, workers crash, hang and lie, SCR, ConfigurationAdmin and Reeve itself are
restarted, and the heap is squeezed. When it has passed, what should run has to run, nothing else may, and when that is
taken away too, no class loader, thread, timer or service use may be left.

  --minutes N   how long the storm lasts; 10 if absent
  --seed S      what the dice depend on; another one each time if absent. Threads of the container run as they
                please, so that a seed gives the same operations again, but not the same moments.

The exit code is 0 if all is well. If not, the last operations and all that is wrong are printed.
TEXT
}

fail() {
  echo "chaos: $1; see --help" >&2
  exit 2
}

minutes=10
seed=
while (($# > 0)); do
  case $1 in
    --help | -h) usage; exit 0 ;;
    --minutes) minutes=${2:-}; shift ;;
    --seed) seed=${2:-}; [[ $seed =~ ^[0-9]{1,18}$ ]] || fail "--seed needs a whole number, not '$seed'"; shift ;;
    *) fail "unknown option '$1'" ;;
  esac
  shift
done
[[ $minutes =~ ^[1-9][0-9]{0,3}$ ]] || fail "--minutes needs a whole number from 1 to 9999, not '$minutes'"

cd "$(dirname "${BASH_SOURCE[0]}")"
echo "Building what is missing, which takes some minutes the first time; then $minutes min of storm." >&2
options=(-Dreeve.chaos.seconds=$((minutes * 60)))
[[ -z $seed ]] || options+=("-Dreeve.seed=$seed")

# Without the other tests, and without the checks that only matter to those who change the sources.
exec ./mvnw --batch-mode --no-transfer-progress --quiet verify -pl itest -am -Dtest=none -Dit.test=ChaosIT \
  -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dspotless.check.skip -Dmaven.javadoc.skip "${options[@]}" </dev/null
