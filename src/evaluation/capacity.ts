import { type AsmVariant, type FreezableName, variantName } from '../asm/variant.ts';
import type { MarkedMesh } from '../capture/scan/marked-mesh.ts';
import type { AsmFitOnScan, MorphableSize, ScanFit, ScanFitter } from '../fitting/scan/scan-fitter.ts';
import type { HeadModel } from '../head/head-model.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { markedHead } from './marked-head.ts';
import { measureMesh, type ScanError, type ScanMeasurement } from './scan-error.ts';
import { SCAN_PROTOCOLS } from './scan-protocols.ts';

/** One model of the capacity experiment [ASM23]: how many numbers, how near to the scan. */
export interface CapacityRow {
  readonly model: 'template' | 'asm' | 'morphable';
  readonly name: string;
  readonly parameterCount: number;
  readonly mixtures?: number;
  readonly freeze?: readonly FreezableName[];
  readonly seconds: number;
  readonly folded: ScanFit['folded'];
  readonly error: ScanError;
}

/** A row with the fit behind it. */
export interface MeasuredFit<Fit extends ScanFit = ScanFit> {
  readonly row: CapacityRow;
  readonly fit: Fit;
  readonly mesh: MarkedMesh;
  readonly measurement: ScanMeasurement;
}

export async function measureAsm(
  kernels: Kernels,
  fitter: ScanFitter,
  scan: MarkedMesh,
  variant: AsmVariant,
): Promise<MeasuredFit<AsmFitOnScan>> {
  const fit = await fitter.asm(variant.mixtures, variant.freeze);
  return measured(kernels, { head: fitter.head, scan }, fit, { model: 'asm', name: variantName(variant), ...variant });
}

export async function measureMorphable(
  kernels: Kernels,
  fitter: ScanFitter,
  scan: MarkedMesh,
  size: MorphableSize,
): Promise<MeasuredFit> {
  const fit = await fitter.morphable(size);
  return measured(kernels, { head: fitter.head, scan }, fit, { model: 'morphable', name: size.name });
}

/** The mean head as it is. */
export function measureTemplate(kernels: Kernels, fitter: ScanFitter, scan: MarkedMesh): MeasuredFit {
  const fit = fitter.template();
  return measured(kernels, { head: fitter.head, scan }, fit, { model: 'template', name: 'mean head' });
}

function measured<Fit extends ScanFit>(
  kernels: Kernels,
  { head, scan }: { readonly head: HeadModel; readonly scan: MarkedMesh },
  fit: Fit,
  what: Pick<CapacityRow, 'model' | 'name' | 'mixtures' | 'freeze'>,
): MeasuredFit<Fit> {
  const mesh = markedHead(head, fit.positions);
  const measurement = measureMesh(kernels, mesh, scan, SCAN_PROTOCOLS.now);
  const { parameterCount, seconds, folded } = fit;
  return { row: { ...what, parameterCount, seconds, folded, error: measurement.error }, fit, mesh, measurement };
}
