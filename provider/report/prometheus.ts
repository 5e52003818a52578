// The report as metrics for the textfile collector of node_exporter.
import type { CheckReport, PairReport } from "./report.js";
import { listFindings } from "./summary.js";

const prefix = "dhcp_failover_check";

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** Renders a report in Prometheus' text format. */
export function renderPrometheus(report: CheckReport): string {
  const { pairs } = report;
  const metrics: readonly Metric[] = [
    {
      name: "result",
      help: "1 for the result of a pair (in-sync, differs, unknown), 0 for the others.",
      samples: pairs.flatMap((pair) =>
        (["in-sync", "differs", "unknown"] as const).map((result) => ({
          labels: { pair: pair.name, result },
          value: Number(pair.result === result),
        })),
      ),
    },
    {
      name: "differences",
      help: "Differences of a pair that was compared, by partner, scope and kind. Scope is empty for all that stands outside scopes.",
      samples: pairs.flatMap(countDifferences),
    },
    {
      name: "up",
      help: "1 where a server was read, 0 where it was not.",
      samples: pairs.flatMap(({ name, servers }) =>
        [servers.primary, servers.partner].map((server) => ({
          labels: { pair: name, server: server.name, address: server.address },
          value: Number(server.reached),
        })),
      ),
    },
    {
      name: "failover_working",
      help: "1 where a server reports that failover works, 0 where it reports another state.",
      samples: pairs.flatMap(({ name, relationships }) =>
        relationships.flatMap((relationship) =>
          relationship.states.map(({ server, healthy }) => ({
            labels: { pair: name, relationship: relationship.name, server },
            value: Number(healthy),
          })),
        ),
      ),
    },
    {
      name: "timestamp_seconds",
      help: "Time of the check in seconds since 1970: its age is time() minus this.",
      samples: [{ labels: {}, value: Math.floor(Date.parse(report.time) / 1000) }],
    },
  ];
  return metrics.map(renderMetric).join("");
}

/** Counts differences. A pair without any has one sample of 0, so that alerts end. */
function countDifferences(pair: PairReport): readonly Sample[] {
  const server = pair.servers.partner.name;
  const counts = new Map<string, Sample>();
  for (const { scope, difference } of listFindings(pair)) {
    const labels = { pair: pair.name, server, scope: scope?.scope ?? "", kind: difference.kind };
    const key = JSON.stringify(labels);
    counts.set(key, { labels, value: (counts.get(key)?.value ?? 0) + 1 });
  }
  if (counts.size > 0 || pair.result === "unknown") return [...counts.values()];
  return [{ labels: { pair: pair.name, server, scope: "", kind: "" }, value: 0 }];
}

function renderMetric({ name, help, samples }: Metric): string {
  if (samples.length === 0) return "";
  const full = `${prefix}_${name}`;
  const lines = samples.map(({ labels, value }) => `${full}${renderLabels(labels)} ${value}\n`);
  return `# HELP ${full} ${help}\n# TYPE ${full} gauge\n${lines.join("")}`;
}

function renderLabels(labels: Sample["labels"]): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escapeLabel = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
