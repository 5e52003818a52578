// The beginning of the type of each resource of this package, which its URN contains.

/** The package of dynamic providers. */
export const dynamicPackage = "pulumi-nodejs";

export const typePrefix = `${dynamicPackage}:dynamic/dhcp:`;
