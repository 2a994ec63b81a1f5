// Opens the page from its file in Chromium, without a network, as a double-click does; gives it a return, has it checked,
// and takes the workbook. Arguments: the page, a folder with CSV files, where the workbook goes.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
const [page, given, out] = process.argv.slice(2);
const { chromium } = createRequire(path.join(process.env.XL903_PAGE_NODE, 'here.js'))('playwright-core');
const browser = await chromium.launch({ executablePath: process.env.XL903_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });
const context = await browser.newContext({ acceptDownloads: true, offline: true });
context.setDefaultTimeout(600_000);
const tab = await context.newPage();
const asked = [];
context.on('request', (request) => { if (!/^(blob|data):/.test(request.url())) asked.push(request.url()); });
const settled = async () => {
  await tab.waitForFunction(() => document.getElementById('progress').hidden && !document.getElementById('check').disabled, null, { polling: 100 });
  if (await tab.isVisible('#problem')) throw new Error(await tab.textContent('#problem p'));
};
const began = Date.now();
try {
  await tab.goto(`file://${path.resolve(page)}`);
  await tab.waitForFunction(() => document.getElementById('ready').textContent === 'Ready.', null, { polling: 100 });
  const ready = Date.now();
  const files = fs.readdirSync(given).filter((name) => name.endsWith('.csv')).map((name) => path.join(given, name));
  await tab.setInputFiles('#f-this-year', files);
  await settled();
  await tab.click('#check');
  await tab.waitForSelector('#results:not([hidden])');
  await settled();
  const [download] = await Promise.all([tab.waitForEvent('download'), tab.click('#save')]);
  await download.saveAs(out);
  if (fs.readFileSync(out).subarray(0, 2).toString() !== 'PK') throw new Error('What was saved is not a workbook.');
  if (asked.length !== 1 || !asked[0].startsWith('file://')) throw new Error(`It asked for ${asked}.`);
  const seconds = (from) => Math.round((Date.now() - from) / 1000);
  console.log(`ready after ${Math.round((ready - began) / 1000)} s, checked and saved ${seconds(ready)} s later; nothing was asked for but the file`);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
await browser.close();
