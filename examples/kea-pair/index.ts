import * as dhcp from "pulumi-dhcp-failover";

// Two running Kea servers, started by pair.mjs. What dhcp1 says of the scopes in their failover relationship, dhcp2 is to say too.
const port = Number(process.env.KEA_PAIR_PORT ?? 18001);
const access = { user: "pulumi", password: { file: "pair/password" } };

const headquarters = new dhcp.FailoverReplication("headquarters", {
  primary: { driver: "kea", url: `http://127.0.0.1:${port}`, ...access },
  partner: {
    driver: "kea",
    url: `http://127.0.0.1:${port + 1}`,
    ...access,
    backupDir: "pair/kept",
  },
  names: ["headquarters"],
});

export const replicated = headquarters.replicated;
