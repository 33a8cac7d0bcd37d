import { addresses } from "../host/host";
import { type Fault, nothingToMend } from "./fault";

const both = (host: Parameters<Fault>[0]["host"], words: string) =>
  host.outsideSh(`iptables -w 5 ${words}; ip6tables -w 5 ${words}`);

/** Both ends see at once that the cable is out. */
export const linkDown: Fault = async ({ host }) => {
  const { cable } = host;
  await host.outsideSh(`ip link set ${cable} down`);
  return {
    obstructs: true,
    heal: async () => {
      // The kernel drops IPv6 addresses of a link that goes down. The host may have a new cable by now.
      await host.outsideSh(
        `ip link set ${host.cable} up; ip -6 addr replace ${addresses.panel6}/64 dev ${host.cable} nodad
         ip -6 addr replace ${addresses.stranger6}/64 dev ${host.cable} nodad preferred_lft 0`,
      );
    },
  };
};

/** Packets vanish in both directions and nobody is told. */
export const halfOpen: Fault = async ({ host }) => {
  await both(host, "-I INPUT 1 -j DROP");
  await both(host, "-I OUTPUT 1 -j DROP");
  return {
    obstructs: true,
    heal: async () => {
      await both(host, "-D INPUT -j DROP");
      await both(host, "-D OUTPUT -j DROP");
    },
  };
};

/** A bad line: so many packets are lost that TCP has to wait and send again and again. */
export const lossyLink: Fault = async ({ host }, variant) => {
  const lost = ["0.05", "0.15", "0.3"][variant % 3];
  const rule = `-m statistic --mode random --probability ${lost} -j DROP`;
  await both(host, `-I INPUT 1 ${rule}`);
  await both(host, `-I OUTPUT 1 ${rule}`);
  // The kernel prints the probability in another way: it is taken out by its place.
  const out = (chain: string) =>
    `for tool in iptables ip6tables; do $tool -w 5 -S ${chain} | grep statistic | sed 's/^-A/-D/' | while read -r line; do $tool -w 5 $line; done; done`;
  return {
    obstructs: true,
    heal: async () => {
      await host.outsideSh(`${out("INPUT")}; ${out("OUTPUT")}`);
    },
  };
};

/** A slow line: what comes from the panel's end waits in a queue, for seconds where it is long. */
export const slowLink: Fault = async ({ host }, variant) => {
  const rate = ["128kbit", "512kbit", "2mbit"][variant % 3];
  await host.outsideSh(`tc qdisc replace dev ${host.cable} root tbf rate ${rate} burst 3000 latency 5s`);
  return {
    obstructs: true,
    heal: async () => {
      // The host may have a new cable by now.
      await host.outsideSh(`tc qdisc del dev ${host.cable} root 2>/dev/null; true`);
    },
  };
};

/** The confirm gets through, its answer does not: the way back is cut, then the connection ends. */
export const confirmReplyLost: Fault = async ({ host }) => {
  await both(host, "-I INPUT 1 -j DROP");
  setTimeout(() => void host.sh(killSshd("sessions")), 500);
  return {
    obstructs: true,
    heal: async () => {
      await both(host, "-D INPUT -j DROP");
    },
  };
};

const killSshd = (which: "all" | "sessions") =>
  `read -r listener </run/sshd.pid
   for each in /proc/[0-9]*; do
     read -r name 2>/dev/null <$each/comm || continue
     [ "$name" = sshd ] || continue
     [ "\${each#/proc/}" != "$listener" ] || [ ${which} = all ] || continue
     kill -9 "\${each#/proc/}"
   done`;

/** The SSH server dies with all its sessions, and is started again; or only the sessions die. */
export const sshdKilled: Fault = async ({ host }, variant) => {
  const which = variant % 3 === 0 ? "sessions" : "all";
  await host.sh(killSshd(which));
  if (which === "sessions") return { obstructs: false, heal: nothingToMend };
  return {
    obstructs: true,
    heal: async () => {
      // A host that was restarted meanwhile has one already.
      await host.sh("/usr/sbin/sshd -f /mnt/sshd_config 2>/dev/null; true");
    },
  };
};
