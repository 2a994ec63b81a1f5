// Goes the whole way of a person through the page in Chromium, offline, and prints what it saw as JSON.
// Arguments: the page, the folder of what is given, where downloads go, and the command that corrects a workbook and
// checks it without the page, as JSON.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
const [page, given, out, correct] = process.argv.slice(2);
const require = createRequire(path.join(process.env.XL903_PAGE_NODE, 'here.js'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf-8');
const saw = { requests: [], violations: [], errors: [], seconds: {} };
const inside = (...names) => path.join(given, ...names);
const browser = await chromium.launch({ executablePath: process.env.XL903_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ acceptDownloads: true, offline: true, viewport: { width: 1280, height: 900 } });
context.setDefaultTimeout(Number(process.env.XL903_PATIENCE || 240) * 1000);
const tab = await context.newPage();
context.on('request', (request) => { if (!/^(blob|data):/.test(request.url())) saw.requests.push(request.url()); });
tab.on('pageerror', (error) => saw.errors.push(String(error)));
tab.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('Content Security Policy')) saw.errors.push(message.text()); });
let began = Date.now();
const lap = (name) => { saw.seconds[name] = (Date.now() - began) / 1000; began = Date.now(); };
const settled = async () => {
  await tab.waitForFunction(() => document.getElementById('progress').hidden && !document.getElementById('check').disabled, null, { polling: 50 });
  const said = await tab.isVisible('#problem') ? await tab.textContent('#problem p') : '';
  if (said) throw new Error(said);
};
const devtools = await context.newCDPSession(tab);
const drop = async (box, files) => {
  const place = await tab.$(`.box[data-kind=${box}]`);
  await place.scrollIntoViewIfNeeded();
  const { x, y } = await place.boundingBox();
  for (const type of ['dragEnter', 'dragOver', 'drop']) await devtools.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data: { items: [], files, dragOperationsMask: 1 } });
  await tab.waitForFunction((line) => document.getElementById(line).textContent, `n-${box}`, { polling: 50 });
};
const refused = async (kind, file) => {
  await tab.setInputFiles(`#f-${kind}`, [file]);
  await tab.waitForSelector('#problem:not([hidden])');
  return tab.textContent('#problem p');
};
const look = async (name) => {
  await tab.evaluate(axe);
  const found = await tab.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  for (const one of found.violations) saw.violations.push(`${name}: ${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  await tab.screenshot({ path: path.join(out, `${name}.png`) });
};
const fetched = async (press, name) => {
  const [download] = await Promise.all([tab.waitForEvent('download'), press()]);
  await download.saveAs(path.join(out, name));
  await settled();
  return download.suggestedFilename();
};
try {
  await tab.goto(`file://${page}`);
  await tab.waitForFunction(() => document.getElementById('ready').textContent === 'Ready.', null, { polling: 100 });
  lap('ready');
  await look('1-ready');
  saw.refused = await tab.evaluate(async () => {
    const refused = (where) => new Promise((resolve) => { where.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), { once: true }); });
    const here = refused(document);
    fetch('http://127.0.0.1:9/').catch(() => {});
    const code = 'addEventListener("securitypolicyviolation", (e) => postMessage(e.effectiveDirective)); fetch("http://127.0.0.1:9/").catch(() => {});';
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
    const there = new Promise((resolve) => { worker.onmessage = (event) => resolve(event.data); });
    return [await here, await there];
  });
  saw.not_ours = [];
  for (const [kind, name] of [['this-year', 'notes.txt'], ['workbook', 'another.xlsx'], ['workbook', 'damaged.xlsx']]) {
    saw.not_ours.push(await refused(kind, inside(name)));
    await tab.setInputFiles(`#f-${kind}`, []);
  }
  began = Date.now();
  // Everything is dropped at once; the page reads what comes while it reads.
  await drop('this-year', [inside('this-year')]);
  await drop('providers', [inside('ofsted.xlsx')]);
  await drop('last-year', fs.readdirSync(inside('last-year')).filter((name) => name.endsWith('.csv')).map((name) => inside('last-year', name)));
  await settled();
  lap('read');
  saw.chosen = await tab.$$eval('.names', (lines) => lines.map((line) => line.textContent));
  saw.year = await tab.inputValue('#year');
  saw.authority = await tab.inputValue('#authority');
  await tab.focus('#check');
  await tab.keyboard.press('Enter');
  await settled();
  lap('checked');
  await look('2-results');
  const figures = () => tab.$$eval('#figures div', (rows) => rows.map((row) => [row.children[0].textContent, row.children[1].textContent]));
  saw.figures = await figures();
  saw.first = await tab.$$eval('#first > li', (items) => items.length);
  const leaving = tab.waitForEvent('dialog');
  await tab.close({ runBeforeUnload: true });
  const dialog = await leaving;
  saw.leaving = dialog.type();
  await dialog.dismiss();
  await fetched(() => tab.click('#save'), 'first.xlsx');
  lap('downloaded');

  await tab.selectOption('#status', 'error');
  saw.in_error = await tab.textContent('#shown');
  const rule = await tab.$eval('#rule option:nth-child(2)', (one) => one.value);
  await tab.selectOption('#rule', rule);
  saw.filtered = [rule, await tab.$$eval('#children tbody th', (cells) => cells.map((cell) => cell.textContent))];
  await tab.focus('#children tbody button');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#child:not([hidden])');
  await look('3-child');
  saw.child = await tab.textContent('#child-h');
  saw.wrong = await tab.$$eval('#panels td.wrong', (cells) => cells.length);
  await tab.focus('#tabs [aria-selected=true]');
  const before = await tab.textContent('#tabs [aria-selected=true]');
  await tab.keyboard.press('ArrowRight');
  saw.tabs_move = before !== await tab.textContent('#tabs [aria-selected=true]');

  await tab.click('#more-box summary');
  for (const what of ['export-csv', 'export-xml', 'reports']) await fetched(() => tab.click(`[data-make=${what}]`), `${what}.zip`);
  lap('exported');
  await tab.setInputFiles('#f-portal', [inside('portal.csv')]);
  await tab.click('[data-make=compare]');
  await settled();
  saw.compared = await figures();
  lap('compared');
  await tab.setInputFiles('#f-teams', [inside('teams.csv')]);
  await fetched(() => tab.click('[data-make=packs]'), 'packs.zip');
  lap('packs');
  await look('4-packs');
  await fetched(() => tab.click('#save'), 'sent.xlsx');
  const [command, ...words] = JSON.parse(correct);
  execFileSync(command, [...words, path.join(out, 'sent.xlsx'), path.join(out, 'corrected.xlsx')]);
  lap('corrected and checked without the page');
  await drop('workbook', [path.join(out, 'corrected.xlsx')]);
  await settled();
  await tab.click('#check');
  await settled();
  saw.since = await tab.textContent('#said');
  saw.again = await figures();
  await look('5-checked-again');
  await fetched(() => tab.click('#save'), 'second.xlsx');
  lap('checked again');
  saw.kept = await tab.evaluate(() => { try { return [document.cookie, localStorage.length, sessionStorage.length]; } catch { return ['', 0, 0]; } });

  const [engine] = tab.workers();
  await engine.evaluate(() => { setTimeout(() => { throw new Error('out of memory'); }); });
  await tab.waitForSelector('#problem:not([hidden])');
  saw.died = [await tab.textContent('#problem p'), await tab.isDisabled('#check')];
  const old = await context.newPage();
  await old.addInitScript(() => { delete globalThis.DecompressionStream; });
  await old.goto(`file://${page}`);
  await old.waitForSelector('#problem:not([hidden])');
  saw.too_old = await old.textContent('#problem p');
  await old.close();
  lap('bad luck');
} catch (error) {
  saw.failed = String(error).slice(0, 600);
  await tab.screenshot({ path: path.join(out, 'failed.png') }).catch(() => {});
}
await browser.close();
console.log(JSON.stringify(saw));
