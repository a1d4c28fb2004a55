#!/usr/bin/env bash
# A SLURM of several virtual nodes on loopback, all of it in one folder, for the tests:
#
#   bash tests/slurm/cluster.sh start DIR [NODES [PROCESSORS]]    then: export SLURM_CONF=DIR/slurm.conf
#   bash tests/slurm/cluster.sh revive DIR NODE                   a node that was killed
#   bash tests/slurm/cluster.sh stop DIR
#
# PORT (default 26800) and the numbers above it must be free. Each node has its own host name, /dev/shm and processes, so
# ranks on two of them share no memory, and the end of its first process (DIR/run/NODE.pid) is the end of all of them, as
# a power cut would be. Needs root, and Debian's slurmctld, slurmd, slurm-client, slurm-wlm-basic-plugins and munge.
set -euo pipefail
PATH=$PATH:/usr/sbin:/sbin
command=${1:-} dir=${2:-}
[ -n "$dir" ] || { echo "usage: cluster.sh start|revive|stop DIR ..." >&2 && exit 2; }
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
export SLURM_CONF=$dir/slurm.conf
port=${PORT:-26800}

# Whether the process of a file is there and no zombie.
is_alive() {
    local process
    process=$(cat "$1" 2>/dev/null) && [ -n "$process" ] || return 1
    [[ $(ps -o stat= -p "$process" 2>/dev/null) == [!Z]* ]]
}

wait_until() { # SECONDS COMMAND...
    local tries=$(($1 * 10))
    shift
    until "$@"; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || return 1
        sleep 0.1
    done
}

# Munge's key and socket are the cluster's own.
start_munge() {
    (umask 077 && head -c 128 /dev/urandom >"$dir/munge/key")
    munged --force --key-file="$dir/munge/key" --socket="$dir/munge/socket" --pid-file="$dir/run/munged.pid" \
        --log-file="$dir/log/munged" --seed-file="$dir/munge/seed" --num-threads=2 2>>"$dir/log/munged"
}

# Slow waits are off, so that tests are quick: cred_expire is how long a requeued job waits before it may start again.
# A node is told lost after ten seconds. TmpFS is a folder a node: PMIx keeps its sockets there.
write_configuration() { # NODES PROCESSORS
    cat >"$SLURM_CONF" <<CONF
ClusterName=replica
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$port
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$dir/munge/socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/spool/%n/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld
SlurmdLogFile=$dir/log/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
TmpFS=$dir/tmp/%n
TaskProlog=$dir/task_prolog
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=1,sched_interval=2,batch_sched_delay=0,sched_min_interval=0,requeue_delay=0
SlurmctldParameters=preempt_send_user_signal
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
ReturnToService=2
KillWait=5
InactiveLimit=0
SlurmctldTimeout=10
SlurmdTimeout=10
BatchStartTimeout=10
MessageTimeout=10
CompleteWait=0
MinJobAge=3600
NodeName=n[1-$1] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + $1))] CPUs=$2 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=UNLIMITED DefaultTime=5 PriorityTier=10 PreemptMode=OFF State=UP
PartitionName=low Nodes=ALL MaxTime=UNLIMITED DefaultTime=5 PriorityTier=1 PreemptMode=REQUEUE GraceTime=20 State=UP
CONF
    printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\nConstrainCores=no\nConstrainRAMSpace=no\n' >"$dir/cgroup.conf"
    # What is so only here: loopback, which Open MPI leaves out, and more ranks than processors, which wait for each other.
    cat >"$dir/task_prolog" <<PROLOG
#!/bin/sh
echo "export OMPI_MCA_btl_tcp_if_include=lo"
echo "export OMPI_MCA_oob_tcp_if_include=lo"
echo "export OMPI_MCA_mpi_yield_when_idle=1"
echo "export OMPI_ALLOW_RUN_AS_ROOT=1"
echo "export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
echo "export HWLOC_HIDE_ERRORS=2"
echo "export TMPDIR=$dir/tmp/\$SLURMD_NODENAME"
PROLOG
    chmod 755 "$dir/task_prolog"
}

start_node() {
    rm -rf "$dir/tmp/$1"  # as a reboot would
    mkdir -p "$dir/spool/$1" "$dir/tmp/$1"
    # shellcheck disable=SC2016  # expanded in the new namespaces
    setsid unshare --uts --ipc --pid --mount-proc --fork --kill-child \
        bash -c 'hostname "$0" && mount -t tmpfs -o mode=1777 shm /dev/shm && exec slurmd -D -N "$0"' "$1" \
        </dev/null >>"$dir/log/$1.out" 2>&1 &
    echo $! >"$dir/run/$1.pid"
}

nodes_up() { [ "$(sinfo --noheader --Node --partition=main --states=idle,alloc,mix --format=%N 2>/dev/null | sort -u | wc -l)" -ge "$1" ]; }

start() { # NODES PROCESSORS
    mkdir -p "$dir"/{munge,run,log,state,spool,tmp}
    chmod 755 "$dir" "$dir"/{munge,run,log,spool}
    chmod 1777 "$dir/tmp"
    chmod 700 "$dir/state"
    start_munge
    write_configuration "$1" "$2"
    slurmctld -i >>"$dir/log/slurmctld.out" 2>&1
    for node in $(seq -f 'n%g' 1 "$1"); do start_node "$node"; done
    wait_until 12 nodes_up "$1" || { echo "cluster.sh: not all nodes came up; see $dir/log" >&2 && exit 1; }
}

# Ends what a file names by its process number, and what unshare started: it passes no signal on.
end() {
    local file process children
    for file in "$@"; do
        is_alive "$file" || continue
        process=$(cat "$file")
        children=$(cat "/proc/$process/task/$process/children" 2>/dev/null || true)
        # shellcheck disable=SC2086
        kill -TERM $children "$process" 2>/dev/null || true
    done
    for file in "$@"; do
        wait_until 5 eval "! is_alive '$file'" || kill -KILL "$(cat "$file")" 2>/dev/null || true
        rm -f "$file"
    done
}

stop() {
    if is_alive "$dir/run/slurmctld.pid"; then
        local jobs
        jobs=$(timeout 5 squeue --noheader --array --format=%A 2>/dev/null | sort -u || true)
        # shellcheck disable=SC2086
        [ -z "$jobs" ] || timeout 5 scancel --full $jobs 2>/dev/null || true
        wait_until 8 eval '[ -z "$(timeout 5 squeue --noheader --states=R,CG,S 2>/dev/null)" ]' || true
    fi
    end "$dir"/run/n*.pid
    end "$dir/run/slurmctld.pid"
    end "$dir/run/munged.pid"
}

case $command in
    start) start "${3:-4}" "${4:-2}" ;;
    revive) start_node "$3" ;;
    stop) stop ;;
    *) echo "cluster.sh: unknown command '$command'" >&2 && exit 2 ;;
esac
