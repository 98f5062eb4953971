import { DESCRIPTOR_MAPS } from './attention-graph.ts';
import { type AttentionMesh, loadAttentionMesh, MESH_INPUT } from './attention-mesh.ts';
import { loadNetwork } from './networks.ts';

/**
 * MediaPipe's attention mesh, its points moved to where they lie on the head: it sees lips and chins of open mouths and
 * lopsided smiles some mm beside their places, and the rim of a turned face where it shows, not where it is. What moves them
 * is a linear map of its own points and feature maps (`asm-fit train landmarks`).
 */
export async function loadCorrectedMesh(): Promise<AttentionMesh> {
  const mesh = await loadAttentionMesh();
  const correction = await loadNetwork('landmark-correction');
  return {
    async predict(pixels) {
      const seen = await mesh.predict(pixels);
      const unit = (values: Float64Array): Float32Array => Float32Array.from(values, (x) => x / MESH_INPUT);
      const maps = Object.fromEntries(
        DESCRIPTOR_MAPS.map(({ side, channels }, m) => [
          `map_${m}`,
          { data: seen.maps[m], dims: [1, side, side, channels] },
        ]),
      );
      const { corrected } = await correction.run({
        points: { data: unit(seen.points), dims: [seen.points.length / 3, 3] },
        irises: { data: unit(seen.irises), dims: [seen.irises.length / 2, 2] },
        ...maps,
      });
      const points = seen.points.slice();
      for (let l = 0; l < corrected.length / 2; l++)
        for (const k of [0, 1]) points[3 * l + k] = MESH_INPUT * corrected[2 * l + k];
      return { ...seen, points };
    },
  };
}
