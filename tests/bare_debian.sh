#!/usr/bin/env bash
# Proves both set-up commands in a bare Debian 12 that has nothing but git, each in a system of its own. Slow, needs root
# and debootstrap, and is run by hand.
#
#   bash tests/bare_debian.sh FOLDER [MIRROR]
#
# FOLDER must not exist; logs of the two commands are left there. MIRROR is as for debootstrap.
set -euo pipefail
folder=${1:?usage: bare_debian.sh FOLDER [MIRROR]}
mirror=${2:-http://deb.debian.org/debian}
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ ! -e "$folder" ] || { echo "$folder exists; name a new folder." >&2 && exit 2; }

mkdir -p "$folder"
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$folder/system" "$mirror" >"$folder/debootstrap.log"
cp /etc/resolv.conf "$folder/system/etc/"
# Where a proxy looks into TLS, its certificate is one that this machine's administrator has added.
find /usr/local/share/ca-certificates -name '*.crt' -exec cp {} "$folder/system/usr/local/share/ca-certificates/" \;
chroot "$folder/system" update-ca-certificates >/dev/null 2>&1
git clone -q --bare "$checkout" "$folder/system/root/replica.git"
cp -a "$folder/system" "$folder/system-for-tests"

status=0
prove() {
    local system=$1 log=$folder/$2
    shift 2
    chroot "$system" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        bash -c 'cd && git clone -q replica.git replica && cd replica && time "$@"' bash "$@" >"$log" 2>&1 &&
        echo "passed: $*" || { echo "failed: $*; see $log" && status=1; }
    tail -n 12 "$log"
}
prove "$folder/system" demo.log bash jobs/demo.sh
prove "$folder/system-for-tests" tests.log bash tests/run.sh
exit "$status"
