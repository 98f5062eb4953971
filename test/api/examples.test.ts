import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docstringOf, exampleIn, publicNames } from '../../scripts/docs/public-names.ts';
import { watchedFit } from '../helpers/fitting/watched-fit.ts';
import { DEMO, ROOT } from '../helpers/folders.ts';
import { run } from '../helpers/program/packed-project.ts';

const SUBPATHS = ['capture', 'evaluation', 'fitting', 'kernels', 'model'];
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

const examples = publicNames(join(ROOT, 'src', 'index.ts')).flatMap((exported) => {
  const code = exampleIn(docstringOf(exported) ?? '');
  return code === null ? [] : [{ name: exported.name, code }];
});
const waits = ({ code }: { readonly code: string }): boolean => code.includes('await ');
let project: string;
let came: Record<string, string> | undefined;

/** Runs what waits, in one process, which ends by itself. @returns what each came to: `done`, or its error */
function runAll(): Record<string, string> {
  const names = examples.filter(waits).map(({ name }) => name);
  const script = `
    import { writeFileSync } from 'node:fs';
    const came = {};
    for (const name of ${JSON.stringify(names)})
      came[name] = await import(\`./build/\${name}.js\`).then(() => 'done', (error) => String(error.stack));
    writeFileSync('came.json', JSON.stringify(came));`;
  writeFileSync(join(project, 'all.mjs'), script);
  run(project, process.execPath, 'all.mjs');
  return JSON.parse(readFileSync(join(project, 'came.json'), 'utf8'));
}

describe('examples in the docs of public names, in a strict project with the packed tarball', () => {
  beforeAll(() => {
    const fit = watchedFit();
    project = fit.project;
    cpSync(fit.folder, join(project, 'out'), { recursive: true });
    cpSync(join(DEMO, 'views'), join(project, 'photos'), { recursive: true });
    copyFileSync(join(DEMO, 'views', '00.jpg'), join(project, 'photo.jpg'));
    copyFileSync(join(DEMO, 'truth.obj'), join(project, 'scan.obj'));
    copyFileSync(join(DEMO, 'scan-landmarks.json'), join(project, 'scan-landmarks.json'));
    for (const { name, code } of examples) writeFileSync(join(project, `${name}.ts`), `${code}\n`);
    const paths = SUBPATHS.map((name) => `import * as ${name} from 'asm-fit/${name}';`);
    writeFileSync(join(project, 'subpaths.ts'), `${paths.join('\n')}\nconsole.log(${SUBPATHS.join(', ')});\n`);
  }, 240_000);

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('compile, and so does what comes by subpaths', () => {
    expect(run(project, process.execPath, TSC, '-p', '.')).toBe('');
    expect(run(project, process.execPath, join('build', 'subpaths.js'))).toContain('openKernels');
  });

  // The first waits for all.
  it.each(examples.filter(waits))(
    '$name',
    ({ name }) => {
      came ??= runAll();
      expect(came[name]).toBe('done');
    },
    240_000,
  );

  it('that only say something, in one process', () => {
    const quick = examples.filter((example) => !waits(example));
    const imports = quick.map(({ name }) => `import './build/${name}.js';`);
    writeFileSync(join(project, 'quick.mjs'), imports.join('\n'));
    const lines = run(project, process.execPath, 'quick.mjs').trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(quick.length);
  });

  it('leave what they say that they leave', () => {
    for (const file of ['head.glb', 'face.glb', 'obj/head.obj', 'obj/head.mtl', 'obj/textures/skin.png'])
      expect(existsSync(join(project, file)), file).toBe(true);
  });
});
