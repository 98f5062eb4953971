/** `asm-fit/fitting`, a fit by its stages and what each of them optimises: may change in any release. */
import '../../onnx/no-telemetry.ts';

export { type FitInput, observeCapture } from '../../fitting/evidence/observe-capture.ts';
export { type DescribedFit, describeFit } from '../../fitting/finish/describe-fit.ts';
export type { FittedHead } from '../../fitting/finish/fitted-head.ts';
export type { PreparedFit } from '../../fitting/finish/prepared-fit.ts';
export { type FitRun, fitCapture, prepareFit } from '../../fitting/fit-capture.ts';
export { FIT_DEFAULTS, type FitOptions } from '../../fitting/options/fit-options.ts';
export { PRESETS, type Preset, presetFor } from '../../fitting/options/presets.ts';
export type { FitProgress } from '../../fitting/progress/fit-progress.ts';
export { refineFit } from '../../fitting/refine-fit.ts';
export { findScanLandmarks } from '../../fitting/scan/find-scan-landmarks.ts';
export { createScanFitter, type ScanFitter } from '../../fitting/scan/scan-fitter.ts';
export {
  evaluateTerm,
  type HeldTerm,
  type OpenTerm,
  type RowTerm,
  type TermDefinition,
} from '../../fitting/terms/term.ts';
