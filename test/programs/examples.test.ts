import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickFit } from '../helpers/fitting/quick-fit.ts';
import { DEMO } from '../helpers/folders.ts';
import { compileExamples, docExamples, works } from '../helpers/program/doc-examples.ts';
import { packedProject, run } from '../helpers/program/packed-project.ts';

const examples = docExamples().filter(works);
let project: string;
let came: Record<string, string>;

/** Runs them in one process, which ends by itself. @returns what each came to: `done`, or its error */
function runAll(): Record<string, string> {
  const script = `
    import { writeFileSync } from 'node:fs';
    const came = {};
    for (const name of ${JSON.stringify(examples.map(({ name }) => name))})
      came[name] = await import(\`./build/\${name}.js\`).then(() => 'done', (error) => String(error.stack));
    writeFileSync('came.json', JSON.stringify(came));`;
  writeFileSync(join(project, 'all.mjs'), script);
  run(project, process.execPath, 'all.mjs');
  return JSON.parse(readFileSync(join(project, 'came.json'), 'utf8'));
}

describe('examples in the docs of public names that work on files, in a project with the packed tarball', () => {
  beforeAll(() => {
    project = packedProject();
    cpSync(quickFit('demo', DEMO), join(project, 'out'), { recursive: true });
    cpSync(join(DEMO, 'views'), join(project, 'photos'), { recursive: true });
    copyFileSync(join(DEMO, 'views', '00.jpg'), join(project, 'photo.jpg'));
    copyFileSync(join(DEMO, 'truth.obj'), join(project, 'scan.obj'));
    copyFileSync(join(DEMO, 'scan-landmarks.json'), join(project, 'scan-landmarks.json'));
    compileExamples(project, examples);
    came = runAll();
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it.each(examples)('$name', ({ name }) => {
    expect(came[name]).toBe('done');
  });

  it('leave what they say that they leave', () => {
    for (const file of ['head.glb', 'face.glb', 'obj/head.obj', 'obj/head.mtl', 'obj/textures/skin.png'])
      expect(existsSync(join(project, file)), file).toBe(true);
  });
});
