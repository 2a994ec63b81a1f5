// Goes the whole way of a person through the page in Chromium, offline, and prints what it saw as JSON.
// Arguments: the page, the council's folder, where downloads go, and the command that corrects a workbook, as JSON.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
const [page, council, out, correct] = process.argv.slice(2);
const require = createRequire(path.join(process.env.XL903_PAGE_NODE, 'here.js'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf-8');
const saw = { requests: [], violations: [], errors: [], seconds: {} };
const inside = (...names) => path.join(council, ...names);
const csv = (folder) => fs.readdirSync(inside(folder)).filter((name) => name.endsWith('.csv')).map((name) => inside(folder, name));

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
  await tab.waitForFunction(() => document.getElementById('progress').hidden && !document.getElementById('check').disabled, null, { polling: 100 });
  const said = await tab.isVisible('#problem') ? await tab.textContent('#problem p') : '';
  if (said) throw new Error(said);
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
  fs.writeFileSync(path.join(out, 'notes.txt'), 'nothing of a return');
  await tab.setInputFiles('#f-this-year', [path.join(out, 'notes.txt')]);
  await tab.waitForSelector('#problem:not([hidden])');
  saw.not_ours = await tab.textContent('#problem p');
  began = Date.now();
  // All are chosen before the page reads them, as when a person drops them one after another.
  await tab.setInputFiles('#f-this-year', csv('this-year'));
  await settled();
  await tab.setInputFiles('#f-last-year', csv('last-year'));
  await settled();
  await tab.setInputFiles('#f-providers', [inside('ofsted.xlsx')]);
  await settled();
  lap('read');
  saw.year = await tab.inputValue('#year');
  saw.authority = await tab.inputValue('#authority');
  await tab.focus('#check');
  await tab.keyboard.press('Enter');
  await tab.waitForSelector('#results:not([hidden])');
  await settled();
  lap('checked');
  await look('2-results');
  saw.figures = await tab.$$eval('#figures div', (rows) => rows.map((row) => [row.children[0].textContent, row.children[1].textContent]));
  saw.first = await tab.$$eval('#first > li', (items) => items.length);
  const leaving = tab.waitForEvent('dialog');
  await tab.close({ runBeforeUnload: true });
  const dialog = await leaving;
  saw.leaving = dialog.type();
  await dialog.dismiss();
  saw.workbook = await fetched(() => tab.click('#save'), 'first.xlsx');
  lap('downloaded');
  await tab.selectOption('#status', 'error');
  saw.in_error = await tab.textContent('#shown');
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
  const [command, ...given] = JSON.parse(correct);
  execFileSync(command, [...given, path.join(out, 'first.xlsx'), path.join(out, 'corrected.xlsx')]);
  began = Date.now();
  await tab.setInputFiles('#f-workbook', [path.join(out, 'corrected.xlsx')]);
  await settled();
  await tab.click('#check');
  await tab.waitForFunction(() => /Since the last run/.test(document.getElementById('said').textContent), null, { polling: 100 });
  await settled();
  saw.since = await tab.textContent('#said');
  await look('4-checked-again');
  await fetched(() => tab.click('#save'), 'second.xlsx');
  lap('checked again');
  saw.kept = await tab.evaluate(() => { try { return [document.cookie, localStorage.length, sessionStorage.length]; } catch { return ['', 0, 0]; } });
} catch (error) {
  saw.failed = String(error).slice(0, 600);
  await tab.screenshot({ path: path.join(out, 'failed.png') }).catch(() => {});
}
await browser.close();
console.log(JSON.stringify(saw));
