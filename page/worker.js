'use strict';
// Runs the engine. Every file that Python's runtime would fetch is handed over by the page, so nothing is requested.
const BASE = 'https://xl903.invalid/';
const TYPES = { wasm: 'application/wasm', json: 'application/json' };
let files = {}, python, page;

self.fetch = async (asked) => {
  const name = String(asked.url || asked).split('/').pop();
  if (!String(asked.url || asked).startsWith(BASE) || !(name in files)) throw new TypeError('This page opens no connection.');
  return new Response(files[name], { headers: { 'Content-Type': TYPES[name.split('.').pop()] || 'application/octet-stream' } });
};
function decoded(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text.trim());
  const letters = atob(text.trim()), bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
async function unpacked(text, name) {
  const bytes = decoded(text);
  if (!name.endsWith('.gz')) return bytes.buffer;
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
function run(name) { importScripts(URL.createObjectURL(new Blob([files[name]], { type: 'text/javascript' }))); }

async function begin(parts) {
  const postcodes = parts['postcodes.bin'];
  delete parts['postcodes.bin'];
  await Promise.all(Object.keys(parts).map(async (name) => { files[name.replace(/\.gz$/, '')] = await unpacked(parts[name], name); }));
  run('pyodide.js');
  run('pyodide.asm.js');
  python = await loadPyodide({ indexURL: BASE, env: { HOME: '/home/pyodide', PYTHONWARNINGS: 'ignore' }, stdout() {}, stderr() {} });
  python.unpackArchive(files['packages.zip'], 'zip', { extractDir: '/lib/python3.12/site-packages' });
  files = {};
  // What is loaded here stays, so nothing of it is garbage.
  python.runPython('import gc; gc.disable()');
  page = python.pyimport('page.page_work');
  python.runPython('gc.freeze(); gc.enable()');
  page.begin('/given', (done, of, code) => { postMessage({ step: `Checking rule ${code}`, done, of }); });
  postMessage({ ready: true });
  // Postcodes are needed when files are read, and a person has to choose those first.
  page.take_postcodes(python.toPy(decoded(postcodes)).tobytes());
}
function clear(folder) {
  for (const name of python.FS.readdir(folder)) {
    if (name === '.' || name === '..') continue;
    const inside = `${folder}/${name}`;
    if (python.FS.isDir(python.FS.stat(inside).mode)) { clear(inside); python.FS.rmdir(inside); } else python.FS.unlink(inside);
  }
}
function place(chosen) {
  for (const [kind, given] of Object.entries(chosen)) {
    const folder = `/given/${kind}`;
    python.FS.mkdirTree(folder);
    clear(folder);
    for (const { path, bytes } of given) {
      const to = `${folder}/${path.replaceAll('\\', '_')}`;
      python.FS.mkdirTree(to.slice(0, to.lastIndexOf('/')));
      python.FS.writeFile(to, new Uint8Array(bytes));
    }
  }
}
onmessage = async ({ data }) => {
  try {
    if (data.parts) {
      await begin(data.parts);
      return;
    }
    if (data.files) place(data.files);
    postMessage({ id: data.id, answer: JSON.parse(page.answer(data.asked)) });
  } catch (error) {
    postMessage({ died: true, why: String(error).slice(-300) });
  }
};
