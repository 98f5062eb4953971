import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readVrmMeta } from '../../../src/export/formats/vrm/read-vrm-meta.ts';
import { STRICTEST_META } from '../../../src/export/formats/vrm/strictest-meta.ts';
import type { VrmMeta } from '../../../src/export/formats/vrm/vrm-meta.ts';
import { frameJson, readFrame } from '../../../src/export/results/head-frames.ts';
import { restSimilarity, type Similarity } from '../../../src/geometry/similarity.ts';
import type { FuzzedReader } from '../fuzzed-reader.ts';

const vrmMeta: FuzzedReader = {
  name: 'vrm-meta',
  extension: 'json',
  seeds: () => [Buffer.from(JSON.stringify({ ...STRICTEST_META, references: ['a', 'b'], version: '1' }))],
  read: async (path) => readVrmMeta(path),
  check(result) {
    const { authors, name } = result as VrmMeta;
    if (authors.length === 0 || name === '') throw new Error('read, but nobody made it');
  },
};

const frame: FuzzedReader = {
  name: 'fit-frame',
  extension: 'json',
  seeds: () => [Buffer.from(JSON.stringify({ version: 1, frames: { capture: frameJson(restSimilarity()) } }))],
  async read(path) {
    const folder = join(dirname(path), 'fit');
    mkdirSync(folder, { recursive: true });
    copyFileSync(path, join(folder, 'fit.json'));
    return readFrame(folder, 'capture');
  },
  check(result) {
    const { scale, rotation, translation } = result as Similarity;
    if (!(scale > 0) || ![scale, ...rotation, ...translation].every(Number.isFinite))
      throw new Error('read, but it is no place');
  },
};

/** What `export` reads beside the rig. */
export const EXPORT_READERS: readonly FuzzedReader[] = [vrmMeta, frame];
