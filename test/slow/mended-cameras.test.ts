import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rotationDistance } from '../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { encodeJpeg } from '../../src/image/image-file.ts';
import { loadPartImages } from '../../src/render/mesh/head-mesh.ts';
import { portraits } from '../helpers/fitting/portrait-fit.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';

interface FitJson {
  readonly warnings: readonly string[];
  readonly methods: { readonly asm: { readonly views: readonly { used: boolean; image: string; R?: number[][] }[] } };
}

const head = loadBundledHead();
const parts = await loadPartImages(head);
const RADIANS = Math.PI / 180;

describe('asm-fit fit on photographs without cameras', () => {
  it('finds profiles by their pixels that landmarks lose', { timeout: 600_000 }, async () => {
    const root = temporaryFolder();
    const photos = join(root, 'photos');
    mkdirSync(photos);
    const shown = portraits(head, parts, { seed: 63, views: 6, yaw: 90, size: 480 });
    for (const [v, image] of shown.images.entries())
      writeFileSync(join(photos, `${v}.jpg`), await encodeJpeg(image, 92));
    const { code, stderr } = runCli('fit', photos, '-o', join(root, 'out'), '--preset', 'fast', '--quiet');
    expect(code, stderr).toBe(0);
    const fit = JSON.parse(readFileSync(join(root, 'out', 'fit.json'), 'utf8')) as FitJson;
    const { views } = fit.methods.asm;
    expect(views.map(({ used }) => used)).toEqual([true, true, true, true, true, true]);
    expect(fit.warnings).toContainEqual(expect.stringMatching(/^[45]\.jpg: .*its pixels show the head, turned by/));
    const solved = views.map(({ R }) => Float64Array.from((R ?? []).flat()));
    for (let v = 1; v < 6; v++) {
      const [a, b] = [relative(solved[v], solved[0]), relative(shown.cameras[v].rotation, shown.cameras[0].rotation)];
      expect(rotationDistance(a, b) / RADIANS, `${v}.jpg`).toBeLessThan(2.5);
    }
  });
});

/** A B^T */
function relative(a: Float64Array, b: Float64Array): Float64Array {
  return Float64Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [Math.floor(i / 3), i % 3];
    return [0, 1, 2].reduce((sum, k) => sum + a[3 * row + k] * b[3 * column + k], 0);
  });
}
