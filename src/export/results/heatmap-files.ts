import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { errorColors } from '../../render/pictures/error-colors.ts';
import { FACE_SIDES, type FaceSide, facePicturesOf } from '../../render/pictures/face-sides.ts';
import type { OutputFiles } from '../output/output-files.ts';
import { coloredVariantsGlb } from './scan-errors-glb.ts';

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
  files.write(glb, await coloredVariantsGlb(scan, [{ name: 'scan', colors }]));
  const images = await facePicturesOf(scan, colors, PIXELS);
  for (const side of Object.keys(FACE_SIDES) as FaceSide[]) files.write(pictures[side], images[side]);
}
