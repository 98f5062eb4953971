import { DESCRIPTOR_MAPS } from './attention-graph.ts';
import { IRIS_POINTS, MESH_INPUT, type MeshPrediction } from './attention-mesh.ts';
import { loadNetwork } from './networks.ts';

/** Where points and irises lie on the head, crop pixels: [468, 2] and, as MediaPipe's 468 to 477, [10, 2]. */
export interface CorrectedPoints {
  readonly points: Float64Array;
  readonly irises: Float64Array;
}

/** Moves the points of a crop to their places on the head. */
export type LandmarkCorrection = (seen: MeshPrediction) => Promise<CorrectedPoints>;

/** The points as the attention mesh has them. */
export const uncorrected: LandmarkCorrection = async ({ points, irises }) => ({
  points: Float64Array.from({ length: (2 * points.length) / 3 }, (_, i) => points[3 * (i >> 1) + (i & 1)]),
  irises,
});

/**
 * MediaPipe's attention mesh sees lips and chins of open mouths and lopsided smiles some mm beside their places, the rim of
 * a turned face where it shows, not where it is, and irises drawn to the middle of the lids. What moves them is a linear map of
 * its own points and feature maps (`asm-fit train landmarks`, docs/landmarks.md); an iris is moved as a whole.
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
    const places = Float64Array.from(corrected, (x) => MESH_INPUT * x);
    const middles = places.subarray((2 * points.length) / 3);
    return {
      points: places.slice(0, (2 * points.length) / 3),
      irises: irises.map((x, i) => {
        const [eye, axis] = [Math.floor(i / (2 * IRIS_POINTS)), i % 2];
        return x + middles[2 * eye + axis] - irises[2 * IRIS_POINTS * eye + axis];
      }),
    };
  };
}
