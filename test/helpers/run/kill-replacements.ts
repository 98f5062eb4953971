import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ROOT } from '../folders.ts';
import { generationOf, writeResult } from '../result-folder.ts';
import { temporaryFolder } from '../run-cli.ts';

/** Kills a process that replaces its result again and again, at any moment, and expects a whole result. @param kills how often */
export async function killReplacements(kills: number): Promise<void> {
  const root = temporaryFolder();
  const output = join(root, 'out');
  const script = join(root, 'replace.mjs');
  writeFileSync(
    script,
    `import { openOutputFolder } from ${JSON.stringify(join(ROOT, 'dist', 'src', 'export', 'output', 'output-folder.js'))};
     const output = process.argv[2];
     for (let k = 0; ; k++) {
       const generation = k % 2 === 0 ? 'two' : 'one';
       const folder = openOutputFolder({ output, force: true, inputs: [], command: 'test', version: '0' });
       for (const name of ['mesh.obj', 'report.html', 'textures/skin.png', 'views/deep/00.png', \`only-\${generation}/x.txt\`])
         folder.write(name, \`\${generation}\\n\`);
       folder.commit();
       if (k === 0) process.stdout.write('ready');
     }`,
  );
  writeResult(output, 'one');
  for (let k = 0; k < kills; k++) {
    const child = spawn(process.execPath, [script, output], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    await new Promise((done) => setTimeout(done, 60 * Math.random()));
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    // Between two renames nothing stands: both results lie beside then, and the next start puts one in place.
    if (generationOf(output) === null)
      expect(readdirSync(root).filter((name) => /\.(old|partial)-/.test(name)).length).toBe(2);
  }
  writeResult(output, 'one', true);
  expect(generationOf(output)).toBe('one');
  expect(readdirSync(root).sort()).toEqual(['out', 'replace.mjs']);
}
