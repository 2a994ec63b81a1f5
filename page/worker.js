'use strict';
// Runs the engine. Every file that Python's runtime would fetch is handed over by the page, so nothing is requested.
const BASE = 'https://xl903.invalid/';
const TYPES = { wasm: 'application/wasm', json: 'application/json' };
let files = {}, python, answer;

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
  for (const name of Object.keys(parts)) {
    files[name.replace(/\.gz$/, '')] = await unpacked(parts[name], name);
    delete parts[name];
  }
  run('pyodide.js');
  run('pyodide.asm.js');
  python = await loadPyodide({ indexURL: BASE, env: { HOME: '/home/pyodide', PYTHONWARNINGS: 'ignore' }, stdout() {}, stderr() {} });
  const wheels = Object.keys(files).filter((name) => name.endsWith('.whl'));
  await python.loadPackage(wheels.map((name) => BASE + name), { messageCallback() {}, errorCallback() {} });
  python.FS.mkdir('/site');
  python.unpackArchive(files['site.zip'], 'zip', { extractDir: '/site' });
  const postcodes = new Uint8Array(files['postcodes.bin']);
  files = {};
  python.runPython('import sys; sys.path.insert(0, "/site")');
  const page = python.pyimport("page.page_work");
  page.begin('/given', python.toPy(postcodes).tobytes(), (done, of, code) => { postMessage({ step: `Checking rule ${code}`, done, of }); });
  answer = page.answer;
}
function place(chosen) {
  for (const [kind, given] of Object.entries(chosen)) {
    const folder = `/given/${kind}`;
    python.FS.mkdirTree(folder);
    for (const name of python.FS.readdir(folder)) if (name !== '.' && name !== '..') python.FS.unlink(`${folder}/${name}`);
    for (const file of given) python.FS.writeFile(`${folder}/${file.name.replace(/[/\\]/g, '_')}`, new Uint8Array(file.bytes));
  }
}
onmessage = async ({ data }) => {
  try {
    if (data.parts) {
      await begin(data.parts);
      postMessage({ ready: true });
      return;
    }
    if (data.files) place(data.files);
    postMessage({ id: data.id, answer: JSON.parse(answer(data.asked)) });
  } catch (error) {
    postMessage({ died: true, why: String(error).slice(-300) });
  }
};
