#!/usr/bin/env bash
# Holds what `replica plan` predicts against what jobs take:
#   bash bench/plan_accuracy.sh OUTDIR
# Measures the machine's rates once (rates.toml, kept if it is there), simulates extracts, and for each point predicts
# describe and generate, and in points with "chain" evaluate and all three, before it runs them, start and end of the
# processes included. Writes accuracy.csv and a table, table.md, to OUTDIR, and prints the table and the worst ratio.
#
# Environment: REPLICA (build/release/replica), POINTS (a file of points as below), MPIRUN (mpirun with its options),
# REPEATS (3: of runs below 10 s, the least of which counts, since other programs only ever slow one down).
set -euo pipefail

out=${1:-}
[[ -n $out ]] || { echo "usage: bash bench/plan_accuracy.sh OUTDIR" >&2 && exit 2; }
replica=${REPLICA:-$(dirname "$0")/../build/release/replica}
repeats=${REPEATS:-3}
export OMPI_ALLOW_RUN_AS_ROOT=${OMPI_ALLOW_RUN_AS_ROOT-1}
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=${OMPI_ALLOW_RUN_AS_ROOT_CONFIRM-1}
export OMPI_MCA_mpi_yield_when_idle=${OMPI_MCA_mpi_yield_when_idle-1}
export HWLOC_HIDE_ERRORS=${HWLOC_HIDE_ERRORS-2}
read -ra mpirun <<< "${MPIRUN:-mpirun --oversubscribe --bind-to none}"

# rows columns degree ranks threads synthetic-rows chain|-
points() {
    if [[ -n ${POINTS:-} ]]; then
        cat "$POINTS"
        return
    fi
    cat <<'END'
10000 8 2 1 1 2000000 chain
10000 60 3 1 1 10000 -
100000 20 2 1 1 1000000 chain
100000 20 2 1 2 1000000 -
100000 60 2 1 2 300000 chain
300000 24 3 1 1 300000 -
300000 24 3 2 1 2000000 -
300000 24 4 1 2 300000 -
1000000 8 4 1 1 5000000 -
1000000 40 1 1 1 1000000 -
1000000 40 2 2 1 1000000 -
1000000 40 3 1 2 1000000 chain
20000000 8 2 1 2 20000000 -
20000000 8 2 2 1 10000000 -
500000 60 3 1 2 1000000 -
END
}

# Every sixth column decimals that go into bins, the others categories of 2 to 10 texts; every fourth lacks a tenth.
specification() { # COLUMNS
    local c i values
    for ((c = 0; c < $1; ++c)); do
        echo "[column.c$c]"
        if ((c % 6 == 5)); then
            printf 'distribution = "normal"\nmean = 100\nsd = 20\nround = 1\n'
        else
            values=
            for ((i = 0; i < c % 5 * 2 + 2; ++i)); do values+="\"v$i\", "; done
            printf 'distribution = "categorical"\nvalues = [%s]\n' "${values%, }"
        fi
        if ((c % 4 == 3)); then echo "missing = 0.1"; fi
    done
}

start_ranks() { # RANKS ARGUMENT...
    local ranks=$1
    shift
    if ((ranks > 1)); then "${mpirun[@]}" -n "$ranks" "$replica" "$@"; else "$replica" "$@"; fi
}

# Sets `took` to the least seconds of some runs.
took=
measure() { # RANKS ARGUMENT...
    local begin now run
    took=
    for ((run = 0; run < repeats; ++run)); do
        begin=$(date +%s.%N)
        start_ranks "$@" --quiet --force
        now=$(awk -v a="$begin" -v b="$(date +%s.%N)" 'BEGIN { printf "%.3f", b - a }')
        took=$(awk -v a="${took:-$now}" -v b="$now" 'BEGIN { print a < b ? a : b }')
        if awk -v a="$now" 'BEGIN { exit !(a > 10) }'; then break; fi
    done
}

predicted() { # JOB
    python3 -c 'import json, sys
plan = json.load(open(sys.argv[1]))
print("%.3f" % (plan["seconds"] if sys.argv[2] == "chain" else plan["jobs"][sys.argv[2]]["seconds"]))' \
        "$out/plan.json" "$1"
}

tell() { # JOB ROWS COLUMNS DEGREE RANKS THREADS SYNTHETIC MEASURED
    local expected
    expected=$(predicted "$1")
    awk -v OFS=, -v p="$expected" -v m="$8" -v job="$1" -v rows="$2" -v columns="$3" -v degree="$4" -v ranks="$5" \
        -v threads="$6" -v synthetic="$7" \
        'BEGIN { print job, rows, columns, degree, ranks, threads, synthetic, p, m, sprintf("%.2f", p / m) }' |
        tee -a "$out/accuracy.csv"
}

run_point() { # ROWS COLUMNS DEGREE RANKS THREADS SYNTHETIC KIND
    local extract=$out/extract-$1x$2 describe generate
    if [[ ! -d $extract ]]; then
        rm -rf "$out"/extract-*
        specification "$2" > "$out/spec.toml"
        "$replica" simulate "$out/spec.toml" --rows "$1" --out "$extract" --quiet
    fi
    "$replica" plan "$extract" --degree "$3" --ranks "$4" --threads "$5" --synthetic-rows "$6" \
        --calibration "$out/rates.toml" --json --quiet > "$out/plan.json"
    measure "$4" describe "$extract" --epsilon none --degree "$3" --threads "$5" --model "$out/model.h5"
    describe=$took
    tell describe "${@:1:6}" "$describe"
    measure "$4" generate "$out/model.h5" --rows "$6" --threads "$5" --out "$out/replica"
    generate=$took
    tell generate "${@:1:6}" "$generate"
    [[ $7 == chain ]] || return 0
    measure "$4" evaluate --real "$extract" --synthetic "$out/replica" --threads "$5" --out "$out/report"
    tell evaluate "${@:1:6}" "$took"
    tell chain "${@:1:6}" "$(awk -v a="$describe" -v b="$generate" -v c="$took" 'BEGIN { print a + b + c }')"
}

mkdir -p "$out"
if [[ ! -e $out/rates.toml ]]; then
    "$replica" plan --calibrate --out "$out/alone.toml" --force --quiet
    # What ranks tell each other, and how long they take to start.
    start_ranks 2 plan --calibrate --calibration "$out/alone.toml" --out "$out/rates.toml" --quiet
fi
echo job,rows,columns,degree,ranks,threads,synthetic_rows,predicted,measured,ratio > "$out/accuracy.csv"
while read -r -a point; do
    [[ ${#point[@]} -eq 7 ]] && run_point "${point[@]}" < /dev/null
done < <(points)
rm -rf "$out"/extract-* "$out/replica" "$out/report" "$out/model.h5"
{
    echo "| Job | Rows x columns | Degree | Ranks x threads | Synthetic rows | Predicted, s | Measured, s | Ratio |"
    echo "|---|---|---|---|---|---|---|---|"
    awk -F, 'NR > 1 { printf "| %s | %d x %d | %d | %d x %d | %d | %.2f | %.2f | %.2f |\n", $1, $2, $3, $4, $5, $6, $7, $8, $9, $10 }' \
        "$out/accuracy.csv"
} > "$out/table.md"
cat "$out/table.md"
awk -F, 'NR > 1 { r = $10 > 1 ? $10 : 1 / $10; n++; if (r > 1.5) over++; if (r > worst) { worst = r; line = $0 } }
    END { printf "%d points, %d beyond a factor of 1.5; the worst: %s\n", n, over, line }' "$out/accuracy.csv"
