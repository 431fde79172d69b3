import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BpmnModdle } from 'bpmn-moddle';
import { Linter } from 'bpmnlint';
import NodeResolver from 'bpmnlint/lib/resolver/node-resolver.js';
import { describe, expect, it } from 'vitest';

const folder = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const config = JSON.parse(readFileSync(join(folder, '.bpmnlintrc'), 'utf8'));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
const bpmnFiles = files.filter((file) => file.endsWith('.bpmn') && !file.includes('node_modules'));
const formIds = files
  .filter((file) => file.endsWith('.form') && !file.includes('node_modules'))
  .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')).id);

describe.each(bpmnFiles)('the process in %s', (file) => {
  const xml = readFileSync(join(folder, file), 'utf8');

  it('has nothing that the linter of Zeebe 8.5 complains of', async () => {
    const moddle = new BpmnModdle({ zeebe: require('zeebe-bpmn-moddle/resources/zeebe.json') });
    const { rootElement } = await moddle.fromXML(xml);
    const linter = new Linter({ config, resolver: new NodeResolver({ require }) });
    expect(await linter.lint(rootElement)).toEqual({});
  });

  it('names only forms that are deployed with it', () => {
    const named = [...xml.matchAll(/formId="([^"]+)"/g)].map((match) => match[1]);
    expect(named.filter((id) => !formIds.includes(id))).toEqual([]);
  });

  it('is drawn in a picture beside it', () => {
    expect(files).toContain(file.replace(/\.bpmn$/, '.svg'));
  });
});
