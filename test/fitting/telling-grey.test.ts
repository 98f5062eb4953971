import { describe, expect, it } from 'vitest';
import type { LightingKind } from '../../src/evaluation/synthetic/light/lighting.ts';
import { synthesizeCapture } from '../../src/evaluation/synthetic/synthetic-capture.ts';
import { PLAIN_PORTRAIT } from '../../src/evaluation/synthetic/synthetic-choices.ts';
import { tellingGrey } from '../../src/fitting/telling-grey.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { loadPartImages } from '../../src/render/mesh/head-mesh.ts';

const head = loadBundledHead();
const parts = await loadPartImages(head);
const kernels = plainKernels();

function chosen(lighting: LightingKind, skin: number, views = 3): string {
  const portrait = { ...PLAIN_PORTRAIT, lighting, skin };
  const { images, cameras, positions } = synthesizeCapture(head, parts, { views, size: 320, seed: 4, portrait });
  const shown = images.map((image) => ({ image, mask: new Uint8Array(image.width * image.height).fill(1) }));
  return tellingGrey(kernels, head, shown, { cameras, positions });
}

describe('tellingGrey', () => {
  it.each([3, 9])('is the plain one in soft light, skin %i', (skin) => {
    expect(chosen('soft', skin)).toBe('grey');
  });

  it('is the matte one where a flash shines on dark skin', () => {
    expect(chosen('flash', 9)).toBe('matte');
  });

  it('is the plain one of a single photograph, which nothing can be held against', () => {
    expect(chosen('flash', 9, 1)).toBe('grey');
  });
});
