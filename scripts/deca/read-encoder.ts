import { readFileSync } from 'node:fs';
import type { DenseLayer, EncoderWeights } from '../../src/deca/network/encoder-weights.ts';

/** What of an encoder's file another can go on from; its codes may be of another head. */
export type ReadEncoder = Omit<EncoderWeights, 'sizes' | 'local' | 'expression'> & {
  readonly local: Omit<EncoderWeights['local'], 'landmarks'>;
};

/** Reads back what encoder-graph.ts wrote, by the names of its constants. */
export function readEncoder(path: string): ReadEncoder {
  const constants = readConstants(readFileSync(path));
  const constant = (name: string): Constant => {
    const found = constants.get(name);
    if (found === undefined) throw new Error(`${path}: no constant ${name}`);
    return found;
  };
  const dense = (name: string): DenseLayer => {
    const { dims, values } = constant(`${name}_weights`);
    return { inputs: dims[0], outputs: dims[1], weights: values, bias: constant(`${name}_bias`).values };
  };
  const [model, centre] = [constant('pose_model').values, constant('pose_centre').values];
  const { dims, values: basis } = constant('local_basis');
  return {
    template: Float64Array.from(model, (x, i) => x + centre[i % 3]),
    local: { channels: dims[1], components: dims[2], mean: constant('local_mean').values, basis },
    mean: constant('input_mean').values,
    deviation: constant('input_deviation').values,
    shape: dense('shape'),
    layers: [0, 1, 2, 3].map((k) => dense(`dense_${k}`)),
  };
}

interface Constant {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/** Fields of onnx.proto3: ModelProto.graph, GraphProto.initializer, TensorProto.dims, data_type, name, raw_data. */
function readConstants(model: Uint8Array): Map<string, Constant> {
  const out = new Map<string, Constant>();
  for (const graph of fields(model).filter(({ field }) => field === 7))
    for (const { bytes } of fields(graph.bytes).filter(({ field }) => field === 5)) {
      const parts = fields(bytes);
      const raw = parts.find(({ field }) => field === 9)?.bytes ?? new Uint8Array(0);
      const isFloat = parts.some(({ field, number }) => field === 2 && number === 1);
      const name = Buffer.from(parts.find(({ field }) => field === 8)?.bytes ?? []).toString('utf8');
      const dims = parts.filter(({ field }) => field === 1).map(({ number }) => number);
      if (isFloat) out.set(name, { dims, values: new Float32Array(new Uint8Array(raw).buffer) });
    }
  return out;
}

/** One field of a protobuf message: a number, or the bytes of what is longer. */
interface Field {
  readonly field: number;
  readonly number: number;
  readonly bytes: Uint8Array;
}

function fields(message: Uint8Array): Field[] {
  const out: Field[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++];
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const kind = tag & 7;
    const number = kind === 0 ? varint() : 0;
    const length = kind === 2 ? varint() : kind === 5 ? 4 : 0;
    out.push({ field: Math.floor(tag / 8), number, bytes: message.subarray(at, at + length) });
    at += length;
  }
  return out;
}
