import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Network } from '../../onnx/open-network.ts';
import { landmarkFolder, loadNetwork, runNetwork } from './networks.ts';

/** What lies between the attention mesh's parts: data/landmarks/attention-mesh.json. */
interface AttentionTable {
  /** Side and depth of the trunk's feature map. */
  readonly side: number;
  readonly channels: number;
  readonly regions: readonly RefinedRegion[];
}

/** One refinement: from where it crops, what it gives. */
export interface RefinedRegion {
  readonly name: 'lips' | 'right-eye' | 'left-eye';
  /** Landmarks that bound the crop; the network's first output gives their refined places. */
  readonly landmarks: readonly number[];
  /** The crop's horizontal runs from the one to the other. */
  readonly leftmost: number;
  readonly rightmost: number;
  /** Crop's size over the landmarks' extent. */
  readonly scale: number;
  /** Crop's side, feature-map pixels. */
  readonly size: number;
}

/** What the mesh network says of a crop. */
export interface MeshPrediction {
  /** [468, 3] crop pixels, depth in the same unit (negative: nearer). Lips and eyes are refined. */
  readonly points: Float64Array;
  /** [10, 2] crop pixels: MediaPipe's 468 to 477, of each iris its centre and four points of its edge, the right eye first. */
  readonly irises: Float64Array;
  /** 0..1 */
  readonly presence: number;
  /** The trunk's descriptor maps (attention-graph.ts), each [side, side, channels]. */
  readonly maps: readonly Float32Array[];
}

/** Points of an iris: its centre, then its edge in turn. */
export const IRIS_POINTS = 5;
/** Points along the lids' rims: the outer corner, the upper lid, the inner corner, the lower lid. */
export const LID_RIMS: Readonly<Record<'right' | 'left', readonly number[]>> = {
  right: [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
  left: [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
};
/** Which iris, of the right eye and of the left, a region's network gives beside its landmarks. */
const IRIS_OF: Readonly<Partial<Record<RefinedRegion['name'], number>>> = { 'right-eye': 0, 'left-eye': 1 };

/** Side of the crop that the network wants, RGB in 0..1. */
export const MESH_INPUT = 192;

export interface AttentionMesh {
  /** @param pixels [192, 192, 3] */
  predict(pixels: Float32Array): Promise<MeshPrediction>;
}

/** Loads MediaPipe's attention mesh: its trunk and the networks that refine lips and eyes. */
export async function loadAttentionMesh(): Promise<AttentionMesh> {
  const table = readFileSync(join(landmarkFolder(), 'attention-mesh.json'), 'utf8');
  const { side, channels, regions: parts } = JSON.parse(table) as AttentionTable;
  const trunk = await loadNetwork('attention-mesh-trunk');
  const regions: { region: RefinedRegion; network: Network }[] = [];
  for (const region of parts) regions.push({ region, network: await loadNetwork(`attention-mesh-${region.name}`) });
  return {
    async predict(pixels) {
      const [coordinates, features, logit, ...maps] = await runNetwork(trunk, pixels, [1, MESH_INPUT, MESH_INPUT, 3]);
      const points = Float64Array.from(coordinates);
      const irises = new Float64Array(2 * 2 * IRIS_POINTS);
      for (const { region, network } of regions) {
        const crop = regionCrop(region, coordinates);
        const input = cropFeatures({ side, channels, data: features }, crop, region.size);
        const [refined, iris] = await runNetwork(network, input, [1, region.size, region.size, channels]);
        // The network answers in pixels of a crop of the input picture, as fine as the picture.
        const scale = (region.size * MESH_INPUT) / side;
        region.landmarks.forEach((l, i) => {
          points.set(fromRegion(crop, refined[2 * i] / scale, refined[2 * i + 1] / scale), 3 * l);
        });
        const eye = IRIS_OF[region.name];
        if (eye === undefined) continue;
        for (let i = 0; i < IRIS_POINTS; i++)
          irises.set(fromRegion(crop, iris[2 * i] / scale, iris[2 * i + 1] / scale), 2 * (eye * IRIS_POINTS + i));
      }
      return { points, irises, presence: 1 / (1 + Math.exp(-logit[0])), maps };
    },
  };
}

/** A rotated rectangle in input pixels: its centre, its axes from edge to edge. */
interface RegionCrop {
  readonly centre: readonly [number, number];
  readonly across: readonly [number, number];
  readonly down: readonly [number, number];
}

/**
 * The landmarks' bounding box, turned so that the line between two corners lies level, enlarged
 * (MediaPipe's operator Landmarks2TransformMatrix).
 */
function regionCrop(region: RefinedRegion, points: ArrayLike<number>): RegionCrop {
  const { leftmost, rightmost, landmarks, scale } = region;
  const dx = points[3 * rightmost] - points[3 * leftmost];
  const dy = points[3 * rightmost + 1] - points[3 * leftmost + 1];
  const length = Math.hypot(dx, dy) || 1;
  const [cos, sin] = [dx / length, dy / length];
  const across = landmarks.map((l) => cos * points[3 * l] + sin * points[3 * l + 1]);
  const down = landmarks.map((l) => -sin * points[3 * l] + cos * points[3 * l + 1]);
  const [left, right, top, bottom] = [Math.min(...across), Math.max(...across), Math.min(...down), Math.max(...down)];
  const [u, v] = [(left + right) / 2, (top + bottom) / 2];
  const [width, height] = [scale * (right - left), scale * (bottom - top)];
  return {
    centre: [cos * u - sin * v, sin * u + cos * v],
    across: [cos * width, sin * width],
    down: [-sin * height, cos * height],
  };
}

/** Input pixel at (x, y) of the crop, both in 0..1. */
function fromRegion({ centre, across, down }: RegionCrop, x: number, y: number): [number, number] {
  const [u, v] = [x - 0.5, y - 0.5];
  return [centre[0] + u * across[0] + v * down[0], centre[1] + u * across[1] + v * down[1]];
}

/** What the trunk has made of the input: [side, side, channels]. */
interface FeatureMap {
  readonly side: number;
  readonly channels: number;
  readonly data: Float32Array;
}

/** Bilinear crop of the feature map, zero outside (MediaPipe's operator TransformTensorBilinear). @returns [size, size, C] */
function cropFeatures({ side, channels, data }: FeatureMap, crop: RegionCrop, size: number): Float32Array {
  const out = new Float32Array(size * size * channels);
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const [px, py] = fromRegion(crop, (column + 0.5) / size, (row + 0.5) / size);
      const x = (px * side) / MESH_INPUT - 0.5;
      const y = (py * side) / MESH_INPUT - 0.5;
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      const to = (row * size + column) * channels;
      for (const [cx, cy] of [
        [x0, y0],
        [x0 + 1, y0],
        [x0, y0 + 1],
        [x0 + 1, y0 + 1],
      ]) {
        const weight = (1 - Math.abs(x - cx)) * (1 - Math.abs(y - cy));
        if (cx < 0 || cy < 0 || cx >= side || cy >= side) continue;
        const from = (cy * side + cx) * channels;
        for (let c = 0; c < channels; c++) out[to + c] += weight * data[from + c];
      }
    }
  return out;
}
