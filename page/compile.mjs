// Turns Python sources into the bytecode of the page's own Python, in that Python, under Node.
// Arguments: the folder of the parts, a zip file of sources by the paths they will have, and where the bytecode goes.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
const [parts, sources, out] = process.argv.slice(2).map((name) => path.resolve(name));
const { loadPyodide } = createRequire(path.join(parts, 'pyodide.js'))('./pyodide.js');
const python = await loadPyodide({ indexURL: `${parts}${path.sep}`, env: { HOME: '/home/pyodide', PYTHONHASHSEED: '0' } });
python.FS.writeFile('/sources.zip', new Uint8Array(fs.readFileSync(sources)));
python.runPython(`
import warnings, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
from importlib.util import source_hash
warnings.simplefilter("ignore")
with zipfile.ZipFile("/sources.zip") as given, zipfile.ZipFile("/compiled.zip", "w") as made:
    for name in given.namelist():
        source = given.read(name)
        try:
            code = compile(source, f"/{name}", "exec", 0, True, 0)
        except SyntaxError:  # a template, or a sample of what is wrong
            continue
        made.writestr(zipfile.ZipInfo(name), _code_to_hash_pyc(code, source_hash(source), False))
`);
fs.writeFileSync(out, python.FS.readFile('/compiled.zip'));
