# What all batch scripts share; sourced by them. run_job NAME ARGUMENT... runs `replica NAME ARGUMENT...` on all nodes of
# the allocation, hands a signal on to it, starts the job again where it stopped on one, and keeps beside the result
# what was run, with what, where and how long.

here=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=slurm/site.env
. "${REPLICA_SITE:-$here/site.env}"

say() { echo "$(date '+%F %T') $*"; }
fail() { echo "replica.sbatch: $1" >&2 && exit "${2:-2}"; }

set_up() {
    if [ -n "$MODULES" ]; then
        # shellcheck disable=SC2086  # several names
        module load $MODULES || fail "the modules that site.env names can't be loaded: $MODULES"
    fi
    replica=${REPLICA:-$here/../build/release/replica}
    [ -x "$replica" ] || fail "$replica is not there; build the program, or name it in site.env"
    replica=$(realpath "$replica")
    [ -n "${SLURM_JOB_ID:-}" ] || fail "this is a batch script: sbatch ${BASH_SOURCE[-1]}"
    nodes=${SLURM_JOB_NUM_NODES:-1}
    restarts=${SLURM_RESTART_COUNT:-0}
}

# One command on each node.
on_each_node() {
    srun --nodes="$nodes" --ntasks="$nodes" --ntasks-per-node=1 --cpus-per-task=1 --overlap --mpi=none "$@"
}

# NUMA domains that the job has processors of, told by hwloc; 1 where that isn't installed.
numa_domains() {
    local domains
    domains=$(hwloc-calc --number-of numanode "$(hwloc-bind --get 2>/dev/null)" 2>/dev/null) || domains=1
    [ "${domains:-0}" -ge 1 ] 2>/dev/null || domains=1
    echo "$domains"
}

# Ranks on each node and threads of each.
set_layout() {
    local processors=${SLURM_CPUS_ON_NODE:-1}
    ranks=${RANKS_PER_NODE:-$(numa_domains)}
    [[ $ranks =~ ^[1-9][0-9]*$ ]] || fail "site.env: RANKS_PER_NODE is '$ranks', and can be a number from 1 on, or empty"
    [ "$ranks" -le "$processors" ] || ranks=$processors
    threads=$((processors / ranks))
    export OMP_NUM_THREADS=$threads OMP_PLACES=cores OMP_PROC_BIND=close
    export SRUN_CPUS_PER_TASK=$threads  # srun doesn't inherit it since 22.05
}

set_launcher() {
    local kind=$LAUNCHER
    if [ "$kind" = auto ]; then
        kind=mpirun
        ! srun --mpi=list 2>&1 | grep -qw pmix || kind=srun
    fi
    case $kind in
        srun) launcher=(srun --mpi=pmix --kill-on-bad-exit=1 --nodes="$nodes" --ntasks=$((nodes * ranks))
            --ntasks-per-node="$ranks" --cpus-per-task="$threads")
            if scontrol show config | grep -q '^TaskPlugin .*\(affinity\|cgroup\)'; then launcher+=(--cpu-bind=cores); fi ;;
        mpirun) launcher=(mpirun -n $((nodes * ranks)) --map-by "ppr:$ranks:node:PE=$threads" --bind-to core
            --mca odls_base_sigkill_timeout 60) ;;
        *) fail "site.env: LAUNCHER is '$kind', and can be srun, mpirun or auto" ;;
    esac
    launcher+=(${LAUNCHER_WORDS[@]+"${LAUNCHER_WORDS[@]}"})
}

# Patients' data that a killed run may have left: this job's scratch, and this user's shared memory that no process has.
clean_nodes() {
    # shellcheck disable=SC2016  # expanded on each node
    on_each_node env CLEAN_SCRATCH="$SCRATCH" bash -c '
        [ -z "$CLEAN_SCRATCH" ] || rm -rf -- "$(eval "echo $CLEAN_SCRATCH")/replica.$(id -u).$SLURM_JOB_ID".*
        for file in /dev/shm/replica."$(id -u)".* /dev/shm/vader_segment.*."$(id -u)".*; do
            [ ! -O "$file" ] || grep -qsF -- "$file" /proc/[0-9]*/maps || rm -f -- "$file"
        done' || say "scratch could not be removed on all nodes"
}

# What the job takes for an option, wherever that was given; empty where it wasn't.
value_of() { sed -n "s/^$1=//p" <<<"$options" | sed "s/^[\"']\(.*\)[\"']\$/\1/"; }

# Where the run is told of: beside what it writes.
set_record() {
    # An error in the options is told by the job itself, below.
    options=$("$replica" "$job" "$@" --dump-config 2>/dev/null) || options=
    result=$(value_of out)
    [ -n "$result" ] || result=$(value_of model)
    record=${result:-replica-$job}.run/${SLURM_ARRAY_JOB_ID:-$SLURM_JOB_ID}${SLURM_ARRAY_TASK_ID:+_$SLURM_ARRAY_TASK_ID}
    umask 077  # what is told of patients' data isn't for everybody, nor is this script's own output
    chmod go-rwx "$(readlink "/proc/$$/fd/1")" 2>/dev/null
    mkdir -p "$record" || fail "$record can't be made; check the folder of the result"
}

# Options, versions, hosts; timings come with the log of each start.
keep_record() {
    printf '%q ' "$replica" "$job" "$@" >"$record/command"
    echo >>"$record/command"
    echo "$options" >"$record/options.toml"
    {
        "$replica" --version
        sha256sum "$replica"
        srun --version
        mpirun --version 2>/dev/null | head -n 1
        echo "modules: ${MODULES:-none}"
        uname -sr
    } >"$record/versions" 2>&1
    {
        echo "start $restarts: $nodes nodes x $ranks ranks x $threads threads, ${launcher[0]}"
        scontrol show hostnames "$SLURM_JOB_NODELIST"
    } >>"$record/hosts"
}

stop_signal=
pass_on() {
    [ "$stop_signal" = USR1 ] || stop_signal=$1
    say "SIG$1: asking the job to stop"
    kill -USR1 "$child" 2>/dev/null
}

# A trap fires while bash waits, and ends the wait: srun itself may still be there.
run_and_wait() {
    "$@" &
    child=$!
    trap 'pass_on USR1' USR1
    trap 'pass_on TERM' TERM
    wait "$child"
    code=$?
    while kill -0 "$child" 2>/dev/null; do
        wait "$child"
        code=$?
    done
    trap - USR1 TERM
}

# 75, or whatever ended a job that was asked to stop and did not come to it: what is on disk is gone on from. SIGTERM
# alone is scancel, which means it, or SLURM that puts the job back by itself.
was_stopped() {
    case $stop_signal in
        USR1) [ "$code" -eq 75 ] || [ "$code" -gt 128 ] ;;
        TERM) false ;;
        *) [ "$code" -eq 75 ] ;;
    esac
}

# What a start before this one has put in place where nothing was, and was killed before it could say so, is its own to
# write again. But a sweep goes on by itself, and to learn a private model again would spend the budget again.
writes_again() {
    [ "$restarts" -gt 0 ] && [ -e "$record/result-was-absent" ] && [ "$job" != sweep ] || return 1
    [ "$job" != describe ] || [ "$(value_of epsilon)" = none ]
}

run_job() {
    job=$1
    shift
    set_up
    set_layout
    set_launcher
    set_record "$@"
    if [ "$restarts" -gt 0 ] && [ -e "$record/done" ]; then
        say "start $restarts: it was done before"
        exit 0
    fi
    if [ "$restarts" -eq 0 ] && [ -n "$result" ] && [ ! -e "$result" ]; then : >"$record/result-was-absent"; fi
    keep_record "$@"
    clean_nodes
    local program=("$replica") words=("$job" "$@" --log-json "$record/events-$restarts.json")
    if writes_again; then words+=(--force); fi
    case $job in
        describe) [ -n "$(value_of work)" ] || [ -z "$result" ] || words+=(--work "$result.work") ;;
        generate | simulate)
            # Each node has a scratch folder of its own, so its name is looked up there.
            # shellcheck disable=SC2016
            if [ -z "$(value_of scratch)" ] && [ -n "$SCRATCH" ]; then
                program=(env NODE_SCRATCH="$SCRATCH" bash -c 'eval "scratch=$NODE_SCRATCH" && exec "$0" "$@" --scratch "$scratch"' "$replica")
            fi ;;
    esac
    say "start $restarts: ${launcher[*]} replica ${words[*]}"
    local begin=$SECONDS
    run_and_wait "${launcher[@]}" "${program[@]}" "${words[@]}"
    clean_nodes
    say "exit code $code after $((SECONDS - begin)) s"
    echo "start $restarts: exit code $code after $((SECONDS - begin)) s" >>"$record/timings"
    if [ "$code" -eq 0 ]; then
        : >"$record/done"
        exit 0
    fi
    was_stopped || exit "$code"
    if [ "$restarts" -ge "$MAX_RESTARTS" ]; then
        echo "replica.sbatch: stopped again after $restarts restarts, which are as many as site.env allows (MAX_RESTARTS)" >&2
        exit 75
    fi
    say "starting again"
    # The script ends with this command: SLURM ends it.
    scontrol requeue "$SLURM_JOB_ID" && sleep 60
    exit 75
}
