# Reads the packet messages of one NFLOG group (nfnetlink_log) and prints each as the kernel's own log would:
#   6,-,MICROSECONDS SINCE BOOT,-;PREFIX IN=… OUT=… SRC=… DST=… … PROTO=… SPT=… DPT=… UID=…
# perl -e TEXT GROUP [check]. With `check` it only takes the group and gives it back. Exit 2: there are no such
# messages here; 3: somebody else reads this group.
use strict;
use warnings;
my ($group, $check) = @ARGV;

socket(my $net, 16, 3, 12) or exit 2;
setsockopt($net, 1, 8, pack('i', 1 << 20));
bind($net, pack('S S L L', 16, 0, 0, 0)) or exit 2;

# set ATTRIBUTES: one NFULNL_MSG_CONFIG for our group; the kernel's errno, 0 where it agreed.
sub set {
  my $body = pack('C C n', 0, 0, $group) . join('', @_);
  send($net, pack('L S S L L', 16 + length $body, 0x401, 5, 1, 0) . $body, 0) or return 1;
  while (defined recv($net, my $answer, 65536, 0)) {
    my (undef, $type, undef, undef, undef, $error) = unpack 'L S S L L l', $answer;
    return -$error if $type == 2;
  }
  return 1;
}
sub attribute { my ($type, $value) = @_; pack('S S', 4 + length $value, $type) . $value . "\0" x (-length($value) % 4) }

my $fault = set(attribute(1, pack 'C', 1));
exit($fault == 1 || $fault == 16 ? 3 : 2) if $fault;
exit 0 if $check;
# Whoever started this may be gone without a word.
alarm 600;
# 128 bytes of each packet, and each at once.
exit 2 if set(attribute(2, pack('N C C', 128, 2, 0)), attribute(5, pack('N', 1)));

my %name;
socket(my $ask, 2, 2, 0);
sub name_of {
  my $index = unpack 'N', shift // return '';
  return $name{$index} //= do {
    my $request = pack 'a16 i x20', '', $index;
    ioctl($ask, 0x8910, $request) ? unpack('Z16', $request) : "if$index";
  };
}

my %known = (1 => 'ICMP', 6 => 'TCP', 17 => 'UDP', 50 => 'ESP', 51 => 'AH', 58 => 'ICMPv6', 132 => 'SCTP', 136 => 'UDPLITE');
my @flags = ([0x80, 'CWR'], [0x40, 'ECE'], [0x20, 'URG'], [0x10, 'ACK'], [0x08, 'PSH'], [0x04, 'RST'], [0x02, 'SYN'], [0x01, 'FIN']);

# What stands behind the addresses: protocol, ports, type and flags, as far as they are there.
sub transport {
  my ($protocol, $data, $fragment) = @_;
  my $text = 'PROTO=' . ($known{$protocol} // $protocol) . ' ';
  return $text if $fragment;
  if ($protocol == 6 || $protocol == 17 || $protocol == 132 || $protocol == 136) {
    return $text if length $data < 4;
    $text .= sprintf 'SPT=%d DPT=%d ', unpack 'n n', $data;
    if ($protocol == 6 && length $data >= 14) {
      my $bits = unpack 'x13 C', $data;
      $text .= join '', map { $bits & $_->[0] ? "$_->[1] " : '' } @flags;
    }
  } elsif ($protocol == 1 || $protocol == 58) {
    $text .= sprintf 'TYPE=%d CODE=%d ', unpack 'C C', $data if length $data >= 2;
  }
  return $text;
}

sub packet {
  my $data = shift;
  return '' if length $data < 20;
  my $first = unpack 'C', $data;
  if ($first >> 4 == 4) {
    my ($fragment, $protocol) = (unpack('x6 n', $data) & 0x1fff, unpack 'x9 C', $data);
    my ($from, $to) = map { join '.', unpack 'C4', $_ } unpack 'x12 a4 a4', $data;
    my $head = 4 * ($first & 15);
    return "SRC=$from DST=$to " . transport($protocol, length $data > $head ? substr($data, $head) : '', $fragment);
  }
  return '' if $first >> 4 != 6 || length $data < 40;
  my ($next, $from, $to) = unpack 'x6 C x a16 a16', $data;
  my ($rest, $fragment) = (substr($data, 40), 0);
  while (($next == 0 || $next == 43 || $next == 44 || $next == 60) && length $rest >= 8) {
    my ($type, $size) = unpack 'C C', $rest;
    $fragment = 1 if $next == 44 && unpack('x2 n', $rest) & 0xfff8;
    my $long = $next == 44 ? 8 : 8 * ($size + 1);
    last if $long > length $rest;
    ($next, $rest) = ($type, substr $rest, $long);
  }
  return sprintf('SRC=%s DST=%s ', map { join ':', unpack '(H4)8', $_ } $from, $to) . transport($next, $rest, $fragment);
}

sub uptime {
  open my $file, '<', '/proc/uptime' or return 0;
  return 1e6 * (split ' ', <$file>)[0];
}

$| = 1;
print "ready\n";
while (1) {
  # Too many at once: some are lost, which a rate-limited log does not promise otherwise.
  if (!defined recv($net, my $all, 1 << 17, 0)) { next if $!{ENOBUFS} || $!{EINTR}; exit 2 }
  else {
    while (length $all >= 20) {
      my ($length, $type) = unpack 'L S', $all;
      last if $length < 20 || $length > length $all;
      my $message = substr $all, 20, $length - 20;
      $all = substr $all, ($length + 3 & ~3) > length $all ? length $all : ($length + 3 & ~3);
      next if $type != 0x400;
      my %value;
      while (length $message >= 4) {
        my ($size, $what) = unpack 'S S', $message;
        last if $size < 4 || $size > length $message;
        $value{$what & 0x3fff} = substr $message, 4, $size - 4;
        $message = substr $message, ($size + 3 & ~3) > length $message ? length $message : ($size + 3 & ~3);
      }
      my $prefix = unpack 'Z*', $value{10} // '';
      my $text = packet($value{9} // '');
      next if $text eq '' || $prefix !~ /^[ -~]+$/;
      my $uid = defined $value{11} ? sprintf 'UID=%d ', unpack 'N', $value{11} : '';
      printf "6,-,%d,-;%sIN=%s OUT=%s %s%s\n", uptime(), $prefix, name_of($value{4}), name_of($value{5}), $text, $uid;
    }
  }
}
