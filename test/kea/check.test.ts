// check of two real servers in failover that have drifted: exactly what differs, in each format; and of a pair of which one is down.
import { afterEach, describe, expect, it } from "vitest";
import { renderJunit } from "../../provider/report/junit.js";
import { renderMarkdown } from "../../provider/report/markdown.js";
import { renderNagios, nagiosExitCode } from "../../provider/report/nagios.js";
import { renderPrometheus } from "../../provider/report/prometheus.js";
import { renderText } from "../../provider/report/text.js";
import { repeats } from "../parts.js";
import { differencesIn, folderWith, keaFile, reportOn } from "../helpers/unit/report/reports.js";
import { allEdited, edits, serves } from "../helpers/kea/edits.js";
import { pair, type KeaPair } from "../helpers/kea/servers.js";
import { withKea, type Version } from "../helpers/kea/versions.js";

const open: KeaPair[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ end }) => end()));
});

interface Case {
  readonly version: Version;
  readonly mode: "hot-standby" | "load-balancing";
  readonly words: string;
}
const cases: readonly Case[] = [
  { version: "2.6.3", mode: "hot-standby", words: "hot standby" },
  { version: "3.0.3", mode: "load-balancing", words: "load balancing" },
];

describe.each(repeats(cases))("a pair of Kea $version in $mode", ({ version, mode, words }) => {
  withKea(version)("that runs", () => {
    const balanced = mode === "load-balancing";
    const injected = edits(6, balanced)
      .map(({ part, scope, leaf }) => `${part}${part === scope ? " " : "."}${leaf}`)
      .sort();

    async function running(drifts: boolean): Promise<KeaPair> {
      const serving = (name: string) =>
        drifts
          ? allEdited(name === "server1" ? "primary" : "partner", 6, balanced)
          : serves(6, balanced);
      const made = await pair({ version, mode, serves: serving });
      open.push(made);
      await made.ready();
      return made;
    }

    it("has just the differences that were made, in each format, and failover that works", async () => {
      const { server1, server2 } = await running(true);
      const report = await reportOn([server1.url, server2.url]);
      expect(differencesIn(report)).toEqual(injected);
      const [only] = report.pairs;
      expect(only).toMatchObject({
        name: "server1 and server2",
        result: "differs",
        servers: {
          primary: { address: server1.url, software: expect.stringMatching(/^Kea \d/) },
          partner: { address: server2.url, reached: true },
        },
        relationships: [
          {
            mode: words,
            states: [
              { server: "server1", healthy: true },
              { server: "server2", healthy: true },
            ],
          },
        ],
        errors: [],
      });
      const text = renderText(report, { color: false });
      expect(text).toContain("\n  lease duration: server1 has 7200; server2 has 3600\n");
      expect(text).toMatch(/^server1 and server2: 12 differences, in 5 of 7 scopes and outside/);
      expect(renderMarkdown(report)).toContain("| scope | 12 differences | server1 | server2 |");
      expect(renderJunit(report)).toMatch(/tests="10" failures="6" errors="0"/);
      expect(renderPrometheus(report)).toContain(
        'differences{pair="server1 and server2",server="server2",scope="10.0.1.0/24",kind="option"} 2\n',
      );
      expect([nagiosExitCode(report), renderNagios(report)]).toEqual([
        1,
        expect.stringMatching(/^DHCP WARNING - server1 and server2: 12 differences,/),
      ]);
    });

    it("is in sync without them, with a file of its configuration as well, and unknown while one is down", async () => {
      const made = await running(false);
      const { server1, server2 } = made;
      expect(await reportOn([server1.url, server2.url])).toMatchObject({ result: "in-sync" });
      const folder = folderWith({ "server2.conf": keaFile(serves(6, balanced)) });
      const withFile = await reportOn([server1.url, `${folder}/server2.conf`]);
      expect(differencesIn(withFile)).toEqual([expect.stringMatching(/^relationships\./)]);
      await Promise.all([server2.agent?.stop(), server2.daemon.stop()]);
      const report = await reportOn([server1.url, server2.url]);
      expect(report.result).toBe("unknown");
      expect(report.pairs[0]).toMatchObject({
        name: "server1 and server2",
        servers: { primary: { reached: true }, partner: { reached: false } },
        errors: [{ message: expect.stringContaining(server2.url) }],
      });
      expect(nagiosExitCode(report)).not.toBe(0);
    });

    it("differs where its configurations are the same and failover does not work", async () => {
      const made = await pair({
        version,
        mode,
        alone: ["server2"],
        serves: () => serves(6, balanced),
      });
      open.push(made);
      const urls = [made.server1.url, made.server2.url];
      const report = await reportOn(urls, { ignore: ["failover"] });
      expect(differencesIn(report)).toEqual([]);
      expect(report.result).toBe("differs");
      expect(renderText(report, { color: false })).toMatch(/^[^\n]*: failover does not work\n/);
      expect(nagiosExitCode(report)).toBe(2);
      const without = await reportOn(urls, { ignore: ["failover", "health"] });
      expect(without.result).toBe("in-sync");
    });
  });
});
