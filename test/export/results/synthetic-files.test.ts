import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadCapture } from '../../../src/capture/load-capture.ts';
import { loadLabels } from '../../../src/capture/segmentation/label-image.ts';
import { synthesizeCapture } from '../../../src/evaluation/synthetic/synthetic-capture.ts';
import { PLAIN_PORTRAIT } from '../../../src/evaluation/synthetic/synthetic-choices.ts';
import type { OutputFolder } from '../../../src/export/output/output-folder.ts';
import { writeSyntheticCapture } from '../../../src/export/results/synthetic-files.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { loadPartImages } from '../../../src/render/mesh/head-mesh.ts';

const root = mkdtempSync(join(tmpdir(), 'asm-fit-test-'));
afterAll(() => rmSync(root, { recursive: true }));

const head = loadBundledHead();
const portrait = { ...PLAIN_PORTRAIT, hair: true, clothes: true };
const capture = synthesizeCapture(head, await loadPartImages(head), { views: 2, size: 128, seed: 3, portrait });

async function written(name: string, withLabels: boolean): Promise<string> {
  const folder = join(root, name);
  const write: OutputFolder['write'] = (file, data) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), data);
  };
  await writeSyntheticCapture({ head, capture, skin: 'tone 3', withLabels }, 3, { write } as OutputFolder);
  return folder;
}

describe('the files of a synthetic capture', () => {
  it('hold true label images that truth.json names and a fit does not read', async () => {
    const folder = await written('without', false);
    const truth = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8'));
    expect(truth).toMatchObject({ hair: capture.hair, skin: 'tone 3' });
    for (const [v, { labels }] of truth.views.entries())
      expect(await loadLabels(join(folder, labels), 128, 128)).toEqual(capture.labels[v]);
    const { views } = await loadCapture(folder, { ignoreCameras: false });
    expect(views.map(({ labels }) => labels)).toEqual([null, null]);
  });

  it('name them in capture.json where that is asked for', async () => {
    const { views } = await loadCapture(await written('with', true), { ignoreCameras: false });
    expect(views.map(({ labels }) => labels)).toEqual(capture.labels);
  });
});
