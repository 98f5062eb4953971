import sharp from 'sharp';
import type { RiggedHead, RigTexture } from '../../../src/export/rig/rigged-head.ts';

/** Two joints, a skin of one quad with two morph targets, and a triangle that hangs on the second joint. */
export function smallRig(skin: Uint8Array, eye: Uint8Array): RiggedHead {
  const texture = (file: string, bytes: Uint8Array): RigTexture => ({ file, bytes, mime: 'image/png', roughness: 0.5 });
  return {
    name: 'Prüfkopf',
    joints: [
      { name: 'head', parent: -1, position: [0, -10, 1 / 3] },
      { name: 'jaw', parent: 0, position: [0, -40, 20], turn: [0.2, 0, 0] },
    ],
    primitives: [
      {
        name: 'skin',
        // One number that single precision does not hold.
        positions: Float64Array.of(0, 0, 0, 30.1, 0, 0, 30, 40, 0, 0, 40, 0),
        uvs: Float64Array.of(0, 1, 1, 1, 1, 0, 0, 0),
        triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
        welded: Uint32Array.of(0, 1, 2, 3),
        weights: {
          influences: 2,
          joints: Uint16Array.of(0, 1, 0, 1, 0, 1, 0, 1),
          weights: Float32Array.of(1, 0, 0.75, 0.25, 0.5, 0.5, 0.25, 0.75),
        },
        morphs: new Map([
          ['smile', Float32Array.of(0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, -1)],
          ['blink', new Float32Array(12)],
        ]),
        texture: 'skin',
      },
      {
        name: 'eye_L',
        positions: Float64Array.of(0, 0, 5, 1, 0, 5, 0, 1, 5),
        uvs: Float64Array.of(0, 0, 1, 0, 0, 1),
        triangles: Uint32Array.of(0, 1, 2),
        welded: Uint32Array.of(0, 1, 2),
        weights: { influences: 1, joints: Uint16Array.of(1, 1, 1), weights: Float32Array.of(1, 1, 1) },
        morphs: new Map(),
        texture: 'eye',
      },
    ],
    surface: {
      positions: Float64Array.of(0, 0, 0, 30.1, 0, 0, 30, 40, 0, 0, 40, 0, 0, 0, 5, 1, 0, 5, 0, 1, 5),
      uvs: Float64Array.of(0, 1, 1, 1, 1, 0, 0, 0),
      quads: Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 6),
      uvQuads: Uint32Array.of(0, 1, 2, 3, 0, 1, 3, 3),
      groups: [
        { name: 'skin', material: 'skin', start: 0, count: 1 },
        { name: 'eye_L', material: 'eye', start: 1, count: 1 },
      ],
    },
    textures: { skin: texture('textures/skin.png', skin), eye: texture('textures/eye.png', eye) },
    weights: new Map([['smile', 0.25]]),
  };
}

/** A picture of one colour. */
export function plainPng(red: number): Promise<Buffer> {
  return sharp({ create: { width: 64, height: 64, channels: 3, background: { r: red, g: 90, b: 80 } } })
    .png()
    .toBuffer();
}
