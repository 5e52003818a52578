// One DISCOVER through a relay, and the OFFER: node relay.cjs <own address> <server> <hardware address> <option codes>.
// Prints the offer as JSON: the address, the boot fields, and the options as hexadecimal.
const { createSocket } = require("node:dgram");

const [own, server, hardwareAddress, codes] = process.argv.slice(2);
const bytesOf = (address) => address.split(".").map(Number);
const text = (bytes) => bytes.toString("latin1").replace(/\0.*$/s, "");

const discover = Buffer.alloc(240);
discover.set([1, 1, 6, 1, 0x11, 0x22, 0x33, 0x44]);
discover.set(bytesOf(own), 24); // giaddr
discover.set(
  hardwareAddress.split(":").map((byte) => parseInt(byte, 16)),
  28,
);
discover.set([0x63, 0x82, 0x53, 0x63], 236);
const wanted = codes.split(",").map(Number);
const packet = Buffer.concat([
  discover,
  Buffer.from([53, 1, 1, 55, wanted.length, ...wanted, 255]),
]);

const socket = createSocket("udp4");
socket.on("message", (offer) => {
  const options = {};
  for (let at = 240; at < offer.length && offer[at] !== 255; at += 2 + offer[at + 1])
    options[offer[at]] = offer.subarray(at + 2, at + 2 + offer[at + 1]).toString("hex");
  const address = (at) => [...offer.subarray(at, at + 4)].join(".");
  const boot = {
    serverHostname: text(offer.subarray(44, 108)),
    bootFileName: text(offer.subarray(108, 236)),
  };
  console.log(JSON.stringify({ address: address(16), nextServer: address(20), ...boot, options }));
  process.exit(0);
});
socket.bind(67, own, () => {
  const send = () => socket.send(packet, 67, server);
  send();
  setInterval(send, 2_000);
});
setTimeout(() => process.exit(1), 60_000).unref();
