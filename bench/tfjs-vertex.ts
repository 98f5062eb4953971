import { boneTransforms } from '../src/asm/bone-transforms.ts';
import { HEAD_BONE } from '../src/asm/bones.ts';
import { BACKGROUND_DENSITY } from '../src/asm/mixture-weights.ts';
import { groupOf } from '../src/asm/parameters.ts';
import { tf } from '../src/deca/training/tfjs-backend.ts';
import type { RealArray } from '../src/kernels/kernel.ts';
import type { Scene } from './scene.ts';

/**
 * The vertex part in tfjs ops, all bones for all vertices: mixture weights, blended transforms, projection of every view,
 * L = sum_v c_v . pixels_v, and its gradients by tfjs' autodiff on means, log precisions, shears, logits and transforms.
 * @param bind bind positions [B, 3]
 * @returns a function that computes loss and gradients and reads one number of each
 */
export function tfjsVertexPart(
  { model, parameters, cameras }: Scene,
  bind: Float64Array,
  cotangents: readonly RealArray[],
): () => { loss: number; gradLogits: Float32Array } {
  const { layout, head, template, parents, hasMixture } = model;
  const [B, K] = [layout.boneCount, layout.mixtureCount];
  const V = template.length / 3;
  const tensor = (values: ArrayLike<number>, shape: number[]): tf.Tensor => tf.tensor(Float32Array.from(values), shape);
  const u = tensor(
    Float32Array.from({ length: V }, (_, i) => head.skinUv[2 * i]),
    [V, 1],
  );
  const v = tensor(
    Float32Array.from({ length: V }, (_, i) => head.skinUv[2 * i + 1]),
    [V, 1],
  );
  const zeta = groupOf(layout, parameters, 'binding');
  const mean = groupOf(layout, parameters, 'mixtureMean');
  const centre = (axis: number): tf.Tensor =>
    tensor(
      Float32Array.from({ length: B * K }, (_, g) => zeta[2 * Math.floor(g / K) + axis] + mean[2 * g + axis]),
      [1, B * K],
    );
  const precision = groupOf(layout, parameters, 'mixtureLogPrecision');
  const log = (axis: number): tf.Tensor =>
    tensor(
      Float32Array.from({ length: B * K }, (_, g) => precision[2 * g + axis]),
      [1, B * K],
    );
  const shear = tensor(groupOf(layout, parameters, 'mixtureShear'), [1, B * K]);
  const logits = tensor(groupOf(layout, parameters, 'mixtureLogit'), [B, K]);
  const claims = tensor(
    Float32Array.from({ length: B }, (_, j) => (hasMixture[j] && j !== HEAD_BONE ? 1 : 0)),
    [1, B],
  );
  const background = tensor(
    Float32Array.from({ length: B }, (_, j) => (j === HEAD_BONE ? BACKGROUND_DENSITY : 0)),
    [1, B],
  );
  const bones = boneTransforms(layout, parameters, bind, parents);
  const rows = Float32Array.from({ length: 12 * B }, (_, i) => {
    const [j, r, c] = [Math.floor(i / 12), Math.floor((i % 12) / 4), i % 4];
    return c < 3 ? bones.linear[9 * j + 3 * r + c] : bones.offset[3 * j + r];
  });
  const transforms = tensor(rows, [B, 12]);
  const homogeneous = tensor(
    Float32Array.from({ length: 4 * V }, (_, i) => (i % 4 < 3 ? template[3 * Math.floor(i / 4) + (i % 4)] : 1)),
    [V, 1, 4],
  );
  const views = cameras.map((c, k) => ({
    rotation: tensor(
      [0, 1, 2].flatMap((column) => [c[column], c[3 + column], c[6 + column]]),
      [3, 3],
    ),
    translation: tensor(c.subarray(9, 12), [1, 3]),
    focal: tensor(c.subarray(12, 14), [1, 2]),
    centre: tensor(c.subarray(14, 16), [1, 2]),
    cotangent: tensor(cotangents[k], [V, 2]),
  }));
  const loss = (...[cx, cy, a, b, s, alpha, m]: tf.Tensor[]): tf.Scalar => {
    const dx = tf.sub(u, cx);
    const d1 = tf.mul(tf.exp(a), dx);
    const d2 = tf.mul(tf.exp(b), tf.add(tf.sub(v, cy), tf.mul(s, dx)));
    const square = tf.add(tf.square(d1), tf.square(d2));
    const logDensity = tf.sub(tf.sub(tf.add(a, b), tf.mul(square, 0.5)), Math.log(2 * Math.PI));
    const shares = tf.reshape(tf.softmax(alpha), [1, B * K]);
    const q = tf.mul(shares, tf.exp(logDensity));
    const rho = tf.add(tf.mul(tf.sum(tf.reshape(q, [V, B, K]), 2), claims), background);
    const weights = tf.div(rho, tf.sum(rho, 1, true));
    const blended = tf.reshape(tf.matMul(weights as tf.Tensor2D, m as tf.Tensor2D), [V, 3, 4]);
    const positions = tf.sum(tf.mul(blended, homogeneous), 2);
    const terms = views.map((view) => {
      const camera = tf.add(tf.matMul(positions as tf.Tensor2D, view.rotation as tf.Tensor2D), view.translation);
      const xy = tf.slice(camera, [0, 0], [V, 2]);
      const z = tf.slice(camera, [0, 2], [V, 1]);
      const pixels = tf.add(tf.mul(tf.div(xy, z), view.focal), view.centre);
      return tf.sum(tf.mul(pixels, view.cotangent));
    });
    return tf.addN(terms) as tf.Scalar;
  };
  const differentiate = tf.valueAndGrads(loss);
  const start = [centre(0), centre(1), log(0), log(1), shear, logits, transforms];
  return () => {
    const { value, grads } = differentiate(start);
    const out = { loss: value.dataSync()[0], gradLogits: Float32Array.from(grads[5].dataSync()) };
    tf.dispose([value, ...grads]);
    return out;
  };
}
