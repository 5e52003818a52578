// Loads two libraries of Pulumi's SDK when they are first used: it loads them at each start, which is a quarter of an
// operation, and no program of a test uses them. Examples in TypeScript run without this, and in `npm run test:rest` so does the
// demo.
const Module = require("node:module");

const load = Module._load;
const names = new Set(["@npmcli/arborist", "typescript"]);

Module._load = function (name, parent, isMain) {
  if (!names.has(name)) return load.call(this, name, parent, isMain);
  const library = () => load.call(Module, name, parent, isMain);
  return new Proxy(Object.create(null), {
    // `import *` takes a module marked so as it is. The SDK asks for the version only to log it.
    get(_, key) {
      if (key === "__esModule") return true;
      return key === "version" ? undefined : library()[key];
    },
    has: (_, key) => key in library(),
  });
};
