import {
  attentionParts,
  DESCRIPTOR_CHANNELS,
  DESCRIPTOR_MAPS,
  type GraphRegion,
  lastMap,
} from '../../capture/detection/attention-graph.ts';
import { MESH_INPUT } from '../../capture/detection/attention-mesh.ts';
import { type OnnxScribe, onnxScribe } from '../../onnx/onnx-scribe.ts';
import type { OnnxNode, OnnxPieces, OnnxTensor } from '../../onnx/onnx-writer.ts';
import type { TfliteGraph } from '../../onnx/tflite/tflite.ts';
import { appendTflite } from '../../onnx/tflite/tflite-to-onnx.ts';
import { localDescriptors } from './landmark-descriptors.ts';

/** Side of the crop that the encoder looks at, DECA's. */
export const ENCODER_INPUT = 224;

/** A run of the feature vector. */
export interface FeatureGroup {
  readonly name: string;
  readonly length: number;
}

/** The frozen front of the encoder as ONNX pieces; its output is the tensor `features` [1, F], the groups one after another. */
export interface FeatureGraph extends OnnxPieces {
  readonly groups: readonly FeatureGroup[];
  readonly featureCount: number;
}

/** The trunk's last map, whole. */
const LAST_MAP = { side: 3, channels: 32 };
/** The crop itself in as many cells: skin tone and light. */
const COLOR_CELLS = 14;
/** Operators' version that has GridSample. */
export const FEATURE_OPSET = 16;

/**
 * The frozen feature extractor in front of the encoder: MediaPipe's attention mesh (Apache-2.0), which real
 * photographs trained. Of a crop `image` [1, 3, 224, 224], RGB in 0..1, it gives as one vector the 468 points of its
 * trunk, lips, lids and irises as the region networks refine them, feature maps at landmarks, and the crop's colours.
 */
export function featureGraph(attentionMesh: TfliteGraph, localLandmarks: readonly number[]): FeatureGraph {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const pieces: OnnxPieces = { nodes, initializers };
  const scribe = onnxScribe(pieces);
  const groups: FeatureGroup[] = [];
  const parts: string[] = [];
  const flatten = (name: string, source: string, length: number): void => {
    parts.push(
      scribe.op('Reshape', [source, scribe.integers(`features_${name}_shape`, [1, length])], `features_${name}`),
    );
    groups.push({ name, length });
  };

  const { trunk, regions } = attentionParts(attentionMesh);
  const input = `trunk_t${trunk.input}`;
  scribe.op('Resize', ['image', '', '', scribe.integers('mesh_size', [1, 3, MESH_INPUT, MESH_INPUT])], input, {
    mode: { text: 'linear' },
  });
  const maps = [...DESCRIPTOR_MAPS, LAST_MAP].map((size) => lastMap(attentionMesh, size));
  appendTflite(
    pieces,
    attentionMesh,
    { input: trunk.input, outputs: [...trunk.outputs.slice(0, 2), ...maps] },
    'trunk_',
  );

  const raw = scribe.op(
    'Reshape',
    [`trunk_t${trunk.outputs[0]}`, scribe.integers('mesh_points_shape', [468, 3])],
    'points_raw',
  );
  scribe.op('Div', [raw, scribe.scalar('mesh_side', MESH_INPUT)], 'points_unit');
  const column = (index: readonly number[], label: string): string =>
    scribe.op('Gather', ['points_unit', scribe.integers(`${label}_index`, index)], label, { axis: 1 });
  const flat = column([0, 1], 'points_xy');
  const depth = column([2], 'points_z');
  const refined = regions.map((region, r) =>
    refine(pieces, attentionMesh, region, { prefix: `region${r}_`, features: `trunk_t${trunk.outputs[1]}` }),
  );
  // Each point's best place: the last region that refines it, else the trunk's.
  const place = Array.from({ length: 468 }, (_, l) => l);
  let row = 468;
  for (const { landmarks } of regions) for (const l of landmarks) place[l] = row++;
  const all = scribe.op('Concat', [flat, ...refined.map(([first]) => first)], 'points_all', { axis: 0 });
  const best = scribe.op('Gather', [all, scribe.integers('points_place', place)], 'points_best');
  flatten('points', scribe.op('Concat', [best, depth], 'points', { axis: 1 }), 3 * 468);
  const irises = refined.flatMap(([, iris]) => (iris === undefined ? [] : [iris]));
  flatten('irises', scribe.op('Concat', irises, 'irises', { axis: 0 }), 2 * 10);

  const descriptors = localDescriptors(
    scribe,
    localLandmarks,
    DESCRIPTOR_MAPS.map((_, m) => `trunk_t${maps[m]}`),
  );
  flatten('local', descriptors, DESCRIPTOR_CHANNELS * localLandmarks.length);
  flatten('last', `trunk_t${maps[DESCRIPTOR_MAPS.length]}`, LAST_MAP.side ** 2 * LAST_MAP.channels);
  flatten(
    'colors',
    pooled(scribe, 'image', ENCODER_INPUT / COLOR_CELLS, 'colors_pooled'),
    3 * COLOR_CELLS * COLOR_CELLS,
  );
  scribe.op('Concat', parts, 'features', { axis: 1 });
  return { nodes, initializers, groups, featureCount: groups.reduce((sum, { length }) => sum + length, 0) };
}

/** What a region's tensors are called: the prefix of its own, and the trunk's map that it looks at. */
interface RegionTensors {
  readonly prefix: string;
  readonly features: string;
}

/**
 * One refinement: the landmarks' turned box, the feature map resampled in it, the region's network, its answers
 * back in the crop (attention-mesh.ts says the same in TypeScript).
 * @returns names of [count, 2] in 0..1 of the crop, one an output of the region
 */
function refine(
  pieces: OnnxPieces,
  graph: TfliteGraph,
  region: GraphRegion,
  { prefix, features }: RegionTensors,
): string[] {
  const { landmarks, leftmost, rightmost, scale, size, ports } = region;
  const scribe = onnxScribe(pieces);
  const name = (label: string): string => `${prefix}${label}`;
  const op = (type: string, inputs: string[], label: string, attributes: OnnxNode['attributes'] = {}): string =>
    scribe.op(type, inputs, name(label), attributes);
  const gather = (indices: readonly number[], label: string): string => {
    const xyz = op('Gather', ['points_unit', scribe.integers(name(`${label}_index`), indices)], `${label}_xyz`);
    return op('Gather', [xyz, scribe.integers(name(`${label}_axes`), [0, 1])], label, { axis: 1 });
  };
  const across = op('Sub', [gather([rightmost], 'right'), gather([leftmost], 'left')], 'across');
  const squares = op('Mul', [across, across], 'squares');
  const length = op('Sqrt', [op('ReduceSum', [squares], 'square_length', { keepdims: 1 })], 'length');
  const cosSin = op('Div', [across, length], 'cos_sin');
  // Rows of the turn: (cos, sin) along the eye or mouth, (-sin, cos) down.
  const swap = scribe.tensor(name('quarter_turn'), [2, 2], [0, 1, -1, 0]);
  const down = op('MatMul', [cosSin, swap], 'down');
  const turn = op('Concat', [cosSin, down], 'turn', { axis: 0 });
  const turnBack = op('Transpose', [turn], 'turn_back', { perm: [1, 0] });
  const level = op('MatMul', [gather(landmarks, 'members'), turnBack], 'level');
  const high = op('ReduceMax', [level], 'high', { axes: [0], keepdims: 1 });
  const low = op('ReduceMin', [level], 'low', { axes: [0], keepdims: 1 });
  const middle = op('Div', [op('Add', [high, low], 'sum'), scribe.scalar(name('two'), 2)], 'middle');
  const extent = op('Mul', [op('Sub', [high, low], 'span'), scribe.scalar(name('scale'), scale)], 'extent');
  const fromRegion = (offsets: string, label: string): string =>
    op(
      'MatMul',
      [op('Add', [op('Mul', [offsets, extent], `${label}_scaled`), middle], `${label}_placed`), turn],
      label,
    );

  const cells = Array.from({ length: size * size }, (_, i) => [
    ((i % size) + 0.5) / size - 0.5,
    (Math.floor(i / size) + 0.5) / size - 0.5,
  ]).flat();
  const places = fromRegion(scribe.tensor(name('cells'), [size * size, 2], cells), 'places');
  // GridSample counts from -1 at the first pixel's outer edge to 1 at the last one's.
  const doubled = op('Mul', [places, scribe.scalar(name('double'), 2)], 'doubled');
  const signed = op('Sub', [doubled, scribe.scalar(name('one'), 1)], 'signed');
  const grid = op('Reshape', [signed, scribe.integers(name('grid_shape'), [1, size, size, 2])], 'grid');
  scribe.op('GridSample', [features, grid], `${prefix}t${ports.input}`);
  appendTflite(pieces, graph, ports, prefix);
  const pixels = (size * MESH_INPUT) / 48;
  return ports.outputs.map((output, k) => {
    const count = graph.tensors[output].shape[1];
    const flat = op('Reshape', [`${prefix}t${output}`, scribe.integers(name(`shape_${k}`), [count, 2])], `flat_${k}`);
    const unit = op('Div', [flat, scribe.scalar(name(`pixels_${k}`), pixels)], `unit_${k}`);
    return fromRegion(op('Sub', [unit, scribe.scalar(name(`half_${k}`), 0.5)], `offset_${k}`), `refined_${k}`);
  });
}

function pooled(scribe: OnnxScribe, source: string, window: number, name: string): string {
  return scribe.op('AveragePool', [source], name, { kernel_shape: [window, window], strides: [window, window] });
}
