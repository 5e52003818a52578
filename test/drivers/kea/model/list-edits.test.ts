import { describe, expect, it } from "vitest";
import type { Json, Tree } from "../../../../provider/core/model.js";
import { parseConfiguration } from "../../../../provider/drivers/kea/model/index.js";
import { documentOf } from "../../../helpers/unit/drivers/kea/model/examples.js";

const scopeOf = (subnet: Record<string, Json>, rest: Record<string, Json> = {}): Tree =>
  parseConfiguration(documentOf([{ id: 1, subnet: "10.0.1.0/24", ...subnet }], rest).Dhcp4)
    .configuration.scopes["10.0.1.0/24"]!.properties;

/** Why the subnet cannot be read whole. */
const refusalOf = (subnet: Record<string, Json>): string | undefined =>
  parseConfiguration(
    documentOf([{ id: 1, subnet: "10.0.1.0/24", ...subnet }]).Dhcp4,
  ).unreadableScopes.get("10.0.1.0/24")?.message;

describe("ranges", () => {
  const ranges = (...pools: readonly Record<string, Json>[]) =>
    scopeOf({ pools }).ranges as Tree | undefined;

  it("are known by their first and last address", () => {
    expect(
      Object.keys(
        ranges(
          { pool: "10.0.1.10-10.0.1.20" },
          { pool: " 10.0.1.30\t-  10.0.1.40 " },
          { pool: "10.0.1.64/26" },
          { pool: "10.0.1.50 - 10.0.1.50" },
        )!,
      ),
    ).toEqual([
      "10.0.1.10-10.0.1.20",
      "10.0.1.30-10.0.1.40",
      "10.0.1.64-10.0.1.127",
      "10.0.1.50-10.0.1.50",
    ]);
  });

  it("begin at the host that a prefix names, as in Kea 2.2", () => {
    expect(Object.keys(ranges({ pool: "10.0.1.17/28" })!)).toEqual(["10.0.1.17-10.0.1.31"]);
  });

  it("have guards, options and notes of their own", () => {
    const member = {
      "client-classes": ["KNOWN"],
      "evaluate-additional-classes": ["late"],
      options: { "dhcp4:6": { value: "10.0.0.1" } },
      "user-context": { comment: "x" },
      "pool-id": 7,
    };
    expect(
      ranges({
        pool: "10.0.1.64/26",
        "client-class": "KNOWN",
        "require-client-classes": ["late"],
        "option-data": [{ code: 6, data: "10.0.0.1" }],
        comment: "x",
        "pool-id": 7,
      }),
    ).toEqual({ "10.0.1.64-10.0.1.127": member });
    expect(
      ranges({
        pool: "10.0.1.64/26",
        "client-classes": ["KNOWN"],
        "evaluate-additional-classes": ["late"],
        "option-data": [{ code: 6, data: "10.0.0.1" }],
        "user-context": { comment: "x" },
        "pool-id": 7,
      }),
    ).toEqual({ "10.0.1.64-10.0.1.127": member });
  });

  it("are absent where the list is empty", () => {
    expect(ranges()).toBeUndefined();
  });

  it("are refused where two are alike", () => {
    expect(
      refusalOf({ pools: [{ pool: "10.0.1.64/26" }, { pool: "10.0.1.64 - 10.0.1.127" }] }),
    ).toMatch(
      /10\.0\.1\.0\/24 .*10\.0\.1\.64-10\.0\.1\.127.*"10\.0\.1\.64\/26" and "10\.0\.1\.64 - 10\.0\.1\.127"/,
    );
  });
});

describe("reservations", () => {
  const reservations = (list: readonly Record<string, Json>[], rest: Record<string, Json> = {}) =>
    scopeOf({ reservations: list }, rest).reservations as Tree | undefined;

  it("are known by their address, and name their client", () => {
    expect(
      reservations([
        { "hw-address": "1A:1b:1c:1d:1E:1f", "ip-address": "10.0.1.9", hostname: "printer" },
      ]),
    ).toEqual({ "10.0.1.9": { client: "hw:1a-1b-1c-1d-1e-1f", name: "printer" } });
  });

  it.each([
    [{ "hw-address": "1a1b1c1d1e1f" }, "hw:1a-1b-1c-1d-1e-1f"],
    [{ duid: "01:02:3" }, "duid:01-02-03"],
    [{ "client-id": "01112233445566" }, "client-id:01-11-22-33-44-55-66"],
    [{ "circuit-id": "'abc'" }, "circuit-id:'abc'"],
    [{ "flex-id": "0x123" }, "flex-id:01-23"],
  ])("name a client in one way: %j", (identifier, client) => {
    expect(
      reservations([{ ...identifier, "ip-address": "10.0.1.9" } as Record<string, Json>]),
    ).toEqual({ "10.0.1.9": { client } });
  });

  it("are known by their client where they keep no address", () => {
    expect(
      reservations([
        { duid: "0102", hostname: "a" },
        { duid: "0103", hostname: "b", "ip-address": "0.0.0.0" },
      ]),
    ).toEqual({
      "duid:01-02": { client: "duid:01-02", name: "a" },
      "duid:01-03": { client: "duid:01-03", name: "b" },
    });
  });

  it("are known by their client where two share an address, and only where the server lets them", () => {
    const both = [
      { duid: "0102", "ip-address": "10.0.1.9" },
      { duid: "0103", "ip-address": "10.0.1.9" },
    ];
    expect(reservations(both, { "ip-reservations-unique": false })).toEqual({
      "duid:01-02": { client: "duid:01-02", address: "10.0.1.9" },
      "duid:01-03": { client: "duid:01-03", address: "10.0.1.9" },
    });
    expect(refusalOf({ reservations: both })).toMatch(/10\.0\.1\.9.*duid 0102.*duid 0103/);
  });

  it("leave out the defaults that a server spells out", () => {
    const spelt = {
      "boot-file-name": "",
      "client-classes": [],
      hostname: "",
      "next-server": "0.0.0.0",
      "option-data": [],
      "server-hostname": "",
    };
    expect(
      reservations([{ "hw-address": "010203040506", "ip-address": "10.0.1.9", ...spelt }]),
    ).toEqual(reservations([{ "hw-address": "01:02:03:04:05:06", "ip-address": "10.0.1.9" }]));
  });

  it("keep all their properties, with classes in order", () => {
    expect(
      reservations([
        {
          duid: "0102",
          "ip-address": "10.0.1.9",
          "client-classes": ["b", "a", "b"],
          "next-server": "192.0.2.1",
          "server-hostname": "hal",
          "boot-file-name": "/x",
          "option-data": [{ code: 3, data: "10.0.0.1" }],
          comment: "x",
        },
      ]),
    ).toEqual({
      "10.0.1.9": {
        client: "duid:01-02",
        "client-classes": ["b", "a"],
        nextServer: "192.0.2.1",
        serverHostname: "hal",
        bootFileName: "/x",
        options: { "dhcp4:3": { value: "10.0.0.1" } },
        "user-context": { comment: "x" },
      },
    });
  });

  it.each([
    [
      "two for one client",
      [
        { duid: "01:02", "ip-address": "10.0.1.8" },
        { duid: "0102", hostname: "x" },
      ],
      "duid:01-02",
    ],
    [
      "one for nobody",
      [{ "ip-address": "10.0.1.8", hostname: "x" }],
      "10.0.1.0/24 has a reservation of 10.0.1.8 without a client identifier.",
    ],
    [
      "one for a client that is no bytes",
      [{ "hw-address": "printer" }],
      "10.0.1.0/24 reservations hw-address is given as bytes",
    ],
    [
      "one of an address that is none",
      [{ duid: "0102", "ip-address": "10.0.1.256" }],
      '"10.0.1.256" is not an IPv4 address.',
    ],
  ])("are refused: %s", (_, list, message) => {
    expect(refusalOf({ reservations: list as Record<string, Json>[] })).toContain(message);
  });
});
