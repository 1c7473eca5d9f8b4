// Holds every object of a file of YAML against the schema of its kind:  node schemas.mjs NODE_MODULES FILE
// Prints a line for each, with what is wrong.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const [modules, file] = process.argv.slice(2);
const load = name => import(pathToFileURL(`${modules}/${name}`));
const { parseAllDocuments } = await load('yaml/dist/index.js').then(m => m.default ?? m);
const packages = ['kubernetes-models', '@kubernetes-models/prometheus-operator', '@kubernetes-models/keda'];
for (const document of parseAllDocuments(readFileSync(file, 'utf8'))) {
  const object = document.toJS(), name = `${object.kind} ${object.metadata?.name}`;
  const found = (await Promise.all(packages.map(p => load(`${p}/${object.apiVersion}/index.js`).catch(() => load(`${p}/${object.apiVersion}/index.mjs`)).catch(() => ({})))))
    .find(m => m[object.kind]);
  if (!found) { console.log(`${name}: no schema of ${object.apiVersion}`); continue; }
  try {
    new found[object.kind](object).validate();
    console.log(`${name}: valid`);
  } catch (fault) {
    console.log(`${name}: ${fault.message}`);
  }
}
