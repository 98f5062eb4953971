import { Document, NodeIO } from '@gltf-transform/core';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { errorColors } from '../../render/pictures/error-colors.ts';
import { FACE_SIDES, type FaceSide, facePicturesOf } from '../../render/pictures/face-sides.ts';
import type { OutputFiles } from '../output/output-files.ts';

const PIXELS = 640;

/** Names of a heat map's files, as its option names the first. */
export interface HeatmapNames {
  readonly glb: string;
  readonly pictures: Readonly<Record<FaceSide, string>>;
}

/** @param path with or without `.glb`; the pictures lie beside it */
export function heatmapNames(path: string): HeatmapNames {
  const base = path.replace(/\.glb$/i, '');
  const sides = Object.keys(FACE_SIDES) as FaceSide[];
  return {
    glb: `${base}.glb`,
    pictures: Object.fromEntries(sides.map((side) => [side, `${base}_${side}.png`])) as Record<FaceSide, string>,
  };
}

/** How far a scan's vertices are from a mesh. */
export interface ScanDistances {
  /** In mm. */
  readonly scan: MarkedMesh;
  /** [V] mm, NaN where nothing was measured. */
  readonly distances: Float64Array;
}

/**
 * Writes a scan coloured by distances: a GLB with vertex colours and a PNG from each side.
 * @param most the colour scale's end, mm
 * @throws {AsmFitError} output: cannot be written
 */
export async function writeHeatmap(
  { glb, pictures }: HeatmapNames,
  { scan, distances }: ScanDistances,
  most: number,
  files: OutputFiles,
): Promise<void> {
  const colors = errorColors(distances, most);
  files.write(glb, await coloredGlb(scan, colors));
  const images = await facePicturesOf(scan, colors, PIXELS);
  for (const side of Object.keys(FACE_SIDES) as FaceSide[]) files.write(pictures[side], images[side]);
}

/** A mesh with linear vertex colours as GLB, in metres. */
async function coloredGlb({ positions, triangles }: MarkedMesh, colors: Float64Array): Promise<Uint8Array> {
  const document = new Document();
  const buffer = document.createBuffer();
  const accessor = (type: 'VEC3' | 'SCALAR', array: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) =>
    document.createAccessor().setType(type).setArray(array).setBuffer(buffer);
  const material = document.createMaterial('error').setMetallicFactor(0).setRoughnessFactor(1).setDoubleSided(true);
  const primitive = document
    .createPrimitive()
    .setMaterial(material)
    .setAttribute(
      'POSITION',
      accessor(
        'VEC3',
        Float32Array.from(positions, (x) => x / 1000),
      ),
    )
    .setAttribute('COLOR_0', accessor('VEC3', Float32Array.from(colors)))
    .setIndices(accessor('SCALAR', Uint32Array.from(triangles)));
  const node = document.createNode('scan').setMesh(document.createMesh('scan').addPrimitive(primitive));
  document.createScene('scan').addChild(node);
  return new NodeIO().writeBinary(document);
}
