import { tf } from '../../deca/training/tfjs-backend.ts';

/** What of tfjs' WebGPU back end runs a program. */
interface ProgramRunner {
  runWebGPUProgram(
    program: Program,
    inputs: readonly tf.Tensor[],
    dtype: 'float32',
    uniforms: readonly { readonly type: 'int32'; readonly data: readonly number[] }[],
  ): tf.TensorInfo;
}

/** As tfjs' own programs are: one thread a number of the output. */
interface Program {
  readonly variableNames: readonly string[];
  readonly uniforms: string;
  readonly outputShape: number[];
  readonly workgroupSize: [number, number, number];
  readonly dispatchLayout: { readonly x: number[] };
  readonly dispatch: [number, number, number];
  readonly shaderKey: string;
  readonly size: true;
  getUserCode(): string;
}

const THREADS = 64;
/** Rows of a picture that a thread sums over. */
const ROWS = 16;

const CODE = `
fn main(index : i32) {
  if (index < uniforms.size) {
    let coords = getCoordsFromIndex(index);
    let picture = coords[0] / uniforms.bands;
    let top = (coords[0] % uniforms.bands) * uniforms.rows;
    let down = coords[1] / 3 - 1;
    let across = coords[1] % 3 - 1;
    let first = max(0, -across);
    let end = min(uniforms.width, uniforms.width - across);
    var sum = 0.0;
    for (var i = max(top, -down); i < min(top + uniforms.rows, uniforms.height - down); i = i + 1) {
      var source = ((picture * uniforms.height + i + down) * uniforms.width + first + across) * uniforms.outShape[2]
        + coords[2];
      var gradient = ((picture * uniforms.height + i) * uniforms.width + first) * uniforms.outShape[3] + coords[3];
      for (var j = first; j < end; j = j + 1) {
        sum = sum + x[source] * dy[gradient];
        source = source + uniforms.outShape[2];
        gradient = gradient + uniforms.outShape[3];
      }
    }
    setOutputAtIndex(index, sum);
  }
}`;

/**
 * dw[k, l, c, o] = sum over n, i, j of x[n, i + k - 1, j + l - 1, c] dy[n, i, j, o] on a GPU: sums of bands of rows first,
 * each a thread's, then over the bands. As a convolution whose filter is as large as the picture (convolution.ts) a few
 * threads would do it all. Sums are in the same order in every run.
 * @param x [N, H, W, C] @param gradient [N, H, W, O] @returns [3, 3, C, O]
 */
export function filterGradientWebgpu(x: tf.Tensor4D, gradient: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width, inputs] = x.shape;
  const outputs = gradient.shape[3];
  const rows = height % ROWS === 0 ? ROWS : height;
  const bands = height / rows;
  const outputShape = [count * bands, 9, inputs, outputs];
  const program: Program = {
    variableNames: ['x', 'dy'],
    uniforms: 'bands : i32, rows : i32, height : i32, width : i32,',
    outputShape,
    workgroupSize: [THREADS, 1, 1],
    dispatchLayout: { x: [0, 1, 2, 3] },
    dispatch: [Math.ceil((outputShape[0] * 9 * inputs * outputs) / THREADS), 1, 1],
    shaderKey: 'filterGradientOfBands',
    size: true,
    getUserCode: () => CODE,
  };
  const uniforms = [bands, rows, height, width].map((value) => ({ type: 'int32' as const, data: [value] }));
  return tf.tidy(() => {
    const runner = tf.backend() as unknown as ProgramRunner;
    const engine = tf.engine() as unknown as { makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor };
    const sums = engine.makeTensorFromTensorInfo(runner.runWebGPUProgram(program, [x, gradient], 'float32', uniforms));
    return tf.reshape(tf.sum(sums, 0), [3, 3, inputs, outputs]) as tf.Tensor4D;
  });
}
