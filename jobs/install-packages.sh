#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that are missing, and nothing when none is.
#
#   bash jobs/install-packages.sh            what the program, the tests' build and the benchmarks need
#   bash jobs/install-packages.sh --tests    also what runs the whole test suite (sanitizers, linters, Graphviz, a PostgreSQL server,
#                                            scikit-learn and SciPy, a browser, SLURM)
#
# Exit codes: 0 all there, 1 the installation failed, 2 something is missing and only the user can bring it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

required=(g++ cmake ninja-build pkg-config libopenmpi-dev openmpi-bin libhdf5-openmpi-dev libtbb-dev
    curl ca-certificates libpq-dev libxxhash-dev libsodium-dev libpng-dev libeigen3-dev libboost-math-dev librandom123-dev libhowardhinnant-date-dev libtomlplusplus-dev libcli11-dev nlohmann-json3-dev libspdlog-dev libgtest-dev libbenchmark-dev)
# The suite says which tests it skips where a distribution doesn't have one of these.
wanted=()
case "${1:-}" in
    "") ;;
    --tests) wanted=(clang-14 libomp-14-dev libclang-rt-14-dev clang-format-14 graphviz postgresql libmuparserx-dev
        python3-sklearn python3-scipy chromium chromium-driver python3-selenium
        slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge hwloc-nox) ;;
    *) echo "install-packages.sh: unknown option '$1'; the only one is --tests." >&2 && exit 2 ;;
esac

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_of() {
    local package
    for package in "$@"; do
        is_installed "$package" || echo "$package"
    done
}

# Prints how to act as root: nothing to add, sudo, or fails.
root_prefix() {
    if [ "$(id -u)" -eq 0 ]; then
        echo env
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        echo "sudo -n env"
    else
        return 1
    fi
}

# On a cluster the same things come from modules: CMake is the judge of whether they are there.
modules_suffice() {
    command -v cmake >/dev/null && command -v mpirun >/dev/null &&
        cmake -S "$root" --preset release >/dev/null 2>&1
}

say_what_is_missing() {
    cat >&2 <<MESSAGE
Missing packages: $*; have an administrator install them with apt-get, or on a cluster load what stands for them, such as
  module load gcc/12 cmake/3.25 ninja openmpi hdf5/1.10-parallel tbb
  spack install hdf5+mpi intel-oneapi-tbb duckdb postgresql xxhash libsodium libpng tomlplusplus cli11 nlohmann-json spdlog eigen boost howard-hinnant-date random123 googletest benchmark && spack load (the same)
and run this command again: it goes on as soon as "cmake --preset release" succeeds.
MESSAGE
}

has_candidate() { [[ $(apt-cache policy "$1" 2>/dev/null) == *"Candidate: "[!\(]* ]]; }

install() {
    local as_root=$1 package packages=()
    shift
    echo "Installing: $*"
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086  # the prefix is several words
    $as_root DEBIAN_FRONTEND=noninteractive apt-get update -qq ||
        echo "apt-get update failed; going on with the package lists that are there." >&2
    for package in "$@"; do
        if has_candidate "$package"; then
            packages+=("$package")
        elif [[ " ${required[*]} " == *" $package "* ]]; then
            echo "This distribution has no package $package; Debian 12 and Ubuntu 24.04 have it." >&2
            return 1
        else
            echo "This distribution has no package $package; the tests that need it are skipped." >&2
        fi
    done
    # Tests start a server of their own; the package alone shall start none.
    local no_server=/etc/postgresql-common/createcluster.conf
    if [[ " ${packages[*]} " == *" postgresql "* ]] && [ ! -e "$no_server" ]; then
        # shellcheck disable=SC2086
        $as_root sh -c "mkdir -p ${no_server%/*} && echo 'create_main_cluster = false' >$no_server"
    fi
    # So it is with SLURM's, which ask this file whether they may start.
    local policy=/usr/sbin/policy-rc.d made_policy=
    if [[ " ${packages[*]} " == *" munge "* ]] && [ ! -e "$policy" ]; then
        made_policy=1
        # shellcheck disable=SC2086
        $as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy"
    fi
    local code=0
    if [ ${#packages[@]} -gt 0 ]; then
        # shellcheck disable=SC2086
        $as_root DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 "${packages[@]}" >/dev/null ||
            code=$?
    fi
    # shellcheck disable=SC2086
    [ -z "$made_policy" ] || $as_root rm -f "$policy"
    return "$code"
}

if ! command -v dpkg-query >/dev/null; then
    modules_suffice && exit 0
    say_what_is_missing "${required[@]}"
    exit 2
fi

# No <(...) here: a bare chroot has no /dev/fd.
# shellcheck disable=SC2207  # package names hold no spaces
missing=($(missing_of "${required[@]}")) missing_wanted=($(missing_of ${wanted[@]+"${wanted[@]}"}))
[ $((${#missing[@]} + ${#missing_wanted[@]})) -gt 0 ] || exit 0

if prefix=$(root_prefix); then
    install "$prefix" ${missing[@]+"${missing[@]}"} ${missing_wanted[@]+"${missing_wanted[@]}"} || exit 1
    exit 0
fi
if [ ${#missing[@]} -gt 0 ] && ! modules_suffice; then
    say_what_is_missing "${missing[@]}"
    exit 2
fi
[ ${#missing_wanted[@]} -eq 0 ] ||
    echo "Not installed, so the tests that need them are skipped: ${missing_wanted[*]}."
