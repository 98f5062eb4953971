import { tf } from '../src/deca/training/tfjs-backend.ts';
import { NO_TRIANGLE } from '../src/kernels/jobs/pixels/rasterize.ts';
import { barycentricAt } from '../src/kernels/jobs/pixels/shade-pixels.ts';
import type { RealArray } from '../src/kernels/kernel.ts';
import type { Scene } from './scene.ts';

/** One view: its projected mesh, the light on it, what its pixels show of it and of the head. */
export interface PhotometricView {
  /** [V, 3] */
  readonly pixels: RealArray;
  /** [V, 4] */
  readonly irradiance: RealArray;
  /** Triangle of each pixel [h, w] */
  readonly ids: Uint32Array;
  /** Colour and mask [h, w, 4] */
  readonly target: RealArray;
}

/**
 * The photometric part of one view in tfjs ops: corners gathered by the rasteriser's triangles, perspective barycentric
 * weights, four texels a pixel, light interpolated from the vertices, squared residuals; gradients by tfjs' autodiff on
 * pixels, depths, irradiance and texture.
 */
export function tfjsPhotometricPart(
  scene: Scene,
  { pixels, irradiance, ids, target }: PhotometricView,
): () => { loss: number; gradTexture: Float32Array } {
  const { imageSize: size, textureSize: S, triangles, uvs, uvTriangles, texture } = scene;
  const covered = Array.from(ids.keys()).filter((i) => ids[i] !== NO_TRIANGLE && target[4 * i + 3] !== 0);
  const P = covered.length;
  const corner = (k: number): tf.Tensor1D =>
    tf.tensor1d(
      Int32Array.from(covered, (i) => triangles[3 * ids[i] + k]),
      'int32',
    );
  const corners = [corner(0), corner(1), corner(2)];
  const uv = [0, 1, 2].map((k) =>
    tf.tensor2d(
      Float32Array.from(
        covered.flatMap((i) => {
          const j = 2 * uvTriangles[3 * ids[i] + k];
          return [uvs[j], uvs[j + 1]];
        }),
      ),
      [P, 2],
    ),
  );
  const place = tf.tensor2d(Float32Array.from(covered.flatMap((i) => [(i % size) + 0.5, Math.floor(i / size) + 0.5])), [
    P,
    2,
  ]);
  const seen = tf.tensor2d(
    Float32Array.from(covered.flatMap((i) => [target[4 * i], target[4 * i + 1], target[4 * i + 2]])),
    [P, 3],
  );
  const threeOf = (values: RealArray, count: number): tf.Tensor2D =>
    tf.tensor2d(
      Float32Array.from({ length: 3 * count }, (_, k) => values[4 * Math.floor(k / 3) + (k % 3)]),
      [count, 3],
    );
  // Which cell of the texture a pixel falls into is held, as which triangle it shows: tfjs has no gradient through indices.
  const cell = covered.map((i) => textureCell(scene, pixels, ids[i], [i % size, Math.floor(i / size)]));
  const cells = tf.tensor2d(Float32Array.from(cell.flat()), [P, 2]);
  const texels = [0, 1, S, S + 1].map((step) =>
    tf.tensor1d(
      Int32Array.from(cell, ([x, y]) => y * S + x + step),
      'int32',
    ),
  );
  const factor = 1 / (size * size);
  const loss = (p: tf.Tensor, e: tf.Tensor, t: tf.Tensor): tf.Scalar => {
    const found = corners.map((index) => {
      const xyz = tf.gather(p, index) as tf.Tensor2D;
      return { d: tf.sub(tf.slice(xyz, [0, 0], [P, 2]), place), z: tf.slice(xyz, [0, 2], [P, 1]) };
    });
    const x = found.map(({ d }) => tf.slice(d, [0, 0], [P, 1]));
    const y = found.map(({ d }) => tf.slice(d, [0, 1], [P, 1]));
    const share = [0, 1, 2].map((k) => {
      const [b, c] = [(k + 1) % 3, (k + 2) % 3];
      return tf.div(tf.sub(tf.mul(x[b], y[c]), tf.mul(y[b], x[c])), found[k].z);
    });
    const total = tf.addN(share);
    const w = share.map((s) => tf.div(s, total));
    const weighted = (values: readonly tf.Tensor[]): tf.Tensor =>
      tf.addN(values.map((value, k) => tf.mul(value, w[k])));
    const f = tf.clipByValue(tf.sub(tf.mul(weighted(uv), S), 0.5), 0, S - 1);
    const part = tf.sub(f, cells);
    const wx = tf.slice(part, [0, 0], [P, 1]);
    const wy = tf.slice(part, [0, 1], [P, 1]);
    const texel = (dx: number, dy: number): tf.Tensor => tf.gather(t, texels[2 * dy + dx]);
    const top = tf.add(tf.mul(texel(0, 0), tf.sub(1, wx)), tf.mul(texel(1, 0), wx));
    const bottom = tf.add(tf.mul(texel(0, 1), tf.sub(1, wx)), tf.mul(texel(1, 1), wx));
    const albedo = tf.add(tf.mul(top, tf.sub(1, wy)), tf.mul(bottom, wy));
    const shade = weighted(corners.map((index) => tf.gather(e, index)));
    return tf.mul(tf.sum(tf.square(tf.sub(tf.mul(albedo, shade), seen))), factor / 2) as tf.Scalar;
  };
  const differentiate = tf.valueAndGrads(loss as (...xs: tf.Tensor[]) => tf.Scalar);
  const start = [
    tf.tensor2d(Float32Array.from(pixels), [pixels.length / 3, 3]),
    threeOf(irradiance, irradiance.length / 4),
    threeOf(texture, S * S),
  ];
  return () => {
    const { value, grads } = differentiate(start);
    const out = { loss: value.dataSync()[0], gradTexture: Float32Array.from(grads[2].dataSync()) };
    tf.dispose([value, ...grads]);
    return out;
  };
}

/** First texel of the four that the pixel (x, y) falls between. */
function textureCell(
  { triangles, uvs, uvTriangles, textureSize: S }: Scene,
  pixels: RealArray,
  t: number,
  [x, y]: readonly [number, number],
): [number, number] {
  const w = barycentricAt(pixels, triangles, t, x, y, new Float64Array(3));
  const at = (axis: number): number => {
    const uv = [0, 1, 2].reduce((sum, k) => sum + w[k] * uvs[2 * uvTriangles[3 * t + k] + axis], 0);
    return Math.min(Math.floor(Math.min(Math.max(uv * S - 0.5, 0), S - 1)), S - 2);
  };
  return [at(0), at(1)];
}
