#!/usr/bin/env bash
# Submits one job with what site.env says of this cluster, and prints its id.
#
#   bash slurm/submit.sh [SBATCH OPTION...] describe|generate|evaluate|sweep ARGUMENT...
#
#   bash slurm/submit.sh --nodes=4 describe extract/ --epsilon none --model model.h5
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=slurm/site.env
. "${REPLICA_SITE:-$here/site.env}"

fail() { echo "submit.sh: $1" >&2 && exit 2; }

options=()
while [ $# -gt 0 ] && [[ $1 == -* ]]; do
    options+=("$1")
    shift
done
job=${1:-}
[ -n "$job" ] && [ -f "$here/$job.sbatch" ] || fail "name a job: describe, generate, evaluate or sweep; before it come options of sbatch, as --nodes=2"
shift
command -v sbatch >/dev/null || fail "there is no sbatch here; run it on a login node of the cluster"

if [ -n "$PARTITION" ]; then
    [ -n "$(sinfo --noheader --partition="$PARTITION" --format=%R 2>/dev/null)" ] ||
        fail "site.env names partition $PARTITION, which this cluster doesn't have; it has: $(sinfo --noheader --format=%R | sort -u | xargs)"
    options+=(--partition="$PARTITION")
fi
[ -z "$ACCOUNT" ] || options+=(--account="$ACCOUNT")
[ -z "$QOS" ] || options+=(--qos="$QOS")
[ -z "$TIME" ] || options=(--time="$TIME" ${options[@]+"${options[@]}"})
export REPLICA_SLURM=$here
umask 077  # of what jobs print, too
sbatch --parsable ${SBATCH_WORDS[@]+"${SBATCH_WORDS[@]}"} ${options[@]+"${options[@]}"} "$here/$job.sbatch" "$@"
