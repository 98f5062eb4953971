import { SCAN_PROTOCOL_NAMES, type ScanProtocolName } from '../../evaluation/scan-protocols.ts';
import { choice, type OptionValue, orNull } from '../../option-value.ts';
import { defaultThreads, MILLIMETRES, PATH, SIGNAL, THREADS } from './shared-values.ts';

/** A protocol by which a mesh is measured against a scan. */
export type ProtocolName = ScanProtocolName | 'realy';

/**
 * The protocols that {@link evaluateMesh} knows (docs/evaluation.md).
 * @example
 * import { PROTOCOL_NAMES } from 'asm-fit';
 *
 * console.log(PROTOCOL_NAMES.join(', '));
 */
export const PROTOCOL_NAMES: readonly ProtocolName[] = [...SCAN_PROTOCOL_NAMES, 'realy'];

/** Options of `evaluateMesh`; each may be left out. */
export interface EvaluateMeshOptions {
  /** Crop, alignment and distance by name; `now` by default. */
  readonly protocol?: ProtocolName;
  /** JSON with the mesh's landmarks; null (the default) for a `fit.json` beside the mesh, or to find them. */
  readonly meshLandmarks?: string | null;
  /** JSON with the scan's landmarks; null (the default) for a `scan-landmarks.json` beside it, or to find them. */
  readonly scanLandmarks?: string | null;
  /** Size of the scan's unit, mm; null (the default) to tell it by the eyes. */
  readonly mmPerUnit?: number | null;
  /** How far the scan's outer eye corners are apart, mm; null (the default) where it is not known. */
  readonly canthi?: number | null;
  /** Threads; the result is the same on any number. By default the machine's cores, at most 8. */
  readonly threads?: number;
  /** Ends the measurement between two of its stages: the promise is rejected with its reason. */
  readonly signal?: AbortSignal | null;
}

/** What `evaluateMesh` goes by. */
export type EvaluateMeshSettings = Required<EvaluateMeshOptions>;

/**
 * Options of {@link evaluateMesh} where none is given; those of `asm-fit evaluate`.
 * @example
 * import { EVALUATE_MESH_DEFAULTS } from 'asm-fit';
 *
 * console.log(EVALUATE_MESH_DEFAULTS.protocol);
 */
export const EVALUATE_MESH_DEFAULTS: EvaluateMeshSettings = {
  protocol: 'now',
  meshLandmarks: null,
  scanLandmarks: null,
  mmPerUnit: null,
  canthi: null,
  threads: defaultThreads(),
  signal: null,
};

type Values = { readonly [Name in keyof EvaluateMeshSettings]: OptionValue<EvaluateMeshSettings[Name]> };

/** What each option takes. */
export const EVALUATE_MESH_VALUES: Values = {
  protocol: choice(PROTOCOL_NAMES),
  meshLandmarks: orNull(PATH),
  scanLandmarks: orNull(PATH),
  mmPerUnit: orNull(MILLIMETRES),
  canthi: orNull(MILLIMETRES),
  threads: THREADS,
  signal: SIGNAL,
};
