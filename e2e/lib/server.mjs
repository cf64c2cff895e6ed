// A server of the test's own: a free port, an empty data folder, gone when the test ends.

import { execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BINARY = process.env.OPENCUSTOMS_BINARY ?? join(ROOT, "target/debug/opencustoms");
const PREPARED = process.env.OPENCUSTOMS_PREPARED ?? join(ROOT, "target/e2e");
const READY_WITHIN_MS = 60_000;
const runFile = promisify(execFile);

/** A port that nobody listens on at this moment. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Starts the server and waits until it says that it is well. */
export async function startServer() {
  const data = await mkdtemp(join(tmpdir(), "opencustoms-e2e-"));
  await cp(PREPARED, data, { recursive: true }).catch((error) => {
    if (error.code !== "ENOENT") throw error;
  });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(BINARY, ["serve", "--port", String(port), "--data", data], { cwd: ROOT });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  let gone = false;
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
    child.once("error", (error) => resolve((said += error.message)));
  }).then(() => (gone = true));

  const stop = async () => {
    child.kill("SIGTERM");
    if ((await Promise.race([ended, wait(5_000, "late")])) === "late") child.kill("SIGKILL");
    await rm(data, { recursive: true, force: true });
  };
  /** Runs a command of the program on the data of the server, which goes on; answers what it printed. */
  const command = async (...words) => (await runFile(BINARY, [...words, "--data", data])).stdout.trim();
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until && !gone) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return { url, port, data, stop, command, said: () => said };
    await wait(50);
  }
  await stop();
  throw new Error(`the server did not become ready; it said:\n${said}`);
}
