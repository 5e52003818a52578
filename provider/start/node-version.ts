// The Node version that the package needs. Loaded before anything else, so it uses nothing that an
// old Node lacks.

/** The oldest Node that `engines` of package.json names. */
const oldest = 22;

/** Returns the error for a Node that is too old for the package; undefined for any other. */
export function nodeTooOld(running = process.versions.node): string | undefined {
  if (Number(running.split(".")[0]) >= oldest) return undefined;
  return (
    `pulumi-dhcp-failover needs Node ${oldest} or later, and this is Node ${running}. ` +
    "Install a current Node, or put one first on the PATH where pulumi runs."
  );
}
