/** The public API, one explicit list. */
import './onnx/no-telemetry.ts';

export {
  type AdaptiveSkinningModel,
  asmBackward,
  asmForward,
  asmPairs,
  createAsm,
} from './asm/adaptive-skinning-model.ts';
export { BONES } from './asm/bones.ts';
export { createLandmarkDetector } from './capture/detection/detect-landmarks.ts';
export { type Capture, loadCapture, type View } from './capture/load-capture.ts';
export { inMillimetres, type MarkedMesh } from './capture/scan/marked-mesh.ts';
export { type MeshUnit, type ToldSize, unitOfMesh } from './capture/scan/mesh-unit.ts';
export { readMesh } from './capture/scan/read-mesh.ts';
export { AsmFitError, type ErrorKind, EXIT_CODES } from './errors.ts';
export { measureMesh, type ScanError, type ScanMeasurement } from './evaluation/scan-error.ts';
export { SCAN_PROTOCOLS, type ScanProtocol } from './evaluation/scan-protocols.ts';
export { synthesizeCapture } from './evaluation/synthetic/synthetic-capture.ts';
export { vertexError } from './evaluation/vertex-error.ts';
export { glbBytes } from './export/formats/glb.ts';
export { objText } from './export/formats/obj.ts';
export type { RiggedHead } from './export/rig/rigged-head.ts';
export type { FittedHead } from './fitting/finish/fitted-head.ts';
export type { FirstMesh, InitialHead } from './fitting/first-mesh/initial-head.ts';
export { fitCapture } from './fitting/fit-capture.ts';
export { FIT_DEFAULTS, type FitOptions } from './fitting/options/fit-options.ts';
export { findScanLandmarks } from './fitting/scan/find-scan-landmarks.ts';
export { loadMarkedMesh } from './fitting/scan/load-marked-mesh.ts';
export { createScanFitter, type ScanFitter } from './fitting/scan/scan-fitter.ts';
export type { Camera } from './geometry/camera.ts';
export { loadBundledHead } from './head/bundled/bundled-head.ts';
export type { HeadModel } from './head/head-model.ts';
export { loadHead } from './head/load-head.ts';
export { createShapeSpace, evaluateShape } from './head/shape/shape-space.ts';
export type { KernelBackend, Kernels } from './kernels/kernel.ts';
export { plainKernels } from './kernels/runtime/plain-kernels.ts';
export { openKernels } from './kernels/runtime/wasm-kernels.ts';
export { type NetworkRuntime, networkRuntime } from './onnx/onnx-runtime.ts';
