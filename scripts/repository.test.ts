import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const allowed =
  /\b(MIT|Apache-2\.0|BSD-[23]-Clause|0BSD|ISC|MPL-2\.0|BlueOak-1\.0\.0|Python-2\.0|OFL-1\.1|CC0-1\.0)\b/;
/** Packages whose package.json names no SPDX licence; read by hand. */
const readByHand: Record<string, string> = {
  busboy: 'MIT, in its LICENSE',
  'cli-table': 'MIT, in its README',
  'component-props': 'MIT, in its README',
  streamsearch: 'MIT, in its LICENSE',
};
/** bpmn.io: MIT with the condition that the watermark stays visible. */
const bpmnIo = /^(bpmn-js|dmn-js(-.+)?|@bpmn-io\/form-js(-.+)?)$/;

interface LockedPackage {
  link?: boolean;
  license?: string;
  resolved?: string;
}

function lockedPackages(): [name: string, locked: LockedPackage][] {
  const lock = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  return Object.entries(lock.packages)
    .filter(([path, locked]) => path.includes('node_modules/') && !locked.link)
    .map(([path, locked]) => [
      path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      locked,
    ]);
}

describe('the repository', () => {
  it('depends only on packages under the licences that we accept', () => {
    const odd = lockedPackages().filter(
      ([name, { license = '' }]) => !allowed.test(license) && !(name in readByHand) && !bpmnIo.test(name),
    );
    expect(odd).toEqual([]);
  });

  it('names no registry host in the lock file', () => {
    expect(lockedPackages().filter(([, { resolved }]) => resolved?.startsWith('http'))).toEqual([]);
  });

  it('holds no path of the machine it was written on', () => {
    const grep = [
      'grep',
      '-lE',
      '/(work|tmp/verify|root)/[a-z]',
      '--',
      '*.ts',
      '*.mjs',
      '*.vue',
      '*.md',
      '*.sh',
      '*.json',
    ];
    const files = spawnSync('git', grep, { cwd: root, encoding: 'utf8' }).stdout.split('\n');
    expect(files.filter((file) => file && file !== 'scripts/repository.test.ts')).toEqual([]);
  });
});
