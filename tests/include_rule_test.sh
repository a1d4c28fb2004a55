#!/usr/bin/env bash
# Checks that include_rule.sh catches each kind of violation, and passes what is allowed.
set -euo pipefail
checker=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/include_rule.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# A tree that holds one file with one include line.
plant() {
    rm -rf "${tree:?}"/*
    mkdir -p "$tree/$(dirname "$1")"
    echo "$2" >"$tree/$1"
}

expect_caught() {
    plant "$1" "$2"
    if bash "$checker" "$tree" >"$tree.out"; then
        echo "not caught: $1: $2" && failures=$((failures + 1))
    elif ! grep -qF "$1:1:" "$tree.out"; then
        echo "caught, but file and line not named: $1: $2" && failures=$((failures + 1))
    fi
    rm -f "$tree.out"
}

expect_allowed() {
    plant "$1" "$2"
    bash "$checker" "$tree" || { echo "refused: $1: $2" && failures=$((failures + 1)); }
}

expect_caught kernels/entropy.hpp '#include "engine/model.hpp"'
expect_caught kernels/entropy.hpp '#include "io/csv.hpp"'
expect_caught kernels/entropy.hpp '#include "../kernels/philox.hpp"'
expect_caught kernels/entropy.cpp '#include <mpi.h>'
expect_caught kernels/entropy.cpp '  #  include <tbb/parallel_for.h>'
expect_caught kernels/deep/entropy.cpp '#include <fstream>'
expect_caught engine/network.hpp '#include "io/csv.hpp"'
expect_caught engine/network.hpp '#include "jobs/options.hpp"'
expect_caught engine/network.cpp '#include <mpi.h>'
expect_caught engine/network.cpp '#include <omp.h>'
expect_caught engine/network.cpp '#include <hdf5.h>'
expect_caught io/csv.cpp '#include "jobs/options.hpp"'
expect_caught io/csv.cpp '#include <mpi.h>'
expect_caught io/csv.cpp '#include <omp.h>'
expect_caught jobs/describe.cpp '#include "tests/jobs/command_line.hpp"'
expect_caught jobs/describe.cpp '#include <H5Fpublic.h>'
expect_caught jobs/describe.cpp '#include <oneapi/tbb/flow_graph.h>'

expect_allowed kernels/entropy.cpp '#include <omp.h>'
expect_allowed kernels/entropy.cpp '#include <Eigen/Dense>'
expect_allowed engine/network.cpp '#include "kernels/entropy.hpp"'
expect_allowed engine/mpi/communicator.hpp '#include <mpi.h>'
expect_allowed io/csv.cpp '#include <tbb/parallel_pipeline.h>'
expect_allowed io/model.cpp '#include <hdf5.h>'
expect_allowed jobs/main.cpp '#include "io/model_file.hpp"'
expect_allowed jobs/main.cpp '// #include <mpi.h>'

[ "$failures" -eq 0 ]
