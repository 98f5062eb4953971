import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ambientOcclusion } from '../../scripts/head/occlusion/ambient-occlusion.ts';
import { occlusionRoughness } from '../../scripts/head/occlusion/occlusion-roughness.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { type HeadModel, type HeadPart, type RegionName, regionVertices } from '../../src/head/head-model.ts';

const head = loadBundledHead();
const shaped = { head, positions: head.template };
const occlusion = ambientOcclusion(shaped, head.parts[0]);
const mean = (vertices: readonly number[]): number =>
  vertices.reduce((sum, v) => sum + occlusion[v], 0) / vertices.length;
const ofRegion = (name: RegionName): number => mean(regionVertices(head, name));

describe('ambient occlusion', () => {
  it('leaves half of the light at the foot of a high wall, and all where there is none', () => {
    const far = 1e4;
    // A floor that looks up, the wall beyond x = 1 a part of its own.
    const positions = [
      -1,
      0,
      -1,
      1,
      0,
      -1,
      1,
      0,
      1,
      -1,
      0,
      1,
      1.01,
      -1,
      -far,
      1.01,
      -1,
      far,
      1.01,
      far,
      far,
      1.01,
      far,
      -far,
    ];
    const floor = { vertexStart: 0, quadCount: 1, vertexCount: 4 } as HeadPart;
    const quads = Uint32Array.of(0, 3, 2, 1, 4, 5, 6, 7);
    const walled = { parts: [floor], quads, triangles: Uint32Array.of(0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7) };
    const light = ambientOcclusion({ head: walled as unknown as HeadModel, positions }, floor);
    expect(light.length).toBe(4);
    for (const v of [1, 2]) expect(light[v]).toBeCloseTo(0.5, 1);
    const alone = { parts: [floor], quads, triangles: walled.triangles.subarray(0, 6) };
    const open = ambientOcclusion({ head: alone as unknown as HeadModel, positions }, floor);
    for (const v of [1, 2]) expect(open[v]).toBe(1);
  });

  it('is full on the scalp, none in the shut mouth and the sockets, little in the nostrils and behind the ears', () => {
    expect(ofRegion('scalp')).toBeGreaterThan(0.97);
    expect(ofRegion('neck')).toBeGreaterThan(0.85);
    expect(ofRegion('mouth')).toBeLessThan(0.1);
    expect(ofRegion('sockets')).toBeLessThan(0.1);
    const least = (name: RegionName): number => Math.min(...regionVertices(head, name).map((v) => occlusion[v]));
    expect(least('nose')).toBeLessThan(0.45);
    expect(least('ears')).toBeLessThan(0.25);
  });

  it('is the same on both sides of the face but for the lattice', () => {
    const face = regionVertices(head, 'face');
    const off = face.map((v) => Math.abs(occlusion[v] - occlusion[head.mirror[v]]));
    expect(off.reduce((sum, x) => sum + x, 0) / face.length).toBeLessThan(0.02);
  });
});

describe('the picture of occlusion and roughness', () => {
  const { width, height, data } = occlusionRoughness(shaped);
  const channel = (k: number): Uint8Array => data.filter((_, i) => i % 3 === k);

  it('has light in red, never none of it, roughness in green and no metal in blue', () => {
    expect([width, height, data.length]).toEqual([512, 512, 3 * 512 * 512]);
    const [red, green, blue] = [0, 1, 2].map(channel);
    expect(
      Math.min(...[0, 1, 2, 3].map((k) => red.subarray(k * 65536, (k + 1) * 65536).reduce((a, b) => Math.min(a, b)))),
    ).toBe(51);
    expect(red.reduce((a, b) => Math.max(a, b))).toBe(255);
    expect(green.reduce((a, b) => Math.min(a, b))).toBeGreaterThanOrEqual(Math.floor(0.3 * 255));
    expect(green.reduce((a, b) => Math.max(a, b))).toBe(Math.round(0.6 * 255));
    expect(blue.every((x) => x === 0)).toBe(true);
  });

  it('ships: npm run data:head makes it again when the head changes', async () => {
    const shipped = await sharp(head.occlusionRoughness).raw().toBuffer({ resolveWithObject: true });
    expect(shipped.info).toMatchObject({ width, height, channels: 3 });
    // But for what another processor's sine rounds.
    const off = shipped.data.filter((x, i) => Math.abs(x - data[i]) > 1).length;
    expect(off / data.length).toBeLessThan(1e-3);
  });
});
