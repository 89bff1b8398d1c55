// Bundles both front ends into the Python package, or into the folder that is named; the same
// sources give the same bytes.

import { build } from "esbuild";
import { copyFile, readFile, writeFile } from "node:fs/promises";

const out = process.argv[2] ?? new URL("../audit/views/static/", import.meta.url).pathname;
await build({
  entryPoints: ["src/explorer.js", "src/matrix.js"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "ascii",
  legalComments: "eof",
  logLevel: "warning",
});
await copyFile("src/widgets.css", `${out}widgets.css`);

// The licences of what is bundled travel with it.
const bundled = ["@sigma/node-square", "events", "graphology", "graphology-utils", "sigma"];
const texts = await Promise.all(bundled.map(async (name) => {
  const { version, license } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const text = await readFile(`node_modules/${name}/LICENSE`, "utf8").catch(() => readFile(`node_modules/${name}/LICENSE.txt`, "utf8"));
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}));
await writeFile(`${out}LICENCES.txt`, texts.join("\n----\n\n"));
