// Every stack file of the project: those in folders, and those that Markdown pages show.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../../../../setup/paths.mjs";

export function stackFiles(): readonly { readonly where: string; readonly text: string }[] {
  const paths = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
  })
    .trim()
    .split("\n");
  const texts = (wanted: RegExp) =>
    paths
      .filter((path) => wanted.test(basename(path)))
      .map((path) => ({ where: path, text: readFileSync(join(root, path), "utf8") }));
  const shown = texts(/\.md$/).flatMap(({ where, text }) =>
    [...text.matchAll(/^```yaml\n([^]*?)^```/gm)].map(([, block]) => ({
      where: `${where}: ${block!.split("\n")[0]}`,
      text: block!,
    })),
  );
  // A program in YAML names types, which no stack file does.
  return [...texts(/^Pulumi\.[\w-]+\.yaml$/), ...shown].filter(
    ({ text }) => text.includes("dhcp-failover:") && !text.includes("dhcp-failover:index:"),
  );
}
