// Opens BPMN files in bpmn-js and fails on anything that it warns about, and on nodes and flows that it does not draw. Files whose name
// begins with `kept-` have the diagram of another tool, which need not show everything.
//
//   node open.mjs [--pictures FOLDER] [FILE.bpmn ...]
//
// Without files: the golden ones, and those that `cargo test --test bpmn` left in `target/tmp/bpmn`. The browser is the one that
// CHROME names, or the first Chromium or Chrome on the path. Without one, or without the packages (`npm install`), it says so and skips.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(0);
}

function browserPath() {
  if (process.env.CHROME) return process.env.CHROME;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => name.endsWith('.bpmn')).sort().map((name) => join(folder, name));
}

const given = process.argv.slice(2);
const at = given.indexOf('--pictures');
const pictures = at >= 0 ? given.splice(at, 2)[1] : undefined;
const files = given.length > 0 ? given : [...filesIn(join(here, '../bpmn/golden')), ...filesIn(join(here, '../../target/tmp/bpmn'))];

const viewer = join(here, 'node_modules/bpmn-js/dist/bpmn-navigated-viewer.production.min.js');
if (!existsSync(viewer)) skip('bpmn-js is not installed; run `npm install` in tests/bpmn-js');
const executablePath = browserPath();
if (!executablePath) skip('no Chromium or Chrome was found; name one in CHROME');
const { default: puppeteer } = await import('puppeteer-core');

const browser = await puppeteer.launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
await page.setContent('<!doctype html><div id="canvas" style="width:1600px;height:1000px"></div>');
await page.addScriptTag({ path: viewer });

/** Imports one file in the page; gives what went wrong. */
async function open(xml, isWhole) {
  return page.evaluate(async (xml, isWhole) => {
    const wrong = [];
    window.viewer?.destroy();
    const viewer = (window.viewer = new window.BpmnJS({ container: '#canvas' }));
    const drawn = new Set();
    try {
      const { warnings } = await viewer.importXML(xml);
      wrong.push(...warnings.map((warning) => warning.message));
      const diagrams = viewer.getDefinitions().diagrams ?? [];
      if (diagrams.length === 0) wrong.push('there is no diagram');
      for (const diagram of diagrams) {
        const { warnings } = await viewer.open(diagram);
        wrong.push(...warnings.map((warning) => warning.message));
        viewer.get('elementRegistry').forEach((element) => drawn.add(element.businessObject?.id));
      }
      if (diagrams.length > 1) await viewer.open(diagrams[0]);
    } catch (error) {
      return { wrong: [`it cannot be opened: ${error.message}`], picture: '' };
    }
    const model = new DOMParser().parseFromString(xml, 'application/xml');
    const kinds = /^(task|.*Task|.*Event|.*Gateway|subProcess|callActivity|sequenceFlow|participant|lane)$/;
    const namespace = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
    for (const element of model.getElementsByTagNameNS(namespace, '*')) {
      const id = element.getAttribute('id');
      if (isWhole && id && kinds.test(element.localName) && element.parentElement.localName !== 'definitions' && !drawn.has(id)) wrong.push(`${element.localName} ${id} is not drawn`);
    }
    viewer.get('canvas').zoom('fit-viewport');
    return { wrong: [...new Set(wrong)], picture: (await viewer.saveSVG()).svg };
  }, xml, isWhole);
}

let failed = 0;
for (const file of files) {
  const { wrong, picture } = await open(readFileSync(file, 'utf8'), !basename(file).startsWith('kept-'));
  failed += wrong.length > 0 ? 1 : 0;
  wrong.forEach((what) => console.log(`${file}: ${what}`));
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    writeFileSync(join(pictures, `${basename(file, '.bpmn')}.svg`), picture);
    await page.screenshot({ path: join(pictures, `${basename(file, '.bpmn')}.png`), fullPage: true });
  }
}
await browser.close();
console.log(`${files.length - failed} passed, ${failed} failed`);
process.exit(failed > 0 || files.length === 0 ? 1 : 0);
