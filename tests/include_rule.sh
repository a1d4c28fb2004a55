#!/usr/bin/env bash
# Checks who may include whom below a source tree: kernels <- engine <- io <- jobs, one runtime a folder.
#
#   bash tests/include_rule.sh ROOT
#
# Prints a line for each include that breaks the rule, and exits 1 if there was one.
set -euo pipefail
root=${1:?usage: include_rule.sh ROOT}
cd "$root"
violations=0

# forbid FOLDER PATTERN WHY [EXCEPT]: no file below FOLDER, except below EXCEPT, includes a header that matches PATTERN.
forbid() {
    local folder=$1 pattern=$2 why=$3 except=${4:-/} found line
    [ -d "$folder" ] || return 0
    found=$(grep -rnE --include='*.hpp' --include='*.cpp' --include='*.h' \
        "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($pattern)" "$folder") || return 0
    while IFS= read -r line; do
        [[ $line == "$except"/* ]] && continue
        echo "$line: $why"
        violations=$((violations + 1))
    done <<<"$found"
}

mpi='mpi[.]h|mpi_'
openmp='omp[.]h'
tbb='(oneapi/)?tbb[/.]'
hdf5='hdf5|H5'
databases='duckdb|libpq'
logging='spdlog|CLI/|iostream'

forbid kernels '(engine|io|jobs|bench|tests)/' "kernels may include only kernels"
forbid kernels '[.][.]?/' "paths start at the root of the tree"
forbid kernels "$mpi|$tbb|$hdf5|$databases|$logging|fstream|filesystem" "kernels know no MPI, TBB, files or logging"
forbid engine '(io|jobs|bench|tests)/' "engine may include only kernels and engine"
forbid engine '[.][.]?/' "paths start at the root of the tree"
forbid engine "$mpi" "MPI is called only below engine/mpi" engine/mpi
forbid engine "$openmp|$tbb|$hdf5|$databases|$logging|fstream" "engine knows no OpenMP, TBB, HDF5, files or logging"
forbid io '(jobs|bench|tests)/' "io may include only kernels, engine and io"
forbid io '[.][.]?/' "paths start at the root of the tree"
forbid io "$mpi|$openmp" "io knows no MPI and no OpenMP"
forbid io 'duckdb[.]h' "DuckDB is called only below io/sql/duckdb" io/sql/duckdb
forbid io 'libpq' "libpq is called only below io/postgres/libpq" io/postgres/libpq
forbid jobs '(bench|tests)/' "jobs may include only kernels, engine, io and jobs"
forbid jobs '[.][.]?/' "paths start at the root of the tree"
forbid jobs "$mpi|$openmp|$tbb|$hdf5|$databases" "jobs know no MPI, OpenMP, TBB or HDF5"

[ "$violations" -eq 0 ]
