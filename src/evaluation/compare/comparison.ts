import type { View } from '../../capture/load-capture.ts';
import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import type { HeadModel } from '../../head/head-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import type { TexturedHead } from '../../render/mesh/head-mesh.ts';
import { type FaceRegion, regionStatistics } from '../face-regions.ts';
import { markedHead } from '../marked-head.ts';
import { measureMesh, type ScanError, type ScanMeasurement } from '../scan-error.ts';
import { SCAN_PROTOCOLS } from '../scan-protocols.ts';
import { cumulativeShares, type DistanceStatistics } from '../statistics.ts';
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
    readonly regions: Partial<Record<FaceRegion, DistanceStatistics>>;
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
  const regionHead = loadBundledHead();
  const { views } = fits.input;
  const methods: MethodResult[] = [];
  for (const method of fits.methods) {
    const quality = await renderQuality(kernels, textured, method.posed, views);
    const twin = without?.methods.find(({ key }) => key === method.key);
    methods.push({
      method,
      scan: scan === null ? null : measure(kernels, regionHead, markedHead(head, method.posed.positions), scan),
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
      scan === null
        ? []
        : fits.decaAlone.map(({ view, positions }) => ({
            view,
            error: measureMesh(kernels, markedHead(head, positions), scan, SCAN_PROTOCOLS.now).error,
          })),
    heldOutView: without?.left.name ?? null,
  };
}

function measure(
  kernels: Kernels,
  regionHead: HeadModel,
  mesh: MarkedMesh,
  scan: MarkedMesh,
): NonNullable<MethodResult['scan']> {
  const measurement = measureMesh(kernels, mesh, scan, SCAN_PROTOCOLS.now);
  return {
    now: measurement.error,
    metric: measureMesh(kernels, mesh, scan, SCAN_PROTOCOLS['now-metric']).error,
    regions: regionStatistics(kernels, regionHead, scan, measurement),
    curve: cumulativeShares(measurement.distances, CURVE_LIMITS),
    measurement,
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
