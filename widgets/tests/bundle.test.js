import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

test("the committed bundles are what the sources give, byte for byte", () => {
  const folder = mkdtempSync(join(tmpdir(), "widgets-"));
  const committed = new URL("../../audit/views/static/", import.meta.url).pathname;
  try {
    execFileSync(process.execPath, ["build.mjs", `${folder}/`], { cwd: new URL("..", import.meta.url).pathname });
    assert.deepEqual(readdirSync(folder).sort(), readdirSync(committed).sort());
    for (const name of readdirSync(folder)) assert.ok(readFileSync(join(folder, name)).equals(readFileSync(join(committed, name))), name);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
