import { DESCRIPTOR_MAPS } from './attention-graph.ts';
import { MESH_INPUT, type MeshPrediction } from './attention-mesh.ts';
import { loadNetwork } from './networks.ts';

/** Moves the points of a crop to their places on the head: [468, 2] crop pixels. */
export type LandmarkCorrection = (seen: MeshPrediction) => Promise<Float64Array>;

/** The points as the attention mesh has them. */
export const uncorrected: LandmarkCorrection = async ({ points }) =>
  Float64Array.from({ length: (2 * points.length) / 3 }, (_, i) => points[3 * (i >> 1) + (i & 1)]);

/**
 * MediaPipe's attention mesh sees lips and chins of open mouths and lopsided smiles some mm beside their places, and the rim of
 * a turned face where it shows, not where it is. What moves them is a linear map of its own points and feature maps
 * (`asm-fit train landmarks`, docs/landmarks.md).
 */
export async function loadLandmarkCorrection(): Promise<LandmarkCorrection> {
  const network = await loadNetwork('landmark-correction');
  return async ({ points, irises, maps }) => {
    const unit = (values: Float64Array): Float32Array => Float32Array.from(values, (x) => x / MESH_INPUT);
    const { corrected } = await network.run({
      points: { data: unit(points), dims: [points.length / 3, 3] },
      irises: { data: unit(irises), dims: [irises.length / 2, 2] },
      ...Object.fromEntries(
        DESCRIPTOR_MAPS.map(({ side, channels }, m) => [
          `map_${m}`,
          { data: maps[m], dims: [1, side, side, channels] },
        ]),
      ),
    });
    return Float64Array.from(corrected, (x) => MESH_INPUT * x);
  };
}
