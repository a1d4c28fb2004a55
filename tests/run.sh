#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests: the whole suite in release, unit tests under the sanitizers.
#
#   bash tests/run.sh            everything
#   bash tests/run.sh --core     only what needs neither a server nor a browser
#
# The last line is "N passed, N failed" over all runs, with ", N skipped" where there are such.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

left_out='^$'
case "${1:-}" in
    "") ;;
    --core) left_out='^(server|browser|slurm)$' ;;
    *) echo "run.sh: unknown option '$1'; the only one is --core." >&2 && exit 2 ;;
esac

bash jobs/install-packages.sh --tests || exit $?
bash jobs/install-duckdb.sh || echo "Going on without DuckDB: the tests that need it are skipped."

# Sanitizers read /proc, which a bare chroot lacks: there it is mounted for as long as the tests run.
if [ ! -e /proc/self/maps ] && [ "$(id -u)" -eq 0 ] && mount -t proc proc /proc 2>/dev/null; then
    trap 'umount /proc' EXIT
    trap 'exit 130' INT TERM
fi

passed=0 failed=0 skipped=0
started=$SECONDS
cores=$(nproc)
jobs=$(($(getconf _PHYS_PAGES) / (1048576 / ($(getconf PAGE_SIZE) / 1024)) / 2 + 1))
[ "$jobs" -le "$cores" ] || jobs=$cores

note() { printf '\n== %s (%d s)\n' "$1" $((SECONDS - started)); }

count_in() { sed -n "s/^.*[[:space:]]$1=\"\([0-9]*\)\".*\$/\1/p" "$2" | head -n 1; }

# build PRESET TARGET [cmake options...]: a failure counts as one failed test.
build() {
    local preset=$1 target=$2
    shift 2
    note "build $preset"
    cmake --preset "$preset" "$@" >"build/$preset.configure.log" 2>&1 ||
        { cat "build/$preset.configure.log" && failed=$((failed + 1)) && return 1; }
    cmake --build --preset "$preset" --target "$target" -j "$jobs" -- --quiet || { failed=$((failed + 1)) && return 1; }
}

# run PRESET [ctest options...]: adds ctest's totals to ours.
run() {
    local preset=$1 totals=build/$1.junit.xml tests not_passed
    shift
    note "test $preset"
    rm -f "$totals"
    ctest --test-dir "build/$preset" --output-on-failure --no-tests=error -j "$cores" -LE "$left_out" \
        --output-junit "$PWD/$totals" "$@"
    local status=$?
    if [ ! -s "$totals" ]; then
        failed=$((failed + 1))
        return
    fi
    tests=$(count_in tests "$totals") not_passed=$(count_in failures "$totals")
    local not_run=$(($(count_in skipped "$totals") + $(count_in disabled "$totals")))
    [ "$status" -eq 0 ] || [ "$not_passed" -gt 0 ] || not_passed=1
    failed=$((failed + not_passed)) skipped=$((skipped + not_run)) passed=$((passed + tests - not_passed - not_run))
}

# Leaves out a preset whose tools this machine lacks, and says so.
leave_out() {
    note "skipped: $1, $2"
    skipped=$((skipped + 1))
}

mkdir -p build
# MPI looks up this machine's name, which a bare chroot can't: then don't wait long.
export RES_OPTIONS="${RES_OPTIONS:-timeout:1 attempts:1}"
export ASAN_OPTIONS=detect_stack_use_after_return=1:${ASAN_OPTIONS:-}
export LSAN_OPTIONS=suppressions=$PWD/tests/sanitizers/leak.supp:print_suppressions=0
export UBSAN_OPTIONS=print_stacktrace=1
# Archer tells the thread sanitizer what OpenMP synchronizes.
export TSAN_OPTIONS="ignore_noninstrumented_modules=1 second_deadlock_stack=1"
archer=$(find /usr/lib/llvm-14/lib -name 'libarcher.so' 2>/dev/null)

build release all -DREPLICA_TESTS=ON -DREPLICA_BENCHMARKS=ON && run release
if [ -e /proc/self/maps ]; then
    # Address and undefined behaviour in one build: half the time of one after the other.
    build sanitize unit_tests && run sanitize -L '^unit$'
    if [ -n "$archer" ] && command -v clang++-14 >/dev/null; then
        export OMP_TOOL_LIBRARIES=$archer
        build tsan kernels_unit_tests && run tsan -L '^unit$' -L '^kernels$'
    else
        leave_out tsan "clang-14, libomp-14-dev and libclang-rt-14-dev are not installed"
    fi
else
    leave_out "sanitize and tsan" "/proc is not mounted and sanitizers need it"
fi

note "done"
line="$passed passed, $failed failed"
[ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
