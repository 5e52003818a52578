// Running Kea servers keep what every driver keeps.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kea } from "../../provider/drivers/kea/index.js";
import { contract } from "../helpers/unit/drivers/contract.js";
import { repeats } from "../parts.js";
import { allEdited } from "../helpers/kea/edits.js";
import { pair } from "../helpers/kea/servers.js";
import { until } from "../helpers/kea/until.js";
import { versions, withKea } from "../helpers/kea/versions.js";

for (const version of repeats(versions)) {
  withKea(version)(version, () =>
    contract(`Kea ${version}`, async () => {
      const kept = mkdtempSync(join(tmpdir(), "kept-"));
      const { server1, server2, end } = await pair({
        version,
        serves: (server) => allEdited(server === "server1" ? "primary" : "partner"),
      });
      const open = ({ args }: typeof server1) => kea({ ...args, backupDir: kept } as never);
      const [primary, partner] = [open(server1), open(server2)];
      const agreed = async ({ read }: typeof primary) =>
        (await read()).failover!.every(
          ({ condition, state, partnerState }) => condition === "working" && state === partnerState,
        );
      return {
        primary,
        partner,
        settled: () =>
          until(
            "both servers to say the same of their failover",
            async () => (await agreed(primary)) && (await agreed(partner)),
          ),
        async meddle() {
          const { arguments: held } = await server2.command("config-get");
          const { hash: _, ...rest } = held!;
          await server2.command("config-set", {
            ...rest,
            Dhcp4: { ...rest.Dhcp4, "valid-lifetime": 4321 },
          });
        },
        async end() {
          await end();
          rmSync(kept, { recursive: true });
        },
      };
    }),
  );
}
