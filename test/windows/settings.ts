// What a server holds for itself: its version and its settings.
// https://learn.microsoft.com/powershell/module/dhcpserver/set-dhcpserversetting
import { Refused } from "./errors.js";
import type { Cmdlets } from "./given.js";
import { alter } from "./held.js";

export const settings: Cmdlets = {
  "Get-DhcpServerVersion": ({ version: [major, minor] }) => [{ MajorVersion: major, MinorVersion: minor }],

  "Get-DhcpServerSetting": ({ settings: held }) => [
    { ConflictDetectionAttempts: held.conflictDetectionAttempts, NapEnabled: held.napEnabled, NpsUnreachableAction: held.npsUnreachableAction, ActivatePolicies: held.activatePolicies },
  ],

  "Set-DhcpServerSetting": (server, given) => {
    if ((given.number("ConflictDetectionAttempts") ?? 0) > 5) throw new Refused("WIN32 87", "at most 5 attempts"); // the code is inferred
    if (given.isNull("ActivatePolicies")) throw new Refused("WIN32 87", "-ActivatePolicies $null: its meaning is unknown");
    alter(server, server.settings, {
      conflictDetectionAttempts: given.number("ConflictDetectionAttempts"),
      napEnabled: given.flag("NapEnabled"),
      npsUnreachableAction: given.text("NpsUnreachableAction"),
      activatePolicies: given.flag("ActivatePolicies"),
    });
    return [];
  },
};
