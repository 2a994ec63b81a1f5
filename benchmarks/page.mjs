// Measures the page in Chromium: seconds and CPU until it is ready, and until a council is checked and downloaded.
// node benchmarks/page.mjs PAGE COUNCIL [TIMES]; XL903_PAGE_NODE names a folder with playwright-core, XL903_PYTHON the
// Python that does the same beside each run. Linux only.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
const [page, council, times = '5'] = process.argv.slice(2);
const { chromium } = createRequire(path.join(process.env.XL903_PAGE_NODE, 'here.js'))('playwright-core');
const csv = (folder) => fs.readdirSync(path.join(council, folder)).filter((name) => name.endsWith('.csv')).map((name) => path.join(council, folder, name));
function family(root) {
  const parents = new Map();
  for (const one of fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = fs.readFileSync(`/proc/${one}/stat`, 'utf-8').replace(/^.*\) /, '').split(' ');
      parents.set(Number(one), { parent: Number(fields[1]), cpu: (Number(fields[11]) + Number(fields[12])) / 100 });
    } catch { /* it has ended */ }
  }
  const of = (id) => { for (let at = id; at > 1; at = parents.get(at)?.parent ?? 0) if (at === root) return true; return false; };
  return [...parents].filter(([id]) => of(id)).map(([id, { cpu }]) => {
    let peak = 0;
    try { peak = Number(/VmHWM:\s+(\d+)/.exec(fs.readFileSync(`/proc/${id}/status`, 'utf-8'))?.[1] || 0) / 1024; } catch { /* it has ended */ }
    return { cpu, peak };
  });
}
const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];
const found = { 'ready s': [], 'ready CPU s': [], 'checked and downloaded s': [], 'checked and downloaded CPU s': [], 'peak MB of the page': [], 'Python CPU s': [], 'page to Python': [], 'load of the machine': [] };
for (let run = 0; run < Number(times); run++) {
  const browser = await chromium.launch({ executablePath: process.env.XL903_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
  const context = await browser.newContext({ acceptDownloads: true, offline: true });
  context.setDefaultTimeout(600000);
  const tab = await context.newPage();
  const root = process.pid;
  const now = () => family(root).reduce((sum, { cpu }) => sum + cpu, 0);
  let began = Date.now(), cpu = now();
  const lap = (name) => {
    found[`${name} s`].push((Date.now() - began) / 1000); found[`${name} CPU s`].push(now() - cpu);
    began = Date.now(); cpu = now();
  };
  await tab.goto(`file://${page}`);
  await tab.waitForFunction(() => document.getElementById('ready').textContent === 'Ready.', null, { polling: 100 });
  lap('ready');
  const settled = () => tab.waitForFunction(() => document.getElementById('progress').hidden && !document.getElementById('check').disabled, null, { polling: 50 });
  // This year's files come last, so that they are read once.
  await tab.setInputFiles('#f-last-year', csv('last-year'));
  await tab.setInputFiles('#f-providers', [path.join(council, 'ofsted.xlsx')]);
  await tab.setInputFiles('#f-this-year', csv('this-year'));
  await tab.waitForSelector('#what:not([hidden])');
  await settled();
  await tab.click('#check');
  await tab.waitForSelector('#results:not([hidden])');
  await settled();
  await Promise.all([tab.waitForEvent('download'), tab.click('#save')]);
  lap('checked and downloaded');
  found['peak MB of the page'].push(Math.max(...family(root).map(({ peak }) => peak)));
  await browser.close();
  found['Python CPU s'].push(Number(execFileSync(process.env.XL903_PYTHON || 'python3', [fileURLToPath(new URL('page_natively.py', import.meta.url)), council])));
  found['page to Python'].push(found['checked and downloaded CPU s'].at(-1) / found['Python CPU s'].at(-1));
  found['load of the machine'].push(os.loadavg()[0]);
}
for (const [name, numbers] of Object.entries(found)) {
  console.log(`${name}: median ${median(numbers).toFixed(1)} (${Math.min(...numbers).toFixed(1)} to ${Math.max(...numbers).toFixed(1)})`);
}
