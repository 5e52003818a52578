// Finds the differences of two documents in memory, this package's way or with deep-diff on data that it keys itself. Prints
// milliseconds of the processor and the number of differences as JSON.
import deepDiff from "deep-diff";
import { compare } from "../../dist/core/compare.js";
import { parseConfiguration, shareAlike } from "../../dist/drivers/kea/model/index.js";
import { changeReservations, keaDocument, shuffleReservations } from "../documents.mjs";

const [way, kind, subnets, reservations] = process.argv.slice(2);
const size = { subnets: Number(subnets), reservations: Number(reservations) };
const change = {
  equal: (document) => document,
  "1 %": (document) => changeReservations(document, 100),
  "100 %": (document) => changeReservations(document, 1),
  shuffled: shuffleReservations,
}[kind];
const parsed = (document) => JSON.parse(JSON.stringify(document)).Dhcp4;
const primary = parsed(keaDocument(size));
const partner = parsed(change(keaDocument(size)));

function compareHere() {
  const [from, to] = [primary, partner].map(
    (dhcp4) => parseConfiguration(shareAlike(dhcp4)).configuration,
  );
  const selection = { scopes: Object.keys(to.scopes), settings: true, isIgnored: () => false };
  return compare(from, to, selection).length;
}

const keyBy = (list, name) => Object.fromEntries(list.map((one) => [one[name], one]));
const keyed = ({ subnet4, ...rest }) => ({
  ...rest,
  subnet4: Object.fromEntries(
    subnet4.map((subnet) => [
      subnet.subnet,
      { ...subnet, reservations: keyBy(subnet.reservations, "ip-address") },
    ]),
  ),
});
const compareWithDeepDiff = () => (deepDiff(keyed(primary), keyed(partner)) ?? []).length;

globalThis.gc?.();
const cpu = process.cpuUsage();
const differences = way === "deep-diff" ? compareWithDeepDiff() : compareHere();
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ cpu: (user + system) / 1000, differences }));
