import { emptyConfiguration, emptyObject, type Configuration } from "../../provider/core/model.js";
import { memory, type Memory } from "../../provider/drivers/memory/index.js";
import { contract } from "../helpers/unit/drivers/contract.js";

const holding = (changed: boolean): Configuration => ({
  ...emptyConfiguration,
  scopes: {
    "10.0.1.0/24": {
      ...emptyObject,
      uses: ["classes.phones"],
      properties: {
        leaseDuration: changed ? 60 : 3600,
        options: { "dhcp4:3": { value: changed ? "10.0.1.2" : "10.0.1.1" } },
        ranges: changed ? {} : { "10.0.1.100-10.0.1.199": {} },
        reservations: { [changed ? "10.0.1.13" : "10.0.1.14"]: { client: "hw:01" } },
      },
    },
    ...(!changed && { "10.0.2.0/24": { ...emptyObject, properties: { leaseDuration: 1 } } }),
  },
  shared: { "classes.phones": { ...emptyObject, properties: { test: String(changed) } } },
  order: { classes: ["phones"] },
});

contract("memory", async () => {
  const server = (name: string, changed: boolean): Memory => ({
    name,
    configuration: holding(changed),
    reads: 0,
    writes: 0,
  });
  const partner = server("dhcp2", true);
  return {
    primary: memory(server("dhcp1", false)),
    partner: memory(partner),
    async meddle() {
      partner.configuration = emptyConfiguration;
    },
    async end() {},
  };
});
