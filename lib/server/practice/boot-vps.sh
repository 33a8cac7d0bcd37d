# Boots the VPS. Runs as the first process of its PID namespace, still with the internet side's user and network
# namespaces. Everything mounted here is locked for the VPS, whose user and mount namespaces are made last.
# Arguments: ROOT BASE COUNT PRESERVE(yes|no) CABLE IPV6(yes|no) ADDRESSES…
set -eu
root=$1 base=$2 count=$3 preserve=$4 cable=$5 ipv6=$6
shift 6

mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o "mode=755,size=32m,uid=$base,gid=$base" run "$root/run"
mount -t tmpfs -o "mode=1777,size=64m" tmp "$root/tmp"
hostname practice 2>/dev/null || :

# The VPS's user, network: a waiting process holds them open until the real one is in.
pipe=$root/.old/up
rm -f "$pipe"
mkfifo "$pipe"
unshare --user --net sh -c 'echo up >"$1"; exec sleep 2147483647' hold "$pipe" &
holder=$!
read -r _ <"$pipe"
rm -f "$pipe"
printf '0 %s %s\n' "$base" "$count" >"/proc/$holder/uid_map"
printf '0 %s %s\n' "$base" "$count" >"/proc/$holder/gid_map"

# The cable. No duplicate address detection, which would hold each address back for a second.
inside() { nsenter "--net=/proc/$holder/ns/net" "$@"; }
if [ "$ipv6" = yes ]; then
  quiet='echo 0 >/proc/sys/net/ipv6/conf/default/dad_transmits; echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad'
  sh -c "$quiet"
  inside sh -c "$quiet"
fi
ip link add "$cable" type veth peer name eth0 netns "$holder"
inside sh -c 'echo 0 >/proc/sys/net/ipv4/ip_forward' 2>/dev/null || :
inside ip link set lo up
inside ip link set eth0 up
ip link set "$cable" up
while [ $# -gt 0 ]; do
  case $1 in
    vps4) inside ip addr add "$2" dev eth0 ;;
    router4) ip addr add "$2" dev "$cable" ;;
    route4) inside ip route add default via "$2" ;;
    vps6) [ "$ipv6" = no ] || inside ip addr add "$2" dev eth0 nodad ;;
    router6) [ "$ipv6" = no ] || ip addr add "$2" dev "$cable" nodad ;;
    route6) [ "$ipv6" = no ] || inside ip route add default via "$2" ;;
  esac
  shift 2
done

# What root of the VPS must not reach, or reaches only to read.
for path in sys sysrq-trigger bus fs irq; do
  [ -e "$root/proc/$path" ] || continue
  mount --bind "$root/proc/$path" "$root/proc/$path"
  mount -o remount,bind,ro,nosuid,nodev,noexec "$root/proc/$path"
done
for path in kcore kmsg keys timer_list; do
  [ ! -e "$root/proc/$path" ] || mount --bind /dev/null "$root/proc/$path"
done
mount --bind "$root/opt/sekisho/boot-id" "$root/proc/sys/kernel/random/boot_id"
mount -o remount,bind,ro "$root/proc/sys/kernel/random/boot_id"

cd "$root"
pivot_root . .old
cd /
umount -l /.old

keep=''
[ "$preserve" = no ] || keep=--preserve-credentials
env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C \
  nsenter "--user=/proc/$holder/ns/user" "--net=/proc/$holder/ns/net" $keep \
  unshare --mount sh -c 'kill "$1"; exec sh /opt/sekisho/start-vps.sh' start "$holder" &
# The first process adopts and buries orphans as long as it waits.
wait $!
