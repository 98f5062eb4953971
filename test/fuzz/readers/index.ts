import type { FuzzedReader } from '../fuzzed-reader.ts';
import { BINARY_READERS } from './binaries.ts';
import { EXPORT_READERS } from './exports.ts';
import { MESH_READERS } from './meshes.ts';
import { PICTURE_READERS } from './pictures.ts';

/** Every reader that is fuzzed. */
export const readers: readonly FuzzedReader[] = [
  ...BINARY_READERS,
  ...EXPORT_READERS,
  ...MESH_READERS,
  ...PICTURE_READERS,
];
