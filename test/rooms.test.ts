import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './helpers/folders.ts';
import { circles, filesBelow, foldersOf, importsIn, readImports } from './helpers/import-graph.ts';

/** Data flows downwards: a folder may import only from folders above it in its list. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  '.': [
    'files',
    'geometry',
    'kernels',
    'optimizers',
    'image',
    'onnx',
    'surface',
    'head',
    'capture',
    'render',
    'asm',
    'deca',
    'texture-gan',
    'fitting',
    'evaluation',
    'viewer',
    'export',
    'api',
    'cli',
  ],
  geometry: ['mesh', 'mesh-text'],
  capture: ['detection', 'recognition', 'segmentation', 'network-processes', 'frames'],
  head: ['anatomy', 'cards', 'face-shapes', 'shape', 'bundled', 'people', 'ict'],
  render: ['raster', 'light', 'mesh', 'texture', 'pictures'],
  'render/texture': ['unseen', 'blend', 'shading'],
  deca: ['network', 'import', 'decode', 'detail', 'training'],
  'texture-gan': ['data', 'network', 'training'],
  'deca/training': ['augmentation', 'run', 'losses', 'scenes', 'features', 'closed-form', 'landmarks', 'identity'],
  fitting: [
    'progress',
    'unknowns',
    'solvers',
    'evidence',
    'terms',
    'priors',
    'detail',
    'hair',
    'options',
    'stages',
    'outline',
    'first-mesh',
    'cameras',
    'finish',
    'scan',
  ],
  'evaluation/synthetic': ['scene', 'hair'],
  'fitting/hair': ['cover', 'outlines', 'colors', 'cards'],
  'fitting/finish': ['eyes', 'lips'],
  'fitting/evidence': ['landmarks', 'pixels', 'checks'],
  'export/rig': ['edges', 'skeleton', 'weights', 'extras', 'normals', 'lods', 'clips', 'shapes', 'edit', 'thread'],
  'export/results': ['read', 'sliders'],
  viewer: ['result', 'page', 'server'],
  'viewer/page': ['ui', 'scene', 'shape', 'panels'],
  'export/formats': ['glb', 'vrm', 'fbx', 'usd'],
  export: ['output', 'rig', 'pictures', 'formats', 'faces', 'report', 'results'],
  api: ['options', 'results', 'road', 'subpaths'],
  cli: ['options', 'commands'],
  'kernels/assembly': ['generated', 'points', 'pixels', 'skin', 'solve', 'terms'],
  'kernels/jobs': ['points', 'pixels', 'skin', 'solve', 'terms'],
};

/** Files beside the rooms that all of them may use. */
const COMMON: readonly string[] = ['errors.ts', 'option-value.ts'];

/** Imports against the order that are still there, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

const MAX_SIDE_BY_SIDE = 16;

const src = join(ROOT, 'src');
const graph = readImports(src);

/** The folder that two files part in, and which of its folders each lies in; null where one lies in it itself. */
function parting(a: string, b: string): { readonly parent: string; readonly from: string; readonly to: string } | null {
  const [left, right] = [a.split('/'), b.split('/')];
  let depth = 0;
  while (left[depth] === right[depth]) depth++;
  if (depth >= left.length - 1 || depth >= right.length - 1) return null;
  return { parent: left.slice(0, depth).join('/') || '.', from: left[depth], to: right[depth] };
}

describe('rooms and the folders in them', () => {
  it('import only from those above them, but for exceptions that are needed', () => {
    const wrong: string[] = [];
    const needed = new Set<string>();
    for (const [file, imports] of graph)
      for (const other of imports) {
        const parted = parting(file, other);
        if (parted === null) continue;
        const { parent, from, to } = parted;
        const order = ORDER[parent] ?? [];
        const [own, theirs] = [order.indexOf(from), order.indexOf(to)];
        const inside = parent === '.' ? '' : `${parent}/`;
        const exception = `${inside}${from} > ${inside}${to}`;
        if (own < 0 || theirs < 0) wrong.push(`ORDER['${parent}'] must say where ${from} and ${to} stand`);
        else if (theirs > own) {
          needed.add(exception);
          if (EXCEPTIONS[exception] === undefined) wrong.push(`${file} imports ${other}`);
        }
      }
    expect([...new Set(wrong)]).toEqual([]);
    expect(Object.keys(EXCEPTIONS).filter((exception) => !needed.has(exception))).toEqual([]);
  });

  it('are all named, and are there', () => {
    const rooms = new Set(Array.from(graph.keys(), (file) => file.split('/')).flatMap(([a, b]) => (b ? [a] : [])));
    expect([...rooms].sort()).toEqual([...ORDER['.']].sort());
    for (const [parent, names] of Object.entries(ORDER))
      for (const name of names) expect(existsSync(join(src, parent, name)), `${parent}/${name}`).toBe(true);
  });

  it('take nothing from the top but what is common', () => {
    const top = Array.from(graph).flatMap(([file, imports]) =>
      file.includes('/') ? imports.filter((other) => !other.includes('/') && !COMMON.includes(other)) : [],
    );
    expect(top).toEqual([]);
  });

  it.each(['src', 'test', 'bench', 'scripts'])(`hold at most ${MAX_SIDE_BY_SIDE} files side by side: %s`, (root) => {
    const files = filesBelow(join(ROOT, root)).filter((file) => file.endsWith('.ts'));
    const large = foldersOf(files).filter(
      (folder) => files.filter((file) => dirname(file) === folder).length > MAX_SIDE_BY_SIDE,
    );
    expect(large).toEqual([]);
  });

  it('have their tests in folders of the same names', () => {
    const rooms = new Set(ORDER['.']);
    const folders = foldersOf(filesBelow(join(ROOT, 'test')).filter((file) => file.endsWith('.test.ts')));
    const strange = folders.filter((folder) => rooms.has(folder.split('/')[0]) && !existsSync(join(src, folder)));
    expect(strange).toEqual([]);
  });
});

describe('files', () => {
  it('import each other in no circle, types included', () => {
    expect(circles(graph)).toEqual([]);
  });
});

describe('the reader of imports', () => {
  it('sees every way to import', () => {
    const text = `
      import { a } from './a.ts';
      import type { B } from "./b.ts";
      import { c } from '../c.ts';
      import './d.ts';
      export { e } from './e.ts';
      export * from './f.ts';
      export type { G } from './g.ts';
      const h = await import('./h.ts');
      type I = typeof import('./i.ts');
      new Worker(new URL('./j.js', import.meta.url));
      import z from 'zod';
      // import './k.ts';
      /** from './l.ts' */
    `;
    const names = importsIn(text).map((path) => path.replaceAll(/[./]|ts$|js$/g, ''));
    expect(names.join('')).toBe('abcdefghij');
  });

  it('finds circles, and only them', () => {
    const of = (...edges: readonly string[]) => {
      const nodes = new Map(edges.flatMap((edge) => [...edge].map((node) => [node, [] as string[]])));
      for (const [from, to] of edges) nodes.get(from)?.push(to);
      return circles(nodes);
    };
    expect(of('ab', 'bc', 'ac', 'dc')).toEqual([]);
    expect(of('ab', 'bc', 'ca', 'cd', 'de', 'ed', 'ff')).toEqual(
      expect.arrayContaining([['a', 'b', 'c'], ['d', 'e'], ['f']]),
    );
    expect(of('ab', 'bc', 'cb', 'ad')).toEqual([['b', 'c']]);
  });
});
