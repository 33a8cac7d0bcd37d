import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addresses, CampaignHost, type HostKind } from "./host/host";
import { Refused } from "./panel/panel";
import { type PanelBuild, PanelSeat } from "./seat";

/** A host with its panel; runs follow each other on it. */
export class Slot {
  private constructor(
    private readonly folder: string,
    readonly host: CampaignHost,
    readonly panel: PanelSeat,
    readonly faketime: string,
  ) {}

  static async raise(kind: HostKind, build: PanelBuild, faketime: string): Promise<Slot> {
    const folder = mkdtempSync(join(tmpdir(), "sekisho-faults-"));
    mkdirSync(join(folder, "host"));
    const host = await CampaignHost.raise(kind, join(folder, "host"));
    return new Slot(folder, host, new PanelSeat(build, host, folder, faketime), faketime);
  }

  /** The panel runs, knows the host, and can have its clock set. */
  async readyPanel(withClock: boolean): Promise<void> {
    await this.panel.start(withClock);
    this.panel.setClock("+0");
    if (this.panel.hostId !== "") return;
    for (let tries = 1; ; tries++) {
      try {
        const { hostId } = await this.panel.ask<{ hostId: string }>({
          verb: "add-host",
          address: this.host.address,
          privateKey: this.host.privateKey,
          networks: [
            { name: "admin", entries: [addresses.panel4, addresses.panel6] },
            { name: "elsewhere", entries: ["192.0.2.77", "2001:db8:77::1"] },
          ],
        });
        this.panel.hostId = hostId;
        return;
      } catch (error) {
        // The campaign's panel waits for less than the shipped one: a busy machine may need another try.
        if (!(error instanceof Refused && error.code === "host-timeout") || tries >= 5) throw error;
        await this.panel.startOver();
      }
    }
  }

  async close(): Promise<void> {
    await this.panel.kill();
    await this.host.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
