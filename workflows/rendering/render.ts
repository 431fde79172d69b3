// npm run pictures: draws every *.bpmn of this folder with bpmn-js, as the modeler shows it, into a .svg beside it.
import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

interface Viewer {
  importXML(xml: string): Promise<unknown>;
  saveSVG(): Promise<{ svg: string }>;
}
declare const BpmnJS: new (options: { container: string }) => Viewer;

const require = createRequire(import.meta.url);
const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const bpmnFiles = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^[^/]+\/[^/]+\.bpmn$/.test(file),
  );
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
await page.setContent('<div id="canvas" style="width: 1600px; height: 900px"></div>');
await page.addScriptTag({ path: require.resolve('bpmn-js/dist/bpmn-viewer.production.min.js') });
for (const file of bpmnFiles()) {
  const xml = await readFile(join(folder, file), 'utf8');
  const svg = await page.evaluate(async (source) => {
    const viewer = new BpmnJS({ container: '#canvas' });
    await viewer.importXML(source);
    return (await viewer.saveSVG()).svg;
  }, xml);
  await writeFile(join(folder, file.replace(/\.bpmn$/, '.svg')), svg);
  console.log(file);
}
await browser.close();
