#!/usr/bin/env bash
# Measures how counting and search scale over ranks and threads:
#   bash bench/scaling.sh strong|weak OUTDIR
# strong: the same table on more cores; weak: as many rows for each core. Writes results.csv (every run), table.md and
# plot.svg (the fastest run of each kind) to OUTDIR. On a shared machine more REPEATS, which take turns, help.
#
# Environment: MOST (cores, default 4: ranks and threads 1, 2, 4, ... up to that), ROWS (of the table, or of each core;
# 1000000), TABLE_COLUMNS (40), CODES (4), DEGREE (2), REPEATS (3), BIN (folder of the programs, build/release/bench),
# MPIRUN (mpirun with its options).
set -euo pipefail

kind=${1:-}
out=${2:-}
if [[ ($kind != strong && $kind != weak) || -z $out ]]; then
    echo "usage: bash bench/scaling.sh strong|weak OUTDIR" >&2
    exit 2
fi
most=${MOST:-4}
rows=${ROWS:-1000000}
bin=${BIN:-$(dirname "$0")/../build/release/bench}
# As root, and with more ranks than cores; what is set already stays.
export OMPI_ALLOW_RUN_AS_ROOT=${OMPI_ALLOW_RUN_AS_ROOT-1}
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=${OMPI_ALLOW_RUN_AS_ROOT_CONFIRM-1}
export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle-1}
export HWLOC_HIDE_ERRORS=${HWLOC_HIDE_ERRORS-2}
read -ra mpirun <<< "${MPIRUN:-mpirun --oversubscribe --bind-to none}"

mkdir -p "$out"
results=$out/results.csv
: > "$results"

run() { # DECOMPOSITION RANKS THREADS
    local all=$rows header=()
    [[ $kind == weak ]] && all=$((rows * $2 * $3))
    [[ -s $results ]] || header=(--header)
    "${mpirun[@]}" -n "$2" "$bin/scaling" --decomposition "$1" --threads "$3" --rows "$all" \
        --columns "${TABLE_COLUMNS:-40}" --codes "${CODES:-4}" --degree "${DEGREE:-2}" "${header[@]}" >> "$results"
    tail -n 1 "$results"
}

for ((repeat = 0; repeat < ${REPEATS:-3}; ++repeat)); do
    for decomposition in shared replicated grid; do
        for ((ranks = 1; ranks <= most; ranks *= 2)); do
            # Ranks alone, and with as many threads as are left.
            run "$decomposition" "$ranks" 1
            if ((ranks > 1 && most / ranks > 1)); then run "$decomposition" "$ranks" $((most / ranks)); fi
        done
    done
    for ((threads = 2; threads <= most; threads *= 2)); do run shared 1 "$threads"; done
done
"$bin/scaling_plot" "$kind" "$results" "$out/plot.svg" "$(nproc)" > "$out/table.md"
cat "$out/table.md"
