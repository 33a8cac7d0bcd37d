# The one call of blocked. The last argument proves that the last line arrived whole.

for last; do :; done
[ "${last-}" = whole ] || exit 1
# A profile may have left a line without an end.
printf '\n'
id=-
blocked
