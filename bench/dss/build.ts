/** Builds the EU DSS peer into tools/dss: its jars from Maven Central, once. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const home = join(here, '../../tools/dss');

/** @returns how to run the peer, or why it cannot be had */
export function buildDssPeer(): { run(...args: string[]): string } | { missing: string } {
  try {
    mkdirSync(home, { recursive: true });
    if (!existsSync(join(home, 'lib'))) {
      const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
      execFileSync(
        'mvn',
        ['-q', '-f', join(here, 'pom.xml'), goal, `-DoutputDirectory=${join(home, 'lib')}`],
        {
          stdio: ['ignore', 'ignore', 'inherit'],
        },
      );
    }
    const classes = join(home, 'classes');
    execFileSync('javac', ['-nowarn', '-cp', join(home, 'lib/*'), '-d', classes, join(here, 'DssPeer.java')]);
    return {
      run: (...args) =>
        execFileSync('java', ['-cp', `${classes}:${join(home, 'lib/*')}`, 'DssPeer', ...args], {
          encoding: 'utf8',
        }).trim(),
    };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}
