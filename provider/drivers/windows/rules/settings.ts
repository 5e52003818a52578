// The server's version and its settings.
// https://learn.microsoft.com/powershell/module/dhcpserver/set-dhcpserversetting
import { RefusedCall } from "./refused-call.js";
import type { Cmdlets } from "./arguments.js";
import { changeProperties } from "./server-state.js";

export const settingCmdlets: Cmdlets = {
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

  "Set-DhcpServerSetting": (server, args) => {
    if ((args.number("ConflictDetectionAttempts") ?? 0) > 5)
      // The code is inferred.
      throw new RefusedCall("WIN32 87", "there are at most 5 attempts to detect conflicts");
    if (args.isNull("ActivatePolicies"))
      throw new RefusedCall(
        "WIN32 87",
        "nothing says what policies that are neither active nor inactive are",
      );
    changeProperties(server, server.settings, {
      conflictDetectionAttempts: args.number("ConflictDetectionAttempts"),
      napEnabled: args.flag("NapEnabled"),
      npsUnreachableAction: args.text("NpsUnreachableAction"),
      activatePolicies: args.flag("ActivatePolicies"),
    });
    return [];
  },
};
