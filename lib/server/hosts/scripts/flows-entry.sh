# The one call of flows. The last argument proves that the last line arrived whole.

for last; do :; done
[ "${last-}" = whole ] || exit 1
# The session's SSH_CONNECTION as sshd gave it: panel address, panel port, own address, own port.
connection=$1
case $connection in
  whole | *[!0-9A-Za-z.:\ %_-]*) connection='' ;;
esac
# A profile may have left a line without an end.
printf '\n'
id=-
flows
