import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import type { Comparison, MethodResult } from '../../evaluation/compare/comparison.ts';
import { distancesAtVertices } from '../../evaluation/scan-error.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { errorColors } from '../../render/pictures/error-colors.ts';
import { facePicturesOf } from '../../render/pictures/face-sides.ts';
import { headObj } from '../formats/head-obj.ts';
import { mtlText } from '../formats/obj.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { comparisonReport } from '../report/comparison-report.ts';

export interface ComparisonOutput {
  readonly title: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly head: HeadModel;
  readonly scan: MarkedMesh | null;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly comparison: Comparison;
  readonly options: Record<string, unknown>;
  readonly warnings: readonly string[];
}

const SCALE_MM = 3;
const PIXELS = 360;

/** Writes the comparison as a page, as JSON, and every method's mesh. @returns the JSON */
export async function writeComparison(
  { title, tool, head, scan, facts, comparison, options, warnings }: ComparisonOutput,
  folder: OutputFolder,
): Promise<Record<string, unknown>> {
  const heatmaps = new Map<string, readonly Uint8Array[]>();
  for (const result of comparison.methods) {
    folder.write(meshOf(result), headObj(head, result.method.posed.positions, 'head.mtl'));
    if (scan === null || result.scan === null || !result.method.shown) continue;
    const distances = distancesAtVertices(scan, result.scan.measurement);
    const { right, front, left } = await facePicturesOf(scan, errorColors(distances, SCALE_MM), PIXELS);
    heatmaps.set(result.method.key, [right, front, left]);
  }
  folder.write('head.mtl', mtlText({}));
  folder.write('report.html', comparisonReport({ title, facts, comparison, scaleMm: SCALE_MM, heatmaps }));
  const json = {
    version: 1,
    tool,
    head: head.name,
    options,
    heldOutView: comparison.heldOutView,
    methods: Object.fromEntries(comparison.methods.map((result) => [result.method.key, describe(head, result)])),
    decaAlone: comparison.decaAlone.map(({ view, error }) => ({ view, ...error })),
    warnings,
  };
  folder.write('report.json', `${JSON.stringify(json, null, 1)}\n`);
  return json;
}

function meshOf({ method }: MethodResult): string {
  return `meshes/${method.key}.obj`;
}

function describe(head: HeadModel, result: MethodResult): Record<string, unknown> {
  const { method, scan, images, views, heldOut } = result;
  const marks = embeddedPoints(head.embeddings.ibug68, method.posed.positions);
  const quality = ({ psnrDb, ssim, l1 }: { psnrDb: number; ssim: number; l1: number }) => ({ psnrDb, ssim, l1 });
  return {
    name: method.name,
    mesh: meshOf(result),
    landmarks68: Array.from({ length: 68 }, (_, l) => Array.from(marks.subarray(3 * l, 3 * l + 3))),
    parameterCount: method.parameterCount,
    modelBytes: method.modelBytes,
    seconds: method.seconds,
    ...(scan === null ? {} : { ...scan.now, metric: scan.metric, regions: scan.regions, curve: scan.curve }),
    images: quality(images),
    views: views.map((view) => ({ image: view.view, ...quality(view) })),
    ...(heldOut === null ? {} : { heldOut: { image: heldOut.view, ...quality(heldOut) } }),
  };
}
