// The operator's Stack: what it says is done here by hand, as the operator would do it, on a pair of running servers. Its CRD is not at hand.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { withKea } from "../../helpers/kea/versions.js";
import { pipelines } from "../../helpers/cli/examples/pipelines/checkout.js";
import { site } from "../../helpers/cli/examples/pipelines/pair.js";
import { file } from "../../helpers/cli/examples/pipelines/runner.js";

withKea("2.2.0")("the Pulumi Kubernetes Operator's Stack", () => {
  it("is what a run needs, and nothing else", async () => {
    const place = await site();
    const { apiVersion, kind, spec } = file("kubernetes/stack.yaml");
    expect([apiVersion, kind]).toEqual(["pulumi.com/v1", "Stack"]);
    const {
      serviceAccountName,
      projectRepo,
      branch,
      repoDir,
      stack,
      backend,
      useLocalStackOnly,
      refresh,
      continueResyncOnCommitMatch,
      resyncFrequencySeconds,
      destroyOnFinalize,
      envRefs,
      workspaceTemplate,
      ...rest
    } = spec;
    expect(rest).toEqual({});

    // The secrets of the cluster, by the references that the Stack has.
    const settings: Readonly<Record<string, string>> = place.settings;
    const cluster = {
      "dhcp-production/passphrase": settings["PULUMI_CONFIG_PASSPHRASE"]!,
      "dhcp-production/kea": settings["KEA_PASSWORD"]!,
    };
    const env = Object.fromEntries(
      Object.entries<any>(envRefs).map(([name, { type, secret }]) => {
        expect(type).toBe("Secret");
        return [name, cluster[`${secret.name}/${secret.key}` as keyof typeof cluster]];
      }),
    );
    expect(new URL(backend).protocol).toBe("s3:");
    const surroundings = { ...env, PULUMI_BACKEND_URL: settings["PULUMI_BACKEND_URL"]! };

    // What it fetches holds the project where the Stack says, and the stack is there already.
    const folder = join(place.folder, repoDir);
    expect([serviceAccountName, new URL(projectRepo).protocol, branch, useLocalStackOnly]).toEqual([
      "pulumi",
      "https:",
      "main",
      true,
    ]);
    const run = async (...command: string[]) => {
      const ran = await place.run(command, surroundings, folder);
      expect(ran.code, ran.said).toBe(0);
      return ran.said;
    };
    await run("pulumi", "install");
    await run("pulumi", "stack", "select", stack, "--non-interactive");
    await run(
      "pulumi",
      "up",
      "--yes",
      "--skip-preview",
      ...(refresh ? ["--refresh"] : []),
      "--non-interactive",
    );
    expect(await place.names()).toEqual(["printer", "printer"]);

    // Once an hour it runs the same again, and what was edited by hand is undone.
    expect([continueResyncOnCommitMatch, resyncFrequencySeconds]).toEqual([true, 3600]);
    await place.edit("by hand");
    await run(
      "pulumi",
      "up",
      "--yes",
      "--skip-preview",
      ...(refresh ? ["--refresh"] : []),
      "--non-interactive",
    );
    expect(await place.names()).toEqual(["printer", "printer"]);

    // The stack goes with the Stack, but not what it wrote; and what the servers held before lasts longer than the workspace.
    expect(destroyOnFinalize).toBe(false);
    const { containers, volumes } = workspaceTemplate.spec.podTemplate.spec;
    const { backupDir } = parse(readFileSync(join(pipelines, "Pulumi.production.yaml"), "utf8"))
      .config["dhcp-failover:servers"].dhcp2;
    expect(containers).toEqual([
      { name: "pulumi", volumeMounts: [{ name: "kept", mountPath: backupDir }] },
    ]);
    expect(volumes).toEqual([{ name: "kept", persistentVolumeClaim: { claimName: "dhcp-kept" } }]);
  });
});
