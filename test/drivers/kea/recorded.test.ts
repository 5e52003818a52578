// What Kea servers were heard to answer when something is wrong, and what a person is told of it.
import { afterEach, expect, it } from "vitest";
import { drivers } from "../../../provider/drivers/index.js";
import { operation } from "../../../provider/lifecycle/operation.js";
import { replication } from "../../../provider/lifecycle/replication.js";
import { recorded, standIn, type StandIn } from "../../helpers/unit/drivers/kea/stand-in.js";

const open: StandIn[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.end()));
});
const server = async (...told: Parameters<typeof standIn>) => {
  const made = await standIn(...told);
  open.push(made);
  return made;
};

/** Returns the answer of a check of a replication between the two. */
async function checked(primary: StandIn, partner: StandIn): Promise<string> {
  const { failures = [] } = (await replication(operation(drivers, () => undefined)).check(
    {},
    { primary: { driver: "kea", url: primary.url }, partner: { driver: "kea", url: partner.url } },
  )) as { failures?: { reason: string }[] };
  return failures
    .map(({ reason }) =>
      reason
        .replaceAll(primary.url, "http://dhcp1:8000")
        .replaceAll(partner.url, "http://dhcp2:8000"),
    )
    .join("\n");
}

const error = (text: string) => ({ body: [{ result: 1, text }] });

it.each([
  {
    what: "an agent that knows no DHCPv4 server",
    answers: recorded("single-subnet", {
      "version-get": error("forwarding socket is not configured for the server type dhcp4"),
    }),
    told: "http://dhcp2:8000: its Control Agent has no DHCPv4 server configured. Add the socket of kea-dhcp4 under control-sockets in the Control Agent's configuration, or correct the url. [kea-daemon-unknown]",
  },
  {
    what: "a daemon that hangs behind its agent",
    answers: recorded("single-subnet", {
      "version-get": error(
        "unable to forward command to the dhcp4 service: Operation canceled. The server is likely to be offline",
      ),
    }),
    told: "http://dhcp2:8000: the Control Agent answers, but the DHCPv4 server behind it does not (Operation canceled). Start kea-dhcp4 on that server. [kea-daemon-down]",
  },
  {
    what: "an error in HTTP's clothes of success",
    answers: recorded("single-subnet", { "config-get": error("internal error") }),
    told: "http://dhcp2:8000 refused config-get: internal error. See Kea's log on that server. [kea-refused]",
  },
  {
    what: "another of Kea's servers",
    answers: recorded("single-subnet", {
      "config-get": { body: [{ result: 0, arguments: { Dhcp6: {} } }] },
    }),
    told: 'http://dhcp2:8000 is not Kea\'s DHCPv4 server: its configuration has "Dhcp6", but no "Dhcp4". Give the address of kea-dhcp4, or of its Control Agent. [kea-other-daemon]',
  },
  {
    what: "a page of somebody else's",
    answers: recorded("single-subnet", { "version-get": { body: "<html>\u001b[31mhello</html>" } }),
    told: "http://dhcp2:8000 answered version-get with something that is not a Kea response. Check that a Kea server answers at this address. [not-kea]",
  },
  {
    what: "a Kea that is too old",
    answers: recorded("single-subnet", { "version-get": { body: [{ result: 0, text: "1.8.2" }] } }),
    told: "http://dhcp2:8000 is Kea 1.8.2, but the oldest supported release is 2.2. Upgrade Kea. [kea-too-old]",
  },
  {
    what: "a user without the right",
    answers: recorded("single-subnet", {
      "list-commands": { status: 403, body: { result: 403, text: "Forbidden" } },
    }),
    told: "http://dhcp2:8000 does not allow this user to send list-commands. Grant the user that permission on the server, or set another user. An HA listener (a peer's url in the failover hook) also refuses it: use the URL of the Control Agent or of the control socket. [kea-forbidden]",
  },
  {
    what: "a server that may only be looked at",
    answers: recorded("single-subnet", {
      "list-commands": { body: [{ result: 0, arguments: ["config-get", "status-get"] }] },
    }),
    told: "The partner, http://dhcp2:8000, cannot be written: it does not allow this user to send config-test, config-set. Change its configuration at the source. [partner-read-only]",
  },
  {
    what: "an answer that is nested ten thousand deep",
    answers: recorded("single-subnet", {
      "config-get": { body: `${"[".repeat(10_000)}${"]".repeat(10_000)}` },
    }),
    told: "http://dhcp2:8000 answered with arrays and objects nested more than 500 levels deep. No configuration is that deep. Check that a Kea server answers at this address. [kea-answer-too-deep]",
  },
  {
    what: "a bad request",
    answers: recorded("single-subnet", {
      "version-get": { status: 400, body: { result: 400, text: "Bad Request" } },
    }),
    told: "http://dhcp2:8000 answered version-get with HTTP status 400. Check that a Kea server answers at this address. [kea-http]",
  },
])("$what is reported in a sentence, and nothing is written", async ({ answers, told }) => {
  const [primary, partner] = [await server(recorded("several-subnets")), await server(answers)];
  expect(await checked(primary, partner)).toBe(told);
  expect(partner.asked.filter((command) => /^config-(test|set|write)$/.test(command))).toEqual([]);
});

it("no control character of a server reaches the terminal, and no text of it starts a new line", async () => {
  const [primary, partner] = [
    await server(recorded("several-subnets")),
    await server(
      recorded("single-subnet", { "config-get": error("one\n\u001b[2Jtwo\u202e three.") }),
    ),
  ];
  expect(await checked(primary, partner)).toBe(
    "http://dhcp2:8000 refused config-get: one [2Jtwo three. See Kea's log on that server. [kea-refused]",
  );
});
