#!/usr/bin/env bash
# From a fresh checkout to a replica: installs what is missing, builds, simulates a hospital's OMOP tables, checks them,
# extracts its visits, treats what identifies patients, replicates the extract on two ranks, and reports how good that is.
#
#   bash jobs/demo.sh
#
# What it makes is in build/demo, and made anew each time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
persons=40000 demo=build/demo started=$SECONDS

bash jobs/install-packages.sh
bash jobs/install-duckdb.sh

echo "Building (log in build/demo-build.log) ..."
mkdir -p build
{ cmake --preset release && cmake --build --preset release --target replica -j "$(nproc)"; } \
    >build/demo-build.log 2>&1 || { tail -n 40 build/demo-build.log >&2 && exit 1; }
built=$((SECONDS - started))

# In containers: as root, with more ranks than cores, and without binding, which needs to see the
# processors.
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1 HWLOC_HIDE_ERRORS=2
# MPI looks up this machine's name, which a bare chroot can't: then don't wait long.
export RES_OPTIONS="${RES_OPTIONS:-timeout:1 attempts:1}"
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1}

run() {
    echo "+ $*"
    "$@"
}

rm -rf "$demo"
mkdir -p "$demo"
replica=build/release/replica
run mpirun -n 2 "$replica" simulate jobs/specs/omop_community_hospital.toml --persons "$persons" --shard-rows 20000 --seed 1 --out "$demo/omop"
run "$replica" check "$demo/omop" --json "$demo/check.json"
run "$replica" extract --source "$demo/omop" --cohort visits --out "$demo/visits.csv"
run mpirun -n 2 "$replica" deidentify "$demo/visits.csv" --set limited-data-set --key "$demo/pseudonyms.key" --out "$demo/extract.csv"
run mpirun -n 2 "$replica" describe "$demo/extract.csv" --mode correlated --degree 2 --epsilon none --model "$demo/model.h5"
"$replica" inspect "$demo/model.h5" >"$demo/model.txt"
"$replica" inspect "$demo/model.h5" --dot >"$demo/network.dot"
run mpirun -n 2 "$replica" generate "$demo/model.h5" --rows 100% --seed 1 --out "$demo/replica"
run mpirun -n 2 "$replica" evaluate --real "$demo/extract.csv" --synthetic "$demo/replica" --model "$demo/model.h5" --plots --out "$demo/report"

cat <<MESSAGE

A replica of the visits of $persons made-up patients, in $((SECONDS - started)) s, of which $built s went into setting up and building:
  $demo/omop/                 the hospital's tables, as OMOP has them; check.json says how well
  $demo/visits.csv            its visits, a row each
  $demo/extract.csv           the same with pseudonyms; extract.csv.record.txt says what was done
  $demo/model.h5              what was learned from it; it holds exact counts, so treat it like the extract
  $demo/model.txt             the same for people to read; network.dot for Graphviz
  $demo/replica/part-*.csv    the replica, $(tail -q -n +2 "$demo"/replica/part-*.csv | wc -l) rows, listed in manifest.json
  $demo/report/report.html    how faithful and how private it is, for a browser; the figures are in metrics.json

Two visits of the extract, and two of the replica:
$(head -n 3 "$demo/extract.csv")
$(tail -n +2 "$demo"/replica/part-00000.csv | head -n 2)
MESSAGE
