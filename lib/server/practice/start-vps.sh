# The VPS's own start, as its root: first the boot copy of the rules, then the programs, last SSH.
cd /root
hash -r
boot=/var/lib/sekisho/boot.sh
[ ! -f "$boot" ] || sh "$boot" >/var/log/boot.log 2>&1 || :
/opt/sekisho/node /opt/sekisho/service.mjs all >/var/log/services.log 2>&1 </dev/null
exec /opt/sekisho/node /opt/sekisho/sshd.mjs </dev/null
