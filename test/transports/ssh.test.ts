// What ssh says where it reaches nobody, and what a person is told of it. Texts of OpenSSH 9.2, those that take long to come by recorded.
import { expect, it } from "vitest";
import { buildSshArguments, explainSshFailure } from "../../provider/transports/ssh.js";

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
])("%j", (stderr, code, words) => {
  const told = explainSshFailure("dhcp1", stderr);
  expect(told.code).toBe(code);
  expect(told.message).toContain(words);
  expect(told.message).not.toMatch(/[\u0000-\u001f]/);
});

it("leaves neither host keys nor questions to a configuration, and takes no destination for an option", () => {
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
