#!/usr/bin/env bash
# Starts systemd as PID 1 of a machine of its own: this computer's files, of which it changes none, in namespaces and
# without a network. Root starts it by unshare, in new namespaces for mounts, processes, the name, IPC, network and cgroups.
# Usage: boot.sh FOLDER  (an empty one)
set -euo pipefail
folder=$1
root=$folder/root

mount --make-rprivate /
mount -t tmpfs machine "$folder"
mkdir "$folder"/{upper,work,root}
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"

# A machine on which nothing is set up: no unit, no service that this computer starts, none of its accounts' homes.
find "$root/etc/systemd/system" "$root"/etc/rc?.d -mindepth 1 -delete
rm -rf "$root/srv" "$root/mnt/backups"
mkdir -p "$root/srv"
tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
echo larkfield >"$root/etc/hostname"

mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 run "$root/run"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
mount -t tmpfs -o mode=755 dev "$root/dev"
for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir "$root"/dev/{pts,shm}
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up

cd "$root"
mkdir -p outside
pivot_root . outside
umount -l /outside
exec env -i container=other PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --log-target=journal --show-status=0 systemd.unit=multi-user.target </dev/null
