/** `asm-fit/evaluation`, measures against scans and captures with exact truth: may change in any release. */
import '../../onnx/no-telemetry.ts';

export { measureMesh, type ScanError, type ScanMeasurement } from '../../evaluation/scan-error.ts';
export { SCAN_PROTOCOLS, type ScanProtocol, type ScanProtocolName } from '../../evaluation/scan-protocols.ts';
export { synthesizeCapture } from '../../evaluation/synthetic/synthetic-capture.ts';
export { vertexError } from '../../evaluation/vertex-error.ts';
export { type LoadedMesh, loadMarkedMesh } from '../../fitting/scan/load-marked-mesh.ts';
