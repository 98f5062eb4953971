import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileExamples, docExamples, works } from '../helpers/program/doc-examples.ts';
import { packedProject, run } from '../helpers/program/packed-project.ts';

const examples = docExamples();

// What they come to where they work on files: test/programs/examples.test.ts.
describe('examples in the docs of public names, in a strict project with the packed tarball', () => {
  let project: string;
  let said: string;

  beforeAll(() => {
    project = packedProject();
    said = compileExamples(project, examples);
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('compile, and so does what comes by subpaths', () => {
    expect(said).toBe('');
    expect(run(project, process.execPath, join('build', 'subpaths.js'))).toContain('openKernels');
  });

  it('that only say something, in one process', () => {
    const quick = examples.filter((example) => !works(example));
    const imports = quick.map(({ name }) => `import './build/${name}.js';`);
    writeFileSync(join(project, 'quick.mjs'), imports.join('\n'));
    const lines = run(project, process.execPath, 'quick.mjs').trim().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(quick.length);
  });
});
