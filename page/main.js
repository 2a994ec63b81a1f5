'use strict';
// The page's face: hands the chosen files to the worker, which runs the engine, and shows what it answers.
const $ = (id) => document.getElementById(id);
const KINDS = ['this-year', 'last-year', 'providers', 'workbook', 'portal', 'teams'];
const chosen = Object.fromEntries(KINDS.map((kind) => [kind, []]));
const PAGE = 100;
let worker, waiting = new Map(), number = 0, shown = null, limit = PAGE, unsaved = false, isReady = false, isBusy = false, unread = false;

function make(tag, text, attributes = {}) {
  const one = document.createElement(tag);
  if (text !== undefined && text !== null) one.textContent = text;
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  return one;
}
function fill(id, children) { $(id).replaceChildren(...children); }
function problem(text) {
  $('problem').hidden = !text;
  if (text) { $('problem').querySelector('p').textContent = text; $('problem').focus(); }
}
const DIED = 'The check stopped, most likely because this browser ran out of memory. Your files are as they were. ' +
  'Close other tabs, open this page again and choose the files again.';

// The worker

function start() {
  const parts = {};
  for (const one of document.querySelectorAll('script[data-part]')) {
    parts[one.dataset.part] = one.textContent;
    one.remove();
  }
  const missing = [];
  if (typeof WebAssembly !== 'object') missing.push('WebAssembly');
  if (typeof DecompressionStream !== 'function') missing.push('DecompressionStream');
  if (typeof Worker !== 'function') missing.push('Worker');
  if (missing.length) {
    $('ready').hidden = true;
    problem('This browser is too old for this page. Open it in Edge, Chrome or Firefox of 2023 or later.');
    return;
  }
  const code = new Blob([parts['worker.js']], { type: 'text/javascript' });
  worker = new Worker(URL.createObjectURL(code));
  worker.onerror = (event) => { event.preventDefault(); died(); };
  worker.onmessageerror = died;
  worker.onmessage = ({ data }) => {
    if (data.step) { $('step').textContent = data.step; $('bar').max = data.of || 1; $('bar').value = data.done || 0; }
    if (data.ready) { isReady = true; $('ready').textContent = 'Ready.'; enable(); ask('choices').then(choices); if (unread) look(); }
    if (data.died) died();
    if (data.id !== undefined && waiting.has(data.id)) {
      const [resolve, reject] = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.answer.error) reject(new Error(data.answer.error)); else resolve(data.answer);
    }
  };
  delete parts['worker.js'];
  worker.postMessage({ parts });
}
function died() {
  if (worker) worker.terminate();
  worker = null; isReady = false; isBusy = false;
  for (const [, reject] of waiting.values()) reject(new Error(DIED));
  waiting.clear(); $('ready').hidden = true; $('progress').hidden = true; enable(); problem(DIED);
}
function ask(what, given = {}, files) {
  if (!worker) return Promise.reject(new Error(DIED));
  return new Promise((resolve, reject) => {
    waiting.set(++number, [resolve, reject]);
    worker.postMessage({ id: number, asked: JSON.stringify({ do: what, ...given }), files });
  });
}
async function contents(kinds) {
  const files = {};
  for (const kind of kinds) {
    files[kind] = await Promise.all(chosen[kind].map(async ({ path, file }) => {
      try { return { path, bytes: await file.arrayBuffer() }; } catch {
        throw new Error(`${path} cannot be read. If it was saved since you chose it, choose it again.`);
      }
    }));
  }
  return files;
}
async function busy(step, work) {
  if (isBusy) return;
  isBusy = true; problem(''); enable();
  $('step').textContent = step; $('bar').removeAttribute('value'); $('progress').hidden = false;
  try { await work(); } catch (error) { problem(error.message); } finally {
    isBusy = false; $('progress').hidden = true; enable();
    if (unread) look();
  }
}
function enable() {
  const can = isReady && !isBusy;
  $('check').disabled = !can;
  for (const one of document.querySelectorAll('[data-make]')) one.disabled = !can;
}

// Choosing files

function choices({ years, authorities }) {
  fill('year', [make('option', 'Choose a year', { value: '' }), ...years.map((one) => make('option', one.name, { value: one.year }))]);
  fill('authorities', authorities.map((name) => make('option', undefined, { value: name })));
}
function choose(kind, files) {
  chosen[kind] = files;
  $(`n-${kind}`).textContent = files.map(({ path }) => path).join(', ');
  if (kind === 'portal' || kind === 'teams') return;
  if (kind === 'workbook' && files.length) {
    // What was loaded before is in the workbook already.
    for (const other of ['this-year', 'last-year', 'providers']) { chosen[other] = []; $(`n-${other}`).textContent = ''; $(`f-${other}`).value = ''; }
  }
  look();
}
// What is chosen while the page is not ready, or does something else, is read after that.
function look() {
  unread = true;
  if (!isReady || isBusy) return;
  unread = false;
  $('what').hidden = true;
  if (!chosen['this-year'].length && !chosen.workbook.length) return;
  busy('Reading the files', async () => {
    const found = await ask('look', {}, await contents(['this-year', 'last-year', 'providers', 'workbook']));
    $('what').hidden = false;
    $('year').value = found.year === null ? '' : String(found.year);
    $('authority').value = found.authority || '';
    $('year').disabled = $('authority').disabled = found.fixed;
    fill('notes', [...found.doubts.map((text) => `Please check: ${text}.`), ...found.messages].map((text) => make('li', text)));
  });
}
// A page that was opened from a file reads a folder by its handle (Edge, Chrome), or by its entry (Firefox).
async function inHandle(folder, path) {
  const found = [];
  for await (const one of folder.values()) {
    const inside = `${path}/${one.name}`;
    if (one.kind === 'directory') found.push(...await inHandle(one, inside)); else found.push({ path: inside, file: await one.getFile() });
  }
  return found;
}
async function inEntry(entry, path) {
  if (entry.isFile) return [{ path, file: await new Promise((resolve, reject) => { entry.file(resolve, reject); }) }];
  const reader = entry.createReader(), found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (!some.length) return found;
    for (const one of some) found.push(...await inEntry(one, `${path}/${one.name}`));
  }
}
async function dropped({ items, files }) {
  // The browser forgets what was dropped once it is waited for, so everything is asked for at once.
  const given = [...items].filter((item) => item.kind === 'file').map((item, at) => {
    const entry = item.webkitGetAsEntry?.(), isFolder = entry?.isDirectory;
    return { file: files[at], entry: isFolder ? entry : null, handle: isFolder ? item.getAsFileSystemHandle?.() : null };
  });
  const found = [];
  for (const { file, entry, handle } of given) {
    if (!entry) { found.push({ path: file.name, file }); continue; }
    try { found.push(...await (handle ? inHandle(await handle, entry.name) : inEntry(entry, entry.name))); } catch {
      throw new Error(`This browser cannot read the folder ${entry.name}. Open it, select the files in it, and drop those.`);
    }
  }
  return found;
}
for (const box of document.querySelectorAll('.box')) {
  const kind = box.dataset.kind, input = box.querySelector('input');
  input.addEventListener('change', () => { choose(kind, [...input.files].map((file) => ({ path: file.name, file }))); });
  for (const name of ['dragenter', 'dragover']) box.addEventListener(name, (event) => { event.preventDefault(); box.classList.add('over'); });
  for (const name of ['dragleave', 'drop']) box.addEventListener(name, () => { box.classList.remove('over'); });
  box.addEventListener('drop', async (event) => {
    event.preventDefault();
    try { choose(kind, await dropped(event.dataTransfer)); } catch (error) { problem(error.message); }
  });
}
// A file dropped beside the boxes would make the browser leave the page.
for (const name of ['dragover', 'drop']) document.addEventListener(name, (event) => { event.preventDefault(); });

$('check').addEventListener('click', () => busy('Checking', async () => {
  const year = $('year').value ? Number($('year').value) : null;
  if (year === null) throw new Error('Choose the collection year.');
  show(await ask('check', { year, authority: $('authority').value.trim() || null }));
  $('results-h').focus(); $('results-h').scrollIntoView();
}));

// Results

function show(answer) {
  shown = answer; limit = PAGE; unsaved = true;
  $('results').hidden = false; $('child').hidden = true; $('list').hidden = false; $('made').replaceChildren();
  $('results-h').textContent = `Results: ${answer.title}`;
  fill('said', answer.said.map((text) => make('li', text)));
  fill('figures', answer.figures.map(([label, figure]) => {
    const one = make('div'); one.append(make('dt', label), make('dd', figure)); return one;
  }));
  fill('first', answer.first.map((cause) => {
    const one = make('li');
    one.append(make('strong', `${cause.errors}: `), cause.sentence, make('p', cause.advice, { class: 'hint' }));
    const where = make('p', `First at ${cause.where}. `);
    if (cause.child) where.append(childLink(cause.child, `See child ${cause.child}`));
    one.append(where);
    return one;
  }));
  if (!answer.first.length) fill('first', [make('li', 'There is nothing to correct.')]);
  fill('rule', [make('option', 'All rules', { value: '' }), ...answer.rules.map((one) => make('option', `${one.code} ${one.title} (${one.errors})`, { value: one.code }))]);
  $('status').value = ''; $('find').value = '';
  fill('skipped', answer.skipped.map((text) => make('li', text)));
  list();
}
function list() {
  const [rule, status, id] = [$('rule').value, $('status').value, $('find').value.trim().toUpperCase()];
  const at = (title) => shown.columns.indexOf(title);
  const rows = shown.children.filter((row) => (!rule || row[at('Codes')].split(', ').includes(rule)) &&
    (!status || row[at('Status')].toLowerCase() === status) && (!id || row[at('CHILD')].includes(id)));
  const used = shown.columns.map((title, place) => title === 'CHILD' || shown.children.some((row) => row[place]));
  const isNumber = (place) => shown.columns[place] === 'Errors';
  const head = make('tr');
  shown.columns.forEach((title, place) => { if (used[place]) head.append(make('th', title === 'CHILD' ? 'Child' : title, { scope: 'col', ...(isNumber(place) && { class: 'number' }) })); });
  $('children').tHead.replaceChildren(head);
  $('children').tBodies[0].replaceChildren(...rows.slice(0, limit).map((row) => {
    const line = make('tr');
    row.forEach((text, place) => {
      if (!used[place]) return;
      if (shown.columns[place] === 'CHILD') { const cell = make('th', undefined, { scope: 'row' }); cell.append(childLink(text, text)); line.append(cell); return; }
      line.append(make('td', text, isNumber(place) ? { class: 'number' } : text.toLowerCase() === 'error' ? { class: 'error' } : {}));
    });
    return line;
  }));
  $('shown').textContent = `${rows.length.toLocaleString('en-GB')} of ${shown.children.length.toLocaleString('en-GB')} children` +
    (rows.length > limit ? `; the first ${limit} are shown` : '');
  $('more').hidden = rows.length <= limit;
}
function childLink(child, text) {
  const one = make('button', text, { type: 'button', class: 'link' });
  one.addEventListener('click', () => { see(child, one); });
  return one;
}
let cameFrom = null;
async function see(child, from) {
  cameFrom = from;
  try { showChild(await ask('child', { child })); } catch (error) { problem(error.message); }
}
function showChild({ child, tables }) {
  $('child').hidden = false; $('list').hidden = true;
  $('child-h').textContent = `Child ${child}`;
  const tabs = tables.map((table, place) => make('button', `${table.name}${table.errors.length ? ` (${table.errors.length} to correct)` : ''}`, { type: 'button', role: 'tab', id: `tab-${place}`, 'aria-controls': `panel-${place}` }));
  const panels = tables.map(panel);
  const select = (place, focus) => {
    tabs.forEach((tab, at) => { tab.setAttribute('aria-selected', at === place); tab.tabIndex = at === place ? 0 : -1; panels[at].hidden = at !== place; });
    if (focus) tabs[place].focus();
  };
  tabs.forEach((tab, place) => {
    tab.addEventListener('click', () => { select(place, false); });
    tab.addEventListener('keydown', (event) => {
      const to = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (to !== undefined) { event.preventDefault(); select((to + tabs.length) % tabs.length, true); }
    });
  });
  fill('tabs', tabs); fill('panels', panels);
  const wrong = tables.findIndex((table) => table.errors.length);
  select(Math.max(wrong, 0), false);
  $('child-h').focus(); $('child-h').scrollIntoView();
}
function panel(table, place) {
  const one = make('div', undefined, { role: 'tabpanel', id: `panel-${place}`, 'aria-labelledby': `tab-${place}` });
  one.append(make('p', table.label, { class: 'hint' }));
  const scroll = make('div', undefined, { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': `${table.name}: records` });
  const grid = make('table'), head = make('tr'), body = make('tbody'), top = make('thead');
  for (const title of ['Year', 'Codes', ...table.columns]) head.append(make('th', title, { scope: 'col' }));
  for (const row of table.rows) {
    const line = make('tr', undefined, row.year === table.rows[0].year ? {} : { class: 'last' });
    line.append(make('th', row.year, { scope: 'row' }), make('td', row.codes, row.codes ? { class: 'error' } : {}));
    row.cells.forEach((text, at) => { line.append(make('td', row.wrong[at] && !text ? 'blank' : text, row.wrong[at] ? { class: 'wrong' } : {})); });
    body.append(line);
  }
  top.append(head); grid.append(top, body); scroll.append(grid); one.append(scroll);
  if (!table.errors.length) { one.append(make('p', 'Valid: no errors in these records.')); return one; }
  const what = make('ul', undefined, { class: 'what' });
  for (const error of table.errors) {
    const item = make('li');
    item.append(make('strong', `${error.code} ${error.title}${error.new ? ' (new)' : ''}`), make('p', error.fix));
    for (const said of error.suggestions) item.append(make('p', `Suggestion: ${said}`));
    what.append(item);
  }
  one.append(what);
  return one;
}
$('back').addEventListener('click', () => {
  $('child').hidden = true; $('list').hidden = false;
  if (cameFrom && cameFrom.isConnected) cameFrom.focus(); else $('children-h').focus();
});
for (const id of ['rule', 'status', 'find']) $(id).addEventListener('input', () => { limit = PAGE; list(); });
$('more').addEventListener('click', () => { limit += PAGE; list(); });

// Downloads

function download({ name, bytes }) {
  const raw = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  const link = make('a', undefined, { download: name });
  link.href = URL.createObjectURL(new Blob([raw]));
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 60000);
}
$('save').addEventListener('click', () => busy('Preparing the workbook', async () => { download(await ask('workbook')); unsaved = false; }));
const MAKE = {
  'export-csv': () => ask('export', { csv: true, xml: false }),
  'export-xml': () => ask('export', { csv: false, xml: true }),
  reports: () => ask('reports'),
  packs: async () => ask('packs', { by_worker: $('by-worker').checked, password: null }, await contents(['teams'])),
};
for (const one of document.querySelectorAll('[data-make]')) {
  one.addEventListener('click', () => busy('Working', async () => {
    if (one.dataset.make === 'compare') {
      if (!chosen.portal.length) throw new Error('Choose the portal’s report first.');
      show(await ask('compare', {}, await contents(['portal'])));
      $('results-h').focus(); $('results-h').scrollIntoView();
      return;
    }
    const made = await MAKE[one.dataset.make]();
    download(made);
    if (one.dataset.make === 'packs') unsaved = true;
    fill('made', [make('p', `Made ${made.name}.`), ...made.said.map((text) => make('p', text))]);
  }));
}
window.addEventListener('beforeunload', (event) => { if (unsaved) event.preventDefault(); });
start();
