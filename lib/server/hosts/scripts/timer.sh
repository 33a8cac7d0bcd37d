# The timer: runs detached, holds the old rules in memory, and brings them back unless the apply was confirmed.
# Arguments: slot, apply id, seconds, the wait option of the programs or nothing.

slot=$1 id=$2 seconds=$3 wait_option=$4
trap '' HUP
cd /
# The kernel should kill nearly anything else first; where this is refused, the other timer is the reserve.
{ echo -1000 >"/proc/$$/oom_score_adj"; } 2>/dev/null
read_old "$id" || exit 1
echo $$ >"$state/armed.$id.$slot" || exit 1

sleep "$seconds"

[ -d "$state" ] || mkdir -p "$state" 2>/dev/null
# A holder that hangs must not keep the old rules away: after this, go on without the lock.
take_lock 30
if move "pending.$id" "claim.rollback.$id"; then
  :
elif [ -e "$state/claim.confirm.$id" ]; then
  exit 0
elif [ -e "$state/claim.rollback.$id" ]; then
  :
else
  stands "$id"
  case $standing in
    # With no file at all, somebody wiped the directory: nobody can confirm any more.
    unknown-id) ;;
    # The directory refuses the rename, and a confirm's as well: first the rules, then the record.
    pending) ;;
    *) exit 0 ;;
  esac
fi
roll_back "$id" 120 || move "claim.rollback.$id" "failed.rollback.$id"
