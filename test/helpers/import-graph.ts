import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

/** What each file of a folder imports of it: paths relative to the folder, with `/`. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** `from`, of imports and exports, types too; `import` of a file for its effects; `import()`; workers by their URL. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*|\bnew URL\(\s*)(['"])(\.[^'"]+)\1/g;

/** Relative paths that a text imports, in order. */
export function importsIn(text: string): string[] {
  return Array.from(text.replaceAll(COMMENTS, '').matchAll(IMPORTS), ([, , path]) => path);
}

/** @throws {Error} a file imports what is not there */
export function readImports(root: string): ImportGraph {
  const files = filesBelow(root).filter((file) => file.endsWith('.ts'));
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const paths = importsIn(readFileSync(join(root, file), 'utf8'));
      return [file, paths.flatMap((path) => target(root, known, file, path))];
    }),
  );
}

/** The file of the folder that is meant; none for one outside it. */
function target(root: string, known: ReadonlySet<string>, file: string, path: string): string[] {
  const full = posix.join(posix.dirname(file), path);
  const found = [full, `${full}.ts`, full.replace(/\.js$/, '.ts')].find((name) => known.has(name));
  if (found !== undefined) return [found];
  if (full.startsWith('..') || existsSync(join(root, full))) return [];
  throw new Error(`${file} imports ${path}, which is not there`);
}

/** All files of a folder, relative to it, with `/`. */
export function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

/** Folders of the files, each once. */
export function foldersOf(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => dirname(file)))].sort();
}

/** Sets of nodes of which each reaches each [Tarjan 1972]; those of one node only where it reaches itself at once. */
export function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const least = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): number => {
    const own = order.size;
    let low = own;
    order.set(node, own);
    stack.push(node);
    for (const next of graph.get(node) ?? [])
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, least.get(next) ?? (order.get(next) as number));
    least.set(node, low);
    if (low === own) {
      const circle = stack.splice(stack.indexOf(node)).sort();
      if (circle.length > 1 || graph.get(node)?.includes(node)) found.push(circle);
    }
    return low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found;
}
