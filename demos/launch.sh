# Sourced by demos/run and benchmarks/run: starts a main class of a module, building first what is missing or older than its sources.
# Before it, `module` names the module's folder; then `launch MAIN_CLASS [arguments]`, with more JVM flags in the array `flags`. With
# `tests=test-` before it, the class is one of the module's tests.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
target=$root/$module/target
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
flags=()
tests=${tests:-}

# Built, nothing newer among the sources, and every entry of the class path still there.
is_built() {
    local built=$target/${tests}built own=()
    [[ -z $tests ]] || own=("$root/$module/src/test")
    [[ -f $built && -f $target/${tests}classpath && -d $target/${tests}classes ]] || return 1
    [[ -z $(find "$root"/pom.xml "$root"/{"$module",cluster,server,manager,pool,queue,ipc,worker-launcher}/{pom.xml,src/main} ${own[@]+"${own[@]}"} -newer "$built" -print -quit) ]] \
        || return 1
    local entries entry
    IFS=: read -r -a entries <"$target/${tests}classpath"
    for entry in "${entries[@]}"; do
        [[ -e $entry ]] || return 1
    done
}

# Only what it needs to run: no tests, no Javadoc, no format check, no Error Prone.
build() {
    echo "building (first run only)…" >&2
    touch "$target/building"
    local log status=0
    log=$(cd "$root" && mvn -q -B -ntp -pl "$module" -am -DskipTests -P '!error-prone' "process-${tests}classes" 2>&1) || status=$?
    if ((status)); then
        printf '%s\n' "$log" >&2
        return "$status"
    fi
    mv "$target/building" "$target/${tests}built"
}

# The JDK's version without starting it, which would take longer than all else here; 0 if it cannot be told.
java_version() {
    local home=${JAVA_HOME:-} line
    [[ -n $home ]] || home=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
    [[ -r $home/release ]] || { echo 0; return; }
    while IFS= read -r line; do
        if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
            echo "${BASH_REMATCH[1]}"
            return
        fi
    done <"$home/release"
    echo 0
}

launch() {
    if ! is_built; then
        mkdir -p "$target"
        if command -v flock >/dev/null; then
            exec 9>"$target/lock"
            flock 9
        fi
        is_built || build
        exec 9>&-
    fi
    if (($(java_version) >= 22)); then
        # the kernel's futex is called natively, which JDK 24+ comments on unless it is allowed
        flags+=(--enable-native-access=ALL-UNNAMED)
    fi
    exec "$java" ${flags[@]+"${flags[@]}"} -cp "${tests:+$target/test-classes:}$target/classes:$(<"$target/${tests}classpath")" "$@"
}
