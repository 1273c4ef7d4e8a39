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
  conformance
         the vendors' public clients, fetched by name, against the jar; a table, and target/conformance.json
  bench  the loads of src/bench beside PostgreSQL's own pace; a quarter of an hour, or rows by name
  fmt    bring all sources into the one format

Options behind jar, test and fmt go to Maven: ./build.sh test -Dtest=GoldenTest
Settings of run are environment variables: GOLDSET_PORT=0 ./build.sh run
Golden files are rewritten by: ./build.sh test -Dgolden.update=true
Needs Maven and a JDK of 25 or later, which is sought in JAVA_HOME, on PATH and in the usual folders.
TEXT
}

jdk_major() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true
}

find_jdk() {
  local home major java
  java=$(command -v java || true)
  for home in "${JAVA_HOME:-}" \
    ${java:+"$(dirname "$(dirname "$(readlink -f "$java")")")"} \
    /usr/lib/jvm/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
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
  mvn -B -ntp -Dstyle.color=never "$@"
}

jar() {
  # Maven ends its colours even where it was told to use none.
  maven -q package -Dmaven.test.skip=true -Dspotless.check.skip=true "$@" 2>&1 | sed $'s/\033\\[[0-9;]*m//g'
}

fresh_jar() {
  if [ ! -f target/goldset.jar ] || [ -n "$(find pom.xml src/main src/build sql -newer target/goldset.jar -print -quit)" ]; then
    echo "building target/goldset.jar …"
    jar
    train
  fi
}

# What run gives the JVM. Measured: G1 takes bulk loads half again as fast as the serial collector, for 8 MiB more.
# What the compilers took while it started is given back when it is idle.
jvm_flags=(-XX:+UseCompactObjectHeaders -Xms16m -XX:TrimNativeHeapInterval=5000)
# Two collectors are none: whoever names one in JDK_JAVA_OPTIONS gets it.
[[ ${JDK_JAVA_OPTIONS-} == *-XX:+Use*GC* ]] || jvm_flags+=(-XX:+UseG1GC)

# The jar started once, used for some seconds and stopped: what the JVM learnt of it starts the next one twice as fast,
# and brings it to its full speed after a thousand calls rather than ten thousand.
# The JVM takes a cache for the very jar that it was made with, and does without it otherwise.
train() {
  local dir=target/training server address org=0a000000-0000-7000-8000-000000000001
  local key=training-training-training-training
  rm -rf "$dir" target/goldset.aot && mkdir -p "$dir"
  env -i PATH="$PATH" HOME="${HOME:-/}" GOLDSET_PORT=0 GOLDSET_DATA="$dir/data" GOLDSET_ORG_ID="$org" \
    GOLDSET_ADMIN_KEY="$key" "$JAVA_HOME/bin/java" \
    "${jvm_flags[@]}" -XX:AOTCacheOutput=target/goldset.aot -jar target/goldset.jar >"$dir/log" 2>&1 &
  server=$!
  for _ in $(seq 300); do
    grep -q ' serves ' "$dir/log" && break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  address=$(sed -n 's/.* serves //p' "$dir/log")
  if [ -n "$address" ]; then
    "$JAVA_HOME/bin/java" src/build/java/Training.java "$address" "$org" "$key" >>"$dir/log" 2>&1 ||
      echo "build.sh: the training broke off ($dir/log says why); the start-up cache knows less" >&2
    kill "$server"
  fi
  wait "$server" || true
  rm -rf "$dir/data"
  [ -f target/goldset.aot ] || echo "build.sh: no start-up cache was made ($dir/log says why); run does without" >&2
}

# The scenarios once more on the oldest PostgreSQL that is promised, where its server is installed.
test_on_15() {
  local bin=/usr/lib/postgresql/15/bin dir=target/postgres-15 port=54915 as=()
  [ -x "$bin/postgres" ] || {
    echo "build.sh: no PostgreSQL 15 server in $bin: its scenarios are not run"
    return
  }
  [ "$(id -u)" != 0 ] || as=(unshare -U)
  rm -rf "$dir" && mkdir -p "$dir"
  head -c 24 /dev/urandom | base64 | tr -d '/+=' >"$dir/password"
  "${as[@]}" "$bin/initdb" -D "$dir/data" -A scram-sha-256 --pwfile="$dir/password" -U test -E UTF8 --locale=C.UTF-8 >"$dir/log"
  "${as[@]}" "$bin/postgres" -D "$dir/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories='' >>"$dir/log" 2>&1 &
  local server=$!
  trap 'kill -INT '"$server"' 2>/dev/null || true; wait' EXIT
  for _ in $(seq 50); do
    grep -q 'ready to accept' "$dir/log" && break
    sleep 0.1
  done
  GOLDSET_TEST_DATABASE_URL="postgres://test:$(cat "$dir/password")@127.0.0.1:$port/postgres" \
    maven surefire:test@default-test -Dtest='GoldenTest,RoutesTest,AppendTest,RealDataTest'
}

# Against the finished jar, and never in it.
bench() {
  rm -rf target/bench-classes
  "$JAVA_HOME/bin/javac" -Xlint:all,-processing,-classfile -Werror -proc:none -d target/bench-classes \
    -cp target/goldset.jar src/bench/java/goldset/bench/*.java
  # Its rows are made ahead of time, so nothing is collected while it measures.
  exec "$JAVA_HOME/bin/java" -Xms3g -Xmx3g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
    -cp target/goldset.jar:target/bench-classes goldset.bench.Bench "$@"
}

verb=${1:---help}
shift || true
case "$verb" in
  run)
    find_jdk
    fresh_jar
    [ ! target/goldset.aot -nt target/goldset.jar ] || jvm_flags+=(-XX:AOTCache=target/goldset.aot)
    exec "$JAVA_HOME/bin/java" "${jvm_flags[@]}" -jar target/goldset.jar "$@"
    ;;
  jar)
    find_jdk
    jar "$@"
    train
    echo "target/goldset.jar"
    ;;
  test)
    find_jdk
    maven verify "$@"
    [ $# -gt 0 ] || test_on_15
    ;;
  conformance)
    find_jdk
    command -v python3 >/dev/null || {
      echo "build.sh: conformance needs python3 (3.9 or later, with venv)" >&2
      exit 1
    }
    fresh_jar
    exec python3 -B src/conformance/run.py target/goldset.jar target/conformance
    ;;
  bench)
    find_jdk
    fresh_jar
    bench "$@"
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
