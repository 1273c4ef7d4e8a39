#!/usr/bin/env bash
# One door to everything: ./build.sh --help
set -euo pipefail
cd "$(dirname "$0")"

JDK_MIN=25

usage() {
  cat <<'TEXT'
./build.sh VERB

  run    build the jar if it is older than its sources, then serve
  jar    build target/goldset.jar
  test   everything: format, compiler checks, all tests, the finished jar
  fmt    bring all sources into the one format

Options behind a verb go to Maven, for example: ./build.sh test -Dtest=GoldenTest
Golden files are rewritten by: ./build.sh test -Dgolden.update=true
Needs a JDK of 25 or later, and Maven.
TEXT
}

jdk_major() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

find_jdk() {
  local home major java
  java=$(command -v java || true)
  for home in "${JAVA_HOME:-}" \
    ${java:+"$(dirname "$(dirname "$(readlink -f "$java")")")"} \
    /usr/lib/jvm/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -x "$home/bin/javac" ] || continue
    major=$(jdk_major "$home")
    if [ "${major:-0}" -ge "$JDK_MIN" ]; then
      export JAVA_HOME="$home"
      return
    fi
  done
  echo "build.sh: no JDK of $JDK_MIN or later in JAVA_HOME, on PATH or in the usual folders." >&2
  echo "Install one, for example Temurin $JDK_MIN (https://adoptium.net), and set JAVA_HOME to it." >&2
  exit 1
}

maven() {
  command -v mvn >/dev/null || {
    echo "build.sh: Maven (mvn) is not on PATH; install it, for example from your system's packages." >&2
    exit 1
  }
  mvn -B -ntp "$@"
}

jar() {
  maven -q package -Dmaven.test.skip=true -Dspotless.check.skip=true "$@"
}

verb=${1:---help}
shift || true
case "$verb" in
  run)
    find_jdk
    if [ ! -f target/goldset.jar ] || [ -n "$(find pom.xml src/main sql -newer target/goldset.jar -print -quit)" ]; then
      jar
    fi
    exec "$JAVA_HOME/bin/java" -jar target/goldset.jar "$@"
    ;;
  jar)
    find_jdk
    jar "$@"
    echo "target/goldset.jar"
    ;;
  test)
    find_jdk
    maven verify "$@"
    ;;
  fmt)
    find_jdk
    maven -q spotless:apply "$@"
    ;;
  --help | -h | help) usage ;;
  *)
    echo "build.sh: no verb '$verb'" >&2
    usage >&2
    exit 2
    ;;
esac
