import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docstringOf, exampleIn, publicNames } from '../../../scripts/docs/public-names.ts';
import { ROOT } from '../folders.ts';
import { run } from './packed-project.ts';

const SUBPATHS = ['capture', 'evaluation', 'fitting', 'kernels', 'model'];
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** An example in the docs of a public name. */
export interface DocExample {
  readonly name: string;
  readonly code: string;
}

export function docExamples(): DocExample[] {
  return publicNames(join(ROOT, 'src', 'index.ts')).flatMap((exported) => {
    const code = exampleIn(docstringOf(exported) ?? '');
    return code === null ? [] : [{ name: exported.name, code }];
  });
}

/** Whether an example works on files; the others only say something. */
export function works({ code }: DocExample): boolean {
  return code.includes('await ');
}

/**
 * Writes examples into a project, and `subpaths`, which takes what comes by subpaths, and compiles all of it.
 * @returns what the compiler says: nothing
 * @throws {Error} it is not compiled
 */
export function compileExamples(project: string, examples: readonly DocExample[]): string {
  for (const { name, code } of examples) writeFileSync(join(project, `${name}.ts`), `${code}\n`);
  const paths = SUBPATHS.map((name) => `import * as ${name} from 'asm-fit/${name}';`);
  writeFileSync(join(project, 'subpaths.ts'), `${paths.join('\n')}\nconsole.log(${SUBPATHS.join(', ')});\n`);
  return run(project, process.execPath, TSC, '-p', '.');
}
