# Inside namespaces of its own, so that nothing of it outlives the process: dockerd and docker-registry in the root $1,
# their files in the folder $2, the registry on port $3 of the loopback.
set -eu
root=$1 run=$2 port=$3

mount --make-rprivate /
# runc changes its root, which takes a mount point.
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
for folder in run tmp var/lib/docker var/lib/containerd; do
    mkdir -p "$root/$folder"
    mount -t tmpfs tmpfs "$root/$folder"
done
mkdir "$root/run/engine" "$root/tmp/registry"
mount --bind "$run" "$root/run/engine"

cat >"$run/registry.yml" <<END
version: 0.1
storage: {filesystem: {rootdirectory: /tmp/registry}}
http: {addr: "127.0.0.1:$port"}
END
cat >"$run/daemon.json" <<END
{
  "features": {"containerd-snapshotter": true},
  "bridge": "none", "iptables": false, "ip6tables": false,
  "hosts": ["unix:///run/engine/docker.sock"]
}
END

inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

inside docker-registry serve /run/engine/registry.yml >"$run/registry.log" 2>&1 &
inside dockerd --config-file /run/engine/daemon.json >"$run/dockerd.log" 2>&1 &
wait
