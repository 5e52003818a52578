// What a server holds for itself: its version and its settings.
// https://learn.microsoft.com/powershell/module/dhcpserver/set-dhcpserversetting
import { Refused } from "./refused.js";
import type { Cmdlets } from "./given.js";
import { alter } from "./held.js";

export const settings: Cmdlets = {
  "Get-DhcpServerVersion": ({ version: [major, minor] }) => [
    { MajorVersion: major, MinorVersion: minor },
  ],

  "Get-DhcpServerSetting": ({ settings: held }) => [
    {
      ConflictDetectionAttempts: held.conflictDetectionAttempts,
      NapEnabled: held.napEnabled,
      NpsUnreachableAction: held.npsUnreachableAction,
      ActivatePolicies: held.activatePolicies,
    },
  ],

  "Set-DhcpServerSetting": (server, given) => {
    if ((given.number("ConflictDetectionAttempts") ?? 0) > 5)
      // The code is inferred.
      throw new Refused("WIN32 87", "there are at most 5 attempts to detect conflicts");
    if (given.isNull("ActivatePolicies"))
      throw new Refused(
        "WIN32 87",
        "nothing says what policies that are neither active nor inactive are",
      );
    alter(server, server.settings, {
      conflictDetectionAttempts: given.number("ConflictDetectionAttempts"),
      napEnabled: given.flag("NapEnabled"),
      npsUnreachableAction: given.text("NpsUnreachableAction"),
      activatePolicies: given.flag("ActivatePolicies"),
    });
    return [];
  },
};
