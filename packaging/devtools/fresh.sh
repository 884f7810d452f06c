# Inside namespaces of its own: a copy of the checkout $2 in the root $1, on which a layer in $3 takes all changes; the
# commands that follow are run there, one after the other.
set -eu
root=$1 checkout=$2 layer=$3
shift 3

mount --make-rprivate /
mkdir "$layer/changes" "$layer/work" "$layer/root"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$layer/changes,workdir=$layer/work" "$layer/root"
new=$layer/root
mount -t proc proc "$new/proc"
mount --rbind /sys "$new/sys"
mount --rbind /dev "$new/dev"
cp /etc/resolv.conf "$new/etc/resolv.conf"
# What this machine trusts beside what Debian does, such as the proxy of a company.
if [ -d /usr/local/share/ca-certificates ]; then
    cp -r /usr/local/share/ca-certificates/. "$new/usr/local/share/ca-certificates/"
    chroot "$new" update-ca-certificates >/dev/null 2>&1
fi
git -c safe.directory="$checkout" clone --quiet "$checkout" "$new/home/checkout"

for command in "$@"; do
    printf '\n==> %s\n' "$command"
    chroot "$new" env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        sh -c "cd /home/checkout && $command"
done
