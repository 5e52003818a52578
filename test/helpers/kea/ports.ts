// Ports for servers of tests: nobody else of this machine's tests takes one between its choice and its use.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Holds a file for each port that a test process has reserved, named by the port, with the process's id in it. */
const reservations = "/tmp/pulumi-dhcp-failover-ports";

/** Below the ports that the kernel gives to outgoing connections: a free one stays free until Kea takes it, and while a server is stopped. */
const first = 20_000;
const count = 12_000;

/** Returns ports that nothing listens on, reserved for this process until it ends. */
export async function freePorts(wanted: number): Promise<number[]> {
  mkdirSync(reservations, { recursive: true, mode: 0o777 });
  const ports: number[] = [];
  while (ports.length < wanted) {
    const port = first + Math.floor(Math.random() * count);
    if (reserve(port) && (await isFree(port))) ports.push(port);
  }
  return ports;
}

/** Returns ports one after the other that nothing listens on, reserved for this process until it ends. */
export async function freePortsInARow(wanted: number): Promise<number[]> {
  for (;;) {
    const lowest = first + Math.floor(Math.random() * (count - wanted));
    const ports = Array.from({ length: wanted }, (_, i) => lowest + i);
    if (await areReserved(ports)) return ports;
  }
}

/** Returns whether this process has all these ports now. Those it got before one was taken stay reserved. */
async function areReserved(ports: readonly number[]): Promise<boolean> {
  for (const port of ports) if (!reserve(port) || !(await isFree(port))) return false;
  return true;
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Returns whether this process has the port now. A reservation of a process that has ended counts for nothing. */
function reserve(port: number): boolean {
  const file = join(reservations, String(port));
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    if (!isRunning(holderOf(file))) rmSync(file, { force: true });
    return false;
  }
}

/** Returns the process that a reservation names: one that is being written, or has just gone, counts as held by this one. */
function holderOf(file: string): number {
  try {
    return Number(readFileSync(file, "utf8")) || process.pid;
  } catch {
    return process.pid;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
