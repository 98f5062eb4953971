import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCheckpoint, saveCheckpoint } from '../../../../src/deca/training/run/checkpoint.ts';
import { temporaryFolder } from '../../../helpers/run-cli.ts';

const record = {
  epoch: 1,
  step: 7,
  seconds: 3.5,
  trainLoss: 2,
  heldOutLoss: 2.5,
  heldOut: { shape: 1.25, confidence: -0.5 },
};
const checkpoint = {
  state: {
    parameters: Float32Array.of(1, -2.5, 1e-30),
    optimizer: { count: 12, moments: [Float32Array.of(0.1, 0.2, 0.3), Float32Array.of(4, 5, 6)] },
  },
  progress: { seconds: 4.25, epochLoss: 11, curve: [record] },
};
const settings = { seed: 1, optimizer: 'adam', regularization: [{ name: 'l2', weight: 1e-4 }] };
const placeIn = (folder: string) => ({ path: join(folder, 'encoder.checkpoint'), every: 5, settings });

describe('a checkpoint', () => {
  it('comes back as it was, and takes the place of the one before', () => {
    const folder = temporaryFolder();
    const place = placeIn(folder);
    expect(loadCheckpoint(place)).toBeNull();
    saveCheckpoint(place, { ...checkpoint, progress: { ...checkpoint.progress, epochLoss: 0 } });
    saveCheckpoint(place, checkpoint);
    expect(loadCheckpoint(place)).toEqual(checkpoint);
    expect(readdirSync(folder)).toEqual(['encoder.checkpoint']);
  });

  it('is refused by a run with other settings, which are named', () => {
    const place = placeIn(temporaryFolder());
    saveCheckpoint(place, checkpoint);
    const other = { ...settings, seed: 2, regularization: [{ name: 'l2', weight: 1e-3 }] };
    expect(() => loadCheckpoint({ ...place, settings: other })).toThrow(
      /goes on with the settings that it began with, seed 1, regularization .*1e-4|0\.0001.*; received seed 2, regularization/,
    );
  });

  it.each([
    ['another file', (bytes: Buffer) => Buffer.from(`P${bytes.toString('latin1').slice(1)}`, 'latin1'), /another file/],
    ['a few bytes', (bytes: Buffer) => bytes.subarray(0, 5), /another file/],
    ['half a header', (bytes: Buffer) => bytes.subarray(0, 40), /cut off/],
    ['fewer numbers', (bytes: Buffer) => bytes.subarray(0, bytes.length - 4), /32 bytes of numbers/],
    [
      'a bit that fell over',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes[bytes.length - 1] ^ 1)]),
      /numbers that were changed/,
    ],
    [
      'a header of another kind',
      (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replace('"version":1', '"version":9'), 'latin1'),
      /a header that is not ours/,
    ],
  ])('is refused with %s', (_, spoil, words) => {
    const place = placeIn(temporaryFolder());
    saveCheckpoint(place, checkpoint);
    writeFileSync(place.path, spoil(readFileSync(place.path)));
    expect(() => loadCheckpoint(place)).toThrow(words);
    expect(existsSync(place.path)).toBe(true);
  });
});
