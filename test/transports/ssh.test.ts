// What ssh says where it reaches nobody, and what a person is told of it. Texts of OpenSSH 9.2, those that take long to come by recorded.
import { expect, it } from "vitest";
import {
  buildForwardingArguments,
  buildSshArguments,
  explainSshFailure,
  isForwardablePath,
} from "../../provider/transports/ssh.js";

it.each([
  [
    "Connection timed out during banner exchange\r\nConnection to 192.0.2.7 port 22 timed out\r\n",
    "ssh-timeout",
    "dhcp1: the connection over ssh timed out: Connection timed out during banner exchange. Check that",
  ],
  [
    "ssh: connect to host 192.0.2.7 port 22: Connection timed out\r\n",
    "ssh-timeout",
    "timed out: ssh: connect to host 192.0.2.7 port 22: Connection timed out.",
  ],
  [
    "ssh: connect to host 192.0.2.7 port 22: No route to host\r\n",
    "no-route",
    "dhcp1: no route from this machine to the server (No route to host).",
  ],
  [
    "ssh: connect to host 192.0.2.7 port 2222: Connection refused\r\n",
    "ssh-connection-refused",
    "the connection to port 2222 was refused",
  ],
  [
    "ssh: Could not resolve hostname jump.invalid: Name or service not known\r\nkex_exchange_identification: Connection closed by remote host\r\n",
    "host-unknown",
    'dhcp1: the name "jump.invalid" cannot be resolved.',
  ],
  [
    "Unable to negotiate with 192.0.2.7 port 22: no matching host key type found. Their offer: ssh-rsa\r\n",
    "ssh-no-agreement",
    "no matching host key type found. Their offer: ssh-rsa.",
  ],
  [
    "Received disconnect from 192.0.2.7 port 22:2: Too many authentication failures\r\nDisconnected from 192.0.2.7 port 22\r\n",
    "ssh-denied",
    "the user was not allowed to log in (Too many authentication failures)",
  ],
  [
    "CORP\\admin@192.0.2.7: Permission denied (publickey,password,keyboard-interactive).\r\n",
    "ssh-denied",
    '"CORP\\\\admin@192.0.2.7" was not allowed to log in (publickey,password,keyboard-interactive).',
  ],
  [
    "Bad owner or permissions on /home/a/.ssh/config\r\n",
    "ssh-config",
    "Bad owner or permissions on /home/a/.ssh/config.",
  ],
  [
    "Connection reset by 192.0.2.7 port 22\r\n",
    "ssh-cut",
    "Connection reset by 192.0.2.7 port 22.",
  ],
  [
    "\u001b[31msomething else\u0007\r\n",
    "ssh-failed",
    "dhcp1: ssh failed: [31msomething else. Check",
  ],
  ["", "ssh-failed", "dhcp1: ssh failed: (no further details)."],
])("an error of ssh is reported in a sentence: %j", (stderr, code, words) => {
  const told = explainSshFailure("dhcp1", stderr, "windows");
  expect(told.code).toBe(code);
  expect(told.message).toContain(words);
  expect(told.message).not.toMatch(/[\u0000-\u001f]/);
});

it("the command line of ssh leaves neither host keys nor questions to a configuration, and takes no destination for an option", () => {
  const words = buildSshArguments({ host: "dhcp1", user: "admin", port: 2222, config: "/a b" }, [
    "powershell.exe",
  ]);
  expect(words).toEqual(
    expect.arrayContaining([
      "BatchMode=yes",
      "StrictHostKeyChecking=yes",
      "NoHostAuthenticationForLocalhost=no",
    ]),
  );
  expect(words.slice(0, 3)).toEqual(["-T", "-F", "/a b"]);
  expect(words.slice(-7)).toEqual(["-p", "2222", "-l", "admin", "--", "dhcp1", "powershell.exe"]);
});

it.each([
  ["Connection refused", "systemctl start ssh", "Start-Service"],
  [
    "Permission denied (publickey).",
    "authorized_keys. Passwords",
    "administrators_authorized_keys",
  ],
  ["Connection reset by 192.0.2.7 port 22", "journalctl -u ssh", "Event Viewer"],
  [
    "No ED25519 host key is known for 192.0.2.7 and you have requested strict checking.",
    "/etc/ssh/ssh_host_*_key.pub",
    "ProgramData",
  ],
])("names files and commands of the server's own system: %s", (line, unix, windows) => {
  const stderr = line === "Connection refused" ? `connect to host a port 22: ${line}` : line;
  const message = (system: "unix" | "windows") =>
    explainSshFailure("dhcp1", stderr, system).message;
  expect(message("unix")).toContain(unix);
  expect(message("unix")).not.toContain(windows);
  expect(message("windows")).toContain(windows);
});

it("forwards one socket over a connection of its own, whatever a configuration shares or forwards", () => {
  const words = buildForwardingArguments({ host: "dhcp1", user: "root", port: 2222 }, "/tmp/a/s", {
    socket: "/run/kea/kea4-ctrl-socket",
  });
  expect(words.slice(0, 4)).toEqual(["-N", "-T", "-L", "/tmp/a/s:/run/kea/kea4-ctrl-socket"]);
  expect(words).toEqual(
    expect.arrayContaining([
      "BatchMode=yes",
      "StrictHostKeyChecking=yes",
      "ClearAllForwardings=no",
      "ControlPath=none",
    ]),
  );
  expect(words.slice(-6)).toEqual(["-p", "2222", "-l", "root", "--", "dhcp1"]);
  expect(buildForwardingArguments({ host: "dhcp1" }, "/tmp/a/s", { port: 8000 })).toContain(
    "/tmp/a/s:127.0.0.1:8000",
  );
});

it.each([
  "/run/kea/%h",
  "/run/$" + "{HOME}",
  "/run/a:b",
  "/run/a b",
  "/run/'a'",
  "run/kea",
  "/run/\\a",
])("takes no path in which ssh or a shell replaces something: %s", (path) =>
  expect(isForwardablePath(path)).toBe(false),
);
