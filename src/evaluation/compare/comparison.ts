import type { View } from '../../capture/load-capture.ts';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { TexturedHead } from '../../render/mesh/head-mesh.ts';
import { type RegionStatistics, regionsOfScan, statisticsByRegion } from '../face-regions.ts';
import { markedHead } from '../marked-head.ts';
import { cropMesh } from '../scan-crop.ts';
import { createScanMeasure, type ScanError, type ScanMeasure, type ScanMeasurement } from '../scan-error.ts';
import { SCAN_PROTOCOLS } from '../scan-protocols.ts';
import { cumulativeShares } from '../statistics.ts';
import type { ComparedFits, ComparedMethod } from './compared-methods.ts';
import { type ImageQuality, meanQuality } from './image-quality.ts';
import { cameraForHead } from './posed-head.ts';
import { renderQuality, unseenQuality, type ViewQuality } from './render-quality.ts';

/** A method measured: against the scan where there is one, and against the photographs. */
export interface MethodResult {
  readonly method: ComparedMethod;
  readonly scan: {
    readonly now: ScanError;
    readonly metric: ScanError;
    readonly regions: RegionStatistics;
    /** Shares of the distances up to {@link CURVE_LIMITS}. */
    readonly curve: readonly number[];
    readonly measurement: ScanMeasurement;
  } | null;
  readonly images: ImageQuality;
  readonly views: readonly ViewQuality[];
  readonly heldOut: ViewQuality | null;
}

export interface Comparison {
  readonly methods: readonly MethodResult[];
  /** DECA's mesh from each view alone against the scan; empty without one. */
  readonly decaAlone: readonly { readonly view: string; readonly error: ScanError }[];
  readonly heldOutView: string | null;
}

/** mm */
export const CURVE_LIMITS: readonly number[] = Array.from({ length: 31 }, (_, i) => i / 10);

/** What is measured against what. */
export interface ComparisonInput {
  readonly fits: ComparedFits;
  /** In mm; null where no scan is known. */
  readonly scan: MarkedMesh | null;
  /** The main methods without one of the views; null where there are too few. */
  readonly without: { readonly left: View; readonly methods: readonly ComparedMethod[] } | null;
}

/** Measures all methods; those that are shown are rendered into their photographs too. */
export async function compareMethods(
  kernels: Kernels,
  textured: TexturedHead,
  { fits, scan, without }: ComparisonInput,
): Promise<Comparison> {
  const { head } = textured;
  const onScan = scan === null ? null : scanRuler(kernels, scan);
  const { views } = fits.input;
  const methods: MethodResult[] = [];
  for (const method of fits.methods) {
    const quality = await renderQuality(
      kernels,
      textured,
      { posed: method.posed, views },
      method.shown ? [0, ...(views.length > 2 ? [views.length >> 1] : [])] : [],
    );
    const twin = without?.methods.find(({ key }) => key === method.key);
    methods.push({
      method,
      scan: onScan === null ? null : measure(onScan, markedHead(head, method.posed.positions)),
      images: meanQuality(quality),
      views: quality,
      heldOut:
        without === null || twin === undefined
          ? null
          : await unseen(kernels, textured, { method, twin }, { views, left: without.left }),
    });
  }
  return {
    methods,
    decaAlone:
      onScan === null
        ? []
        : fits.decaAlone.map(({ view, positions }) => ({
            view,
            error: onScan.measure(markedHead(head, positions), [SCAN_PROTOCOLS.now])[0].error,
          })),
    heldOutView: without?.left.name ?? null,
  };
}

/** What meshes are measured by. */
interface ScanRuler {
  readonly measure: ScanMeasure;
  /** Of the points that protocol `now` measures. */
  readonly regions: Uint8Array;
}

function scanRuler(kernels: Kernels, scan: MarkedMesh): ScanRuler {
  const { points } = cropMesh(scan, SCAN_PROTOCOLS.now.crop);
  return {
    measure: createScanMeasure(kernels, scan),
    regions: regionsOfScan(kernels, loadBundledHead(), scan, points),
  };
}

function measure({ measure: measureBy, regions }: ScanRuler, mesh: MarkedMesh): NonNullable<MethodResult['scan']> {
  const [now, metric] = measureBy(mesh, [SCAN_PROTOCOLS.now, SCAN_PROTOCOLS['now-metric']]);
  return {
    now: now.error,
    metric: metric.error,
    regions: statisticsByRegion(regions, now.distances),
    curve: cumulativeShares(now.distances, CURVE_LIMITS),
    measurement: now,
  };
}

/** A method on all photographs, and on all but one. */
interface MethodTwins {
  readonly method: ComparedMethod;
  readonly twin: ComparedMethod;
}

/** A photograph that the method's twin has not seen, from where the method with all photographs saw it. */
async function unseen(
  kernels: Kernels,
  textured: TexturedHead,
  { method, twin }: MethodTwins,
  { views, left }: { readonly views: readonly View[]; readonly left: View },
): Promise<ViewQuality> {
  const v = views.indexOf(left);
  const camera = cameraForHead(method.posed.cameras[v], method.posed.positions, twin.posed.positions);
  const rest = views.filter((view) => view !== left);
  return unseenQuality(kernels, textured, { posed: twin.posed, views: rest }, { view: left, camera });
}
