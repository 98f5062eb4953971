import { readWritten, surface } from '../read-written.ts';
import { type GltfJson, glbOfJson, plainGltf } from './gltf-files.ts';
import { bentGrid, objOf, type PolygonMesh, trianglesOf } from './polygon-mesh.ts';

const polygons = bentGrid(3);
/** The mesh of the tests of glTF. */
export const grid: PolygonMesh = { places: polygons.places, polygons: trianglesOf(polygons) };
export const corners = grid.polygons.flat();
/** Its plain file. */
export const { json, bin } = plainGltf(grid, corners);
export const views = json.bufferViews as Record<string, unknown>[];
export const accessors = json.accessors as Record<string, unknown>[];

/** The plain file with other parts. */
export const glb = (parts: GltfJson, bytes: Uint8Array = bin): Buffer => glbOfJson({ ...json, ...parts }, bytes);

/** What a file of these places and triangles holds. */
export async function expected(mesh: PolygonMesh, digits?: number): Promise<string[]> {
  return surface(await readWritten('plain.obj', objOf(mesh)), digits);
}

export const moved = (move: (p: readonly number[]) => number[], turned = false): PolygonMesh => ({
  places: grid.places.map(move),
  polygons: turned ? grid.polygons.map(([a, b, c]) => [a, c, b]) : grid.polygons,
});

/** Parts of a file that cannot be read without an extension. */
export const required = (name: string): GltfJson => ({ extensionsUsed: [name], extensionsRequired: [name] });
