import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { frameJson, readFrame } from '../../../src/export/results/head-frames.ts';
import { rotationFromEuler } from '../../../src/geometry/rotation.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';

const place = { scale: 0.5, rotation: rotationFromEuler(0.1, 0.2, 0.3), translation: Float64Array.of(1, 2, 3) };

function folderWith(text: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'fit.json'), text);
  return folder;
}

describe('frames of a finished fit', () => {
  it('are read as they were written', () => {
    const folder = folderWith(JSON.stringify({ version: 1, frames: { capture: frameJson(place) } }));
    expect(readFrame(folder, 'capture')).toEqual(place);
  });

  it.each([
    ['{"version": 1, "frames": {"capt', /must be JSON/],
    ['{"version": 7, "frames": {}}', /reads fits of version 1; received version 7/],
    ['[1]', /must be the document of a fit/],
    ['{"version": 1}', /must say where the capture has the head/],
    ['{"version": 1, "frames": {"capture": null}}', /must say where the capture has the head/],
    ['{"version": 1, "frames": {"capture": {"scale": -1}}}', /frames\.capture must be a place; received/],
    [
      JSON.stringify({
        version: 1,
        frames: { capture: { ...frameJson(place), rotation: [1, 0, 0, 0, 1, 0, 0, 0, -1] } },
      }),
      /rotation: must be a rotation/,
    ],
  ])('are refused: %s', (text, message) => {
    expect(() => readFrame(folderWith(text), 'capture')).toThrow(message);
  });

  it('of a folder without fit.json, and of a scan that a fit never saw, are refused', () => {
    expect(() => readFrame(temporaryFolder(), 'scan')).toThrow(/fit\.json: the fit must exist/);
    const folder = folderWith(JSON.stringify({ version: 1, frames: { capture: frameJson(place) } }));
    expect(() => readFrame(folder, 'scan')).toThrow(/where the scan has the head/);
  });
});
