import { defineConfig } from 'rolldown';

/** What the program starts, and what it opens as a thread or a process (`builtFile('program/...')`). */
const ENTRIES = [
  'cli/main',
  'cli/command-worker',
  'capture/network-processes/network-worker',
  'deca/training/features/feature-worker',
  'deca/training/identity/identity-worker',
  'deca/training/scenes/training-worker',
  'export/faces/face-worker',
  'export/rig/thread/rig-worker',
  'kernels/runtime/worker',
  'texture-gan/data/chart-worker',
];

/**
 * Packages of many files, and what they import; NOTICE names them. All others stay packages: they bring libraries and data of their own, or are
 * a file or two.
 */
const BUNDLED = /^(zod|@gltf-transform\/(core|extensions)|property-graph|ktx-parse)(\/|$)/;

/**
 * Bundles the program as compiled in dist/src: a process that opens some 400 files waits up to a quarter of a second for them. What it starts
 * by is taken from there, for package.json says of those files which have effects of their own.
 */
export default defineConfig({
  input: Object.fromEntries(ENTRIES.map((entry) => [entry, `dist/src/${entry}.js`])),
  platform: 'node',
  external: (name) => /^[^./]/.test(name) && !BUNDLED.test(name),
  // Entries that others import too hold what they are, not a way to it.
  preserveEntrySignatures: 'allow-extension',
  output: { dir: 'dist/program', format: 'esm', cleanDir: true, chunkFileNames: 'chunks/[name].js' },
});
