// npm run bench:growth [-- <kind>…]: how the processor's time for a preview and an update grows where twice as much changes. Everything in
// one process, between two files: reading, comparing, planning, writing and verifying. 2 is linear, 4 is quadratic.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { drivers } from "../dist/drivers/index.js";
import { operation } from "../dist/lifecycle/operation.js";
import { replication } from "../dist/lifecycle/replication.js";

const sizes = (process.env.SIZES ?? "2000,4000,8000").split(",").map(Number);
/** The most that the time may grow by where the number doubles. */
const most = 2.2;

const folder = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-dhcp-failover-growth-")));
process.once("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const numbers = (count) => Array.from({ length: count }, (_, n) => n);
const address = (n, firstByte = 10) => `${firstByte}.0.${n >> 8}.${n & 255}`;
const mac = (n, separator = ":") =>
  ["02", "00", "00", n >> 16, (n >> 8) & 255, n & 255]
    .map((b) => (typeof b === "string" ? b : b.toString(16).padStart(2, "0")))
    .join(separator);
const network = (n) => `10.${n >> 8}.${n & 255}`;

const keaText = (more) =>
  JSON.stringify({ Dhcp4: { "valid-lifetime": 3600, ...more } }, undefined, 1);
const keaScope = (more) =>
  keaText({
    subnet4: [
      { id: 1, subnet: "10.0.0.0/8", pools: [{ pool: "10.200.0.1 - 10.200.0.9" }], ...more },
    ],
  });
const keaOption = (n, data) => ({
  space: `vendor-${1 + Math.floor(n / 250)}`,
  code: 1 + (n % 250),
  "csv-format": false,
  data,
});
const keaClasses = (names, test = "true") =>
  keaText({
    subnet4: [{ id: 1, subnet: "10.0.0.0/8" }],
    "client-classes": names.map((name) => ({ name: `class-${name}`, test })),
  });

/** For each kind: the text of the primary and of the partner, with so many things that differ. */
const kea = {
  "reservations of one scope": (count) =>
    ["a", "b"].map((name) =>
      keaScope({
        reservations: numbers(count).map((n) => ({
          "hw-address": mac(n),
          "ip-address": address(n),
          hostname: `${name}-${n}`,
        })),
      }),
    ),
  "reservations with another address": (count) =>
    [0, 1].map((step) =>
      keaScope({
        reservations: numbers(count).map((n) => ({
          "hw-address": mac(n),
          "ip-address": address(2 * n + step),
        })),
      }),
    ),
  "reservations for another client": (count) =>
    [0, 1].map((step) =>
      keaScope({
        reservations: numbers(count).map((n) => ({
          "hw-address": mac(2 * n + step),
          "ip-address": address(n),
        })),
      }),
    ),
  "reservations that come": (count) =>
    [count, 1].map((few) =>
      keaScope({
        reservations: numbers(few).map((n) => ({ "hw-address": mac(n), "ip-address": address(n) })),
      }),
    ),
  "reservations that go": (count) =>
    [1, count].map((few) =>
      keaScope({
        reservations: numbers(few).map((n) => ({ "hw-address": mac(n), "ip-address": address(n) })),
      }),
    ),
  "reservations with a comment each": (count) =>
    ["a", "b"].map((name) =>
      keaScope({
        reservations: numbers(count).map((n) => ({
          "hw-address": mac(n),
          "ip-address": address(n),
          hostname: `${name}-${n}`,
        })),
      }).replaceAll(/\{\n\s+"hw-address"/g, (found) => `# a comment\n   ${found}`),
    ),
  "options of one scope": (count) =>
    ["01", "02"].map((data) =>
      keaScope({ "option-data": numbers(count).map((n) => keaOption(n, data)) }),
    ),
  "options of the server": (count) =>
    ["01", "02"]
      .map((data) =>
        keaText({ subnet4: [], "option-data": numbers(count).map((n) => keaOption(n, data)) }),
      )
      .map((text) =>
        text.replace('"subnet4": []', `"subnet4": [{ "id": 1, "subnet": "10.0.0.0/24" }]`),
      ),
  "ranges of one scope": (count) =>
    [0, 1].map((step) =>
      keaText({
        subnet4: [
          {
            id: 1,
            subnet: "10.0.0.0/8",
            pools: numbers(count).map((n) => ({
              pool: `${address(8 * n)} - ${address(8 * n + 3 + step)}`,
            })),
          },
        ],
      }),
    ),
  scopes: (count) =>
    [3600, 7200].map((time) =>
      keaText({
        subnet4: numbers(count).map((n) => ({
          id: n + 1,
          subnet: `${network(n)}.0/24`,
          "valid-lifetime": time,
        })),
      }),
    ),
  "scopes that come": (count) =>
    [count, 1].map((few) =>
      keaText({
        subnet4: numbers(few).map((n) => ({
          id: n + 1,
          subnet: `${network(n)}.0/24`,
          "user-context": { site: n },
        })),
      }),
    ),
  classes: (count) => ["true", "false"].map((test) => keaClasses(numbers(count), `not(${test})`)),
  "classes that come": (count) => [count, 1].map((few) => keaClasses(numbers(few))),
  "classes in another order": (count) =>
    [numbers(count), numbers(count).reverse()].map((names) => keaClasses(names)),
  "definitions of options": (count) =>
    [false, true].map((array) =>
      keaText({
        subnet4: [{ id: 1, subnet: "10.0.0.0/8" }],
        "option-def": numbers(count).map((n) => ({
          name: `option-${n}`,
          code: 1 + (n % 250),
          space: `space-${Math.floor(n / 250)}`,
          type: "uint8",
          array,
        })),
      }),
    ),
};

const windowsText = (ipv4) =>
  `<?xml version="1.0" encoding="utf-8"?>\r\n<DHCPServer xmlns="http://schemas.microsoft.com/windows/DHCPServer"><MajorVersion xmlns="">10</MajorVersion><MinorVersion xmlns="">0</MinorVersion><IPv4 xmlns="">${ipv4}</IPv4><IPv6 xmlns="" /></DHCPServer>\r\n`;
const windowsScope = (id, more, name = "a scope") =>
  `<Scope><ScopeId>${id}</ScopeId><Name>${name}</Name><SubnetMask>${id === "10.0.0.0" && more !== undefined ? "255.0.0.0" : "255.255.255.0"}</SubnetMask><StartRange>${id.replace(/0$/, "1")}</StartRange><EndRange>${id === "10.0.0.0" && more !== undefined ? "10.250.0.1" : id.replace(/0$/, "200")}</EndRange><LeaseDuration>8.00:00:00</LeaseDuration><State>Active</State><Type>Dhcp</Type><MaxBootpClients>4294967295</MaxBootpClients><NapEnable>false</NapEnable><Delay>0</Delay><NapProfile /><Description /><ActivatePolicies>true</ActivatePolicies><SuperScopeName />${more ?? ""}</Scope>`;
const inOneScope = (more) => windowsText(`<Scopes>${windowsScope("10.0.0.0", more)}</Scopes>`);
const windowsReservations = (members) =>
  inOneScope(
    `<Reservations>${members.map(([n, client, name]) => `<Reservation><Name>${name}</Name><IPAddress>${address(n)}</IPAddress><ClientId>${mac(client, "-")}</ClientId><Type>Both</Type><Description /></Reservation>`).join("")}</Reservations>`,
  );
const policy = (n, description) =>
  `<Policy><Name>policy-${n}</Name><ProcessingOrder>${n + 1}</ProcessingOrder><Enabled>true</Enabled><Condition>Or</Condition><Description>${description}</Description><MacAddress>EQ</MacAddress><MacAddress>${mac(n, "-")}</MacAddress></Policy>`;
const classOf = (n, description) =>
  `<Class><Name>class-${n}</Name><Type>User</Type><Data>${Buffer.from(`class-${n}`).toString("hex").match(/../g).join("-")}</Data><Description>${description}</Description></Class>`;
const withClasses = (classes) =>
  windowsText(`<Classes>${classes}</Classes><Scopes>${windowsScope("10.0.0.0")}</Scopes>`);

const windows = {
  "reservations of one scope": (count) =>
    ["a", "b"].map((name) =>
      windowsReservations(numbers(count).map((n) => [n + 2, n, `${name}-${n}`])),
    ),
  "reservations for another client": (count) =>
    [0, 1].map((step) =>
      windowsReservations(numbers(count).map((n) => [n + 2, 2 * n + step, `host-${n}`])),
    ),
  "reservations that come": (count) =>
    [count, 1].map((few) => windowsReservations(numbers(few).map((n) => [n + 2, n, `host-${n}`]))),
  "reservations that go": (count) =>
    [1, count].map((few) => windowsReservations(numbers(few).map((n) => [n + 2, n, `host-${n}`]))),
  "exclusion ranges of one scope": (count) =>
    [0, 1].map((step) =>
      inOneScope(
        `<ExclusionRanges>${numbers(count)
          .map(
            (n) =>
              `<IPRange><StartRange>${address(8 * n + 8)}</StartRange><EndRange>${address(8 * n + 9 + step)}</EndRange></IPRange>`,
          )
          .join("")}</ExclusionRanges>`,
      ),
    ),
  "policies of one scope": (count) =>
    ["a", "b"].map((description) =>
      inOneScope(
        `<Policies>${numbers(count)
          .map((n) => policy(n, description))
          .join("")}</Policies>`,
      ),
    ),
  "policies that come": (count) =>
    [count, 1].map((few) =>
      inOneScope(
        `<Policies>${numbers(few)
          .map((n) => policy(n, ""))
          .join("")}</Policies>`,
      ),
    ),
  "policies that go": (count) =>
    [1, count].map((few) =>
      inOneScope(
        `<Policies>${numbers(few)
          .map((n) => policy(n, ""))
          .join("")}</Policies>`,
      ),
    ),
  scopes: (count) =>
    ["a", "b"].map((name) =>
      windowsText(
        `<Scopes>${numbers(count)
          .map((n) => windowsScope(`${network(n)}.0`, undefined, name))
          .join("")}</Scopes>`,
      ),
    ),
  "scopes that come": (count) =>
    [count, 1].map((few) =>
      windowsText(
        `<Scopes>${numbers(few)
          .map((n) => windowsScope(`${network(n)}.0`))
          .join("")}</Scopes>`,
      ),
    ),
  "reservations of many scopes": (count) =>
    ["a", "b"].map((name) =>
      windowsText(
        `<Scopes>${numbers(count)
          .map((n) =>
            windowsScope(`${network(n)}.0`, undefined).replace(
              "</Scope>",
              `<Reservations><Reservation><Name>${name}</Name><IPAddress>${network(n)}.7</IPAddress><ClientId>${mac(n, "-")}</ClientId><Type>Both</Type><Description /></Reservation></Reservations></Scope>`,
            ),
          )
          .join("")}</Scopes>`,
      ),
    ),
  classes: (count) =>
    ["a", "b"].map((description) =>
      withClasses(
        numbers(count)
          .map((n) => classOf(n, description))
          .join(""),
      ),
    ),
  "classes that come": (count) =>
    [count, 1].map((few) =>
      withClasses(
        numbers(few)
          .map((n) => classOf(n, ""))
          .join(""),
      ),
    ),
  "classes that go": (count) =>
    [1, count].map((few) =>
      withClasses(
        numbers(few)
          .map((n) => classOf(n, ""))
          .join(""),
      ),
    ),
};

/** Seconds of the processor that check, and create, take where so many things differ. */
async function timed(format, make, count) {
  const extension = format === "kea" ? "conf" : "xml";
  const paths = make(count).map((text, i) => {
    const path = join(folder, `dhcp${i + 1}.${extension}`);
    writeFileSync(path, text);
    return path;
  });
  const [primary, partner] = paths.map((path) => ({
    driver: "file",
    format,
    path,
    backupDir: join(folder, "kept"),
  }));
  const args = {
    primary,
    partner,
    serverSettings: "replicate",
    prune: true,
    force: true,
    __resource: "all",
  };
  globalThis.gc?.();
  const began = process.cpuUsage();
  const { check, create } = replication(operation(drivers, () => {}));
  const { inputs, failures = [] } = await check({}, args);
  if (failures.length > 0)
    throw new Error(
      failures
        .map(({ reason }) => reason)
        .join(" ")
        .slice(0, 500),
    );
  const checked = process.cpuUsage(began);
  if (inputs.replicate === undefined) throw new Error("Nothing differs.");
  await create(inputs);
  const done = process.cpuUsage(began);
  const seconds = ({ user, system }) => (user + system) / 1e6;
  return [seconds(checked), seconds(done) - seconds(checked)];
}

/** The least that three runs take: what else the machine does is in all of them. */
async function quickest(format, make, count) {
  const runs = [
    await timed(format, make, count),
    await timed(format, make, count),
    await timed(format, make, count),
  ];
  return [0, 1].map((step) => Math.min(...runs.map((run) => run[step])));
}

const asked = process.argv.slice(2);
let isTooMuch = false;
for (const [format, kinds] of Object.entries({ kea, windows })) {
  for (const [kind, make] of Object.entries(kinds)) {
    const name = `${format}: ${kind}`;
    if (asked.length > 0 && !asked.some((part) => name.includes(part))) continue;
    await timed(format, make, sizes[0]); // what is compiled and remembered at the first time
    const times = [];
    for (const count of sizes) times.push(await quickest(format, make, count));
    const growth = ["preview", "update"].map(
      (_, step) =>
        (times.at(-1)[step] / times[0][step]) ** (1 / Math.log2(sizes.at(-1) / sizes[0])),
    );
    if (growth.some((one) => one > most)) isTooMuch = true;
    const told = ["preview", "update"].map(
      (step, i) =>
        `${step} ${times.map((one) => one[i].toFixed(2)).join(", ")} s (× ${growth[i].toFixed(2)} a doubling)`,
    );
    console.log(`${name}, ${sizes.join(", ")}: ${told.join("; ")}`);
  }
}
if (isTooMuch) {
  console.log(`Something grows by more than × ${most} where twice as much changes.`);
  process.exitCode = 1;
}
