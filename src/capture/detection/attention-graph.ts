import type { FlexValue } from '../../onnx/tflite/flexbuffer.ts';
import type { TfliteGraph, TfliteOperator } from '../../onnx/tflite/tflite.ts';
import type { TflitePorts } from '../../onnx/tflite/tflite-to-onnx.ts';
import type { RefinedRegion } from './attention-mesh.ts';

/**
 * MediaPipe's attention mesh [Grishchenko 2020, "Attention Mesh"] in parts: a trunk that gives 468 points
 * and a feature map, and for the lips and each eye a network that looks at a crop of that map again.
 * The operators between them are MediaPipe's own; attention-mesh.ts does them.
 */
export interface AttentionParts {
  /** Outputs: points [468, 3], feature map [48, 48, 32], logit of presence, then the {@link DESCRIPTOR_MAPS}. */
  readonly trunk: TflitePorts;
  readonly regions: readonly GraphRegion[];
}

/** Feature maps of the trunk that are looked up at landmarks: what the skin looks like there, fine to coarse. */
export const DESCRIPTOR_MAPS: readonly FeatureMapSize[] = [
  { side: 48, channels: 32 },
  { side: 24, channels: 64 },
];
/** Channels of a landmark's descriptor. */
export const DESCRIPTOR_CHANNELS = DESCRIPTOR_MAPS.reduce((sum, { channels }) => sum + channels, 0);

/** [side, side, channels] */
export interface FeatureMapSize {
  readonly side: number;
  readonly channels: number;
}

/** One refinement, and where it is cut out of the graph. */
export interface GraphRegion extends Omit<RefinedRegion, 'name'> {
  readonly ports: TflitePorts;
}

/** Finds the parts by MediaPipe's custom operators. Throws on a graph of another make. */
export function attentionParts(graph: TfliteGraph): AttentionParts {
  const named = (name: string): TfliteOperator[] =>
    graph.operators.filter((operator) => operator.custom?.name === name);
  const producer = (tensor: number): TfliteOperator => {
    const found = graph.operators.find((operator) => operator.outputs[0] === tensor);
    if (found === undefined) throw new Error(`attention mesh: tensor ${tensor} must have a producer`);
    return found;
  };
  const crops = named('TransformTensorBilinear');
  const regions = named('Landmarks2TransformMatrix').map((transform): GraphRegion => {
    const [matrix] = transform.outputs;
    const crop = crops.find((operator) => operator.inputs[1] === matrix);
    if (crop === undefined) throw new Error('attention mesh: every transform must have a crop');
    // Points leave a region through the same matrix, scaled to the trunk's pixels.
    const outputs = named('TransformLandmarks')
      .filter((operator) => producer(operator.inputs[1]).inputs[0] === matrix)
      .map((operator) => operator.inputs[0]);
    return { ...regionOptions(transform.custom?.options ?? 0), ports: { input: crop.outputs[0], outputs } };
  });
  const [points] = graph.outputs;
  const presence = graph.outputs[graph.outputs.length - 1];
  return {
    trunk: {
      input: graph.inputs[0],
      outputs: [
        producer(points).inputs[0],
        crops[0].inputs[0],
        presence,
        ...DESCRIPTOR_MAPS.map((size) => lastMap(graph, size)),
      ],
    },
    regions,
  };
}

/** The last activation of a size: what the trunk has made of the crop before it looks on at half the size. */
export function lastMap(graph: TfliteGraph, { side, channels }: FeatureMapSize): number {
  const found = graph.operators
    .filter(({ name, outputs }) => {
      const { shape } = graph.tensors[outputs[0]];
      return name === 'prelu' && shape[1] === side && shape[2] === side && shape[3] === channels;
    })
    .map(({ outputs }) => outputs[0]);
  // Regions have maps of their own; the trunk's come first.
  const first = found[0];
  if (first === undefined) throw new Error(`attention mesh: must have a map of ${side} x ${side} x ${channels}`);
  return found.filter((tensor) => tensor < first + 32).pop() as number;
}

function regionOptions(options: FlexValue): Omit<RefinedRegion, 'name'> {
  const read = (name: string): FlexValue => {
    const value = typeof options === 'object' && !Array.isArray(options) ? options[name] : undefined;
    if (value === undefined) throw new Error(`attention mesh: a transform must have ${name}`);
    return value;
  };
  return {
    landmarks: read('subset_idxs') as number[],
    leftmost: read('left_rotation_idx') as number,
    rightmost: read('right_rotation_idx') as number,
    scale: read('scale_x') as number,
    size: read('output_width') as number,
  };
}
