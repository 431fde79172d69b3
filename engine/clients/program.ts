import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Report, Setting, Step } from './story.ts';

type Line = { step: Step; value: unknown } | { incidentOf: string } | { userTaskOf: string };

/**
 * Runs a client of another language: it writes a JSON line for each step, and asks for an incident's or a user
 * task's key by one, which it then reads.
 * @throws Error with what it wrote to stderr when it ends badly
 */
export async function runProgram(
  command: string,
  args: string[],
  setting: Setting,
  report: Report,
): Promise<void> {
  const child = spawn(
    command,
    [...args, setting.address, setting.client, setting.modelPath, setting.restAddress],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + String(chunk)).slice(-10_000);
  });
  try {
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line;
      if ('step' in line) report(line.step, line.value);
      else if ('incidentOf' in line) child.stdin.write(`${await setting.incidentOf(line.incidentOf)}\n`);
      else child.stdin.write(`${await setting.userTaskOf(line.userTaskOf)}\n`);
    }
    const status = await ended;
    if (status !== 0) throw new Error(`${command} ended with ${status}: ${complaints}`);
  } finally {
    if (child.exitCode === null) child.kill();
  }
}
