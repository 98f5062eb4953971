import { describe, expect, it } from 'vitest';
import { BACKGROUND, CLASS_COUNT, FACE_SKIN, OTHER } from '../../../src/capture/segmentation/classes.ts';
import { labelView } from '../../../src/capture/segmentation/label-view.ts';
import type { HeadSegmentation } from '../../../src/capture/segmentation/segment-head.ts';
import { viewLabels } from '../../../src/capture/segmentation/view-labels.ts';
import type { WorkingView } from '../../../src/capture/working-view.ts';

const SIDE = 32;
/** Pixels of the view per pixel of the network. */
const STEP = 5;
const SIZE = SIDE * STEP;

/** A face right of a column of the network's pixels, for sure. */
function network(column: number): HeadSegmentation {
  const probabilities = new Float32Array(CLASS_COUNT * SIDE * SIDE);
  for (let k = 0; k < SIDE * SIDE; k++)
    probabilities[CLASS_COUNT * k + (k % SIDE >= column ? FACE_SKIN : BACKGROUND)] = 1;
  return {
    crop: { left: 100, top: 40, width: 2 * SIZE, height: 2 * SIZE, quarterTurns: 0 },
    map: { side: SIDE, probabilities },
  };
}

/** A view at half the photograph's resolution whose picture turns from dark to light at x, by a wavy edge. */
function view(edge: (y: number) => number): WorkingView {
  const data = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => {
    const k = Math.floor(i / 3);
    const grain = 0.02 * Math.sin(7.3 * k);
    return (k % SIZE >= edge(Math.floor(k / SIZE)) ? 0.5 : 0.1) + grain;
  });
  return {
    image: { width: SIZE, height: SIZE, channels: 3, data },
    mask: new Uint8Array(SIZE * SIZE).fill(1),
    labels: null,
    scale: 0.5,
    offsetX: 100,
    offsetY: 40,
  };
}

describe('labels of a view', () => {
  it('follow the photograph where it is off the network by less than the band', () => {
    const edge = (y: number): number => 80 + Math.round(4 * Math.sin(y / 9));
    const labels = viewLabels(view(edge), network(16));
    let wrong = 0;
    for (let y = 2; y < SIZE - 2; y++)
      for (let x = 0; x < SIZE; x++) wrong += labels[y * SIZE + x] === (x >= edge(y) ? FACE_SKIN : BACKGROUND) ? 0 : 1;
    // The network's own edge is wrong in 2.5 pixels a row.
    expect(wrong / SIZE).toBeLessThan(0.3);
  });

  it('are the network’s where the photograph is off by more', () => {
    const labels = viewLabels(
      view(() => 120),
      network(16),
    );
    const row = labels.subarray(80 * SIZE, 81 * SIZE);
    const first = row.indexOf(FACE_SKIN);
    expect(Math.abs(first - 80)).toBeLessThan(8);
  });

  it('are unknown outside what the network saw', () => {
    const shifted = { ...view(() => 80), offsetX: 60 };
    const labels = viewLabels(shifted, network(16));
    expect(labels[80 * SIZE + 19]).toBe(OTHER);
    expect(labels[80 * SIZE + 21]).toBe(BACKGROUND);
  });
});

describe('who says what a pixel shows', () => {
  const own = view(() => 80);

  it('is nobody where nobody is asked', () => {
    expect(labelView(own, null)).toBeNull();
  });

  it('is the label image, pixel by pixel', () => {
    const width = 600;
    const labels = Uint8Array.from({ length: width * 500 }, (_, k) => (k + Math.floor(k / width)) % CLASS_COUNT);
    const found = labelView(own, { kind: 'image', labels, width });
    const k = 33 * SIZE + 57;
    expect(found?.[k]).toBe(labels[(40 + 67) * width + 100 + 115]);
  });

  it('is the mask where it leaves out, and where the network sees no person in what it keeps', () => {
    const mask = Uint8Array.from({ length: SIZE * SIZE }, (_, k) => (k % SIZE >= 40 && k % SIZE < 120 ? 1 : 0));
    const found = labelView({ ...own, mask }, { kind: 'network', head: network(16), masked: true });
    const row = found?.subarray(80 * SIZE, 81 * SIZE) ?? [];
    expect([row[30], row[50], row[100], row[130]]).toEqual([BACKGROUND, OTHER, FACE_SKIN, BACKGROUND]);
  });
});
