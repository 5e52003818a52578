const { readdirSync, readFileSync } = require("node:fs");
const { availableParallelism } = require("node:os");

// `npm test` tells every story once (quick), `npm run test:rest` repeats proofs on other releases of Kea and through other doors.
const part = process.env.TEST_PART ?? "all";
const files = readdirSync("test", { recursive: true })
  .map((path) => `test/${path.replaceAll("\\", "/")}`)
  .filter((path) => path.endsWith(".test.ts"));

/** Stories that a quick file tells already, in another way. */
const repeatsOnly =
  /^test\/(engine\/(drift|harness|names|plugin|renamed|reported|spellings|two-ups)|examples\/(kea-pair|windows-pair|pipelines\/(?!files)\w+)|kea\/(commands-(cut|lab)|recording|timeouts|yaml|reliability\/(hostile-peers|kills))|report\/html\/browser|package\/(archive|consumers|sdks)|windows\/live\/relationship-(failures|over-ssh))\.test\.ts$/;
const hasRepeats = (file) => /\/parts\.js"/.test(readFileSync(file, "utf8"));
/** What a real PowerShell runs: files of its own, and stories of servers that the interpreter runs elsewhere. */
const ofPowerShell = /^test\/windows\/powershell\//;
/** What a real Windows DHCP Server runs. */
const ofWindowsServer = /^test\/windows\/server\/real\.test\.ts$/;
const isElsewhere = (file) => ofPowerShell.test(file) || ofWindowsServer.test(file);
const alsoByPowerShell = /^test\/windows\/live\/(?!(relationship-)?over-ssh|scripts|module)/;
const parts = {
  all: (file) => !isElsewhere(file),
  quick: (file) => !isElsewhere(file) && !repeatsOnly.test(file),
  rest: (file) => !isElsewhere(file) && (repeatsOnly.test(file) || hasRepeats(file)),
  "windows-server": (file) => ofWindowsServer.test(file),
  powershell: (file) => ofPowerShell.test(file) || alsoByPowerShell.test(file),
};

/** What each project of vitest's runs; what none of the others names is driven through the CLI. */
const groups = {
  /** Needs no network, no root, no server and no CLI. */
  unit: /^test\/(?!report\/html\/browser)((core|drivers|lifecycle|report|resources|storage)\/|(cases|house)\.|docs\/(?!pages)|transports\/(?!powershell\/))/,
  /** Needs Chromium. */
  browser: /^test\/report\/html\/browser\./,
  kea: /^test\/kea\//,
  windows: /^test\/(windows|transports\/powershell)\//,
};
const groupOf = (file) => Object.keys(groups).find((name) => groups[name].test(file)) ?? "cli";

// Milliseconds. Each operation of the CLI, each question to a server and each wait has a limit of its own: a story may take as
// many of them as it needs, on a slow machine as well. A unit test may compute for a while where many processes run.
const timeouts = {
  unit: 120_000,
  browser: 120_000,
  cli: 1_200_000,
  kea: 1_200_000,
  windows: 1_200_000,
};

const chosen = files.filter(parts[part]);
const projects = Object.entries(timeouts).flatMap(([name, timeout]) => {
  const include = chosen.filter((file) => groupOf(file) === name);
  const test = { name, include, testTimeout: timeout, hookTimeout: timeout };
  return include.length === 0 ? [] : [{ extends: true, test }];
});

/**
 * Spreads the files of each project over the whole run, the largest first: what computes (the CLI) runs beside what
 * waits (Kea), and no long file begins last.
 */
class Spread {
  sort(specs) {
    const sizes = new Map(specs.map((spec) => [spec, readFileSync(spec.moduleId, "utf8").length]));
    const places = new Map();
    for (const name of new Set(specs.map(({ project }) => project.name))) {
      const own = specs
        .filter(({ project }) => project.name === name)
        .sort((a, b) => sizes.get(b) - sizes.get(a));
      const whole = own.reduce((sum, spec) => sum + sizes.get(spec), 0);
      let before = 0;
      for (const spec of own) {
        places.set(spec, before / whole);
        before += sizes.get(spec);
      }
    }
    return [...specs].sort((a, b) => places.get(a) - places.get(b));
  }

  shard(specs) {
    return specs;
  }
}

/** @type {import("vitest/config").ViteUserConfig} */
module.exports = {
  test: {
    globalSetup: "test/temporary.ts",
    sequence: { sequencer: Spread },
    // Stories wait for heartbeats and for processes that start: with one worker a core nothing would run for a third of the time.
    maxWorkers: Math.ceil(availableParallelism() * 2.5),
    projects,
    /** `npm run coverage`: the lines of provider/ that the unit tests alone run. */
    coverage: {
      provider: "v8",
      include: ["provider/**/*.ts"],
      exclude: ["**/*.ps1.ts"],
      reporter: ["text-summary", "html"],
    },
  },
};
