/** `asm-fit/capture`, photographs, landmarks and meshes as they are read: may change in any release. */
import '../../onnx/no-telemetry.ts';

export {
  createLandmarkDetector,
  type DetectedLandmarks,
  type LandmarkDetector,
} from '../../capture/detection/detect-landmarks.ts';
export type { FilmChoice } from '../../capture/frames/film-views.ts';
export { type Capture, type LoadCaptureOptions, loadCapture, type View } from '../../capture/load-capture.ts';
export {
  embeddingDistance,
  type FaceRecognizer,
  loadFaceRecognizer,
} from '../../capture/recognition/face-recognizer.ts';
export { type ComparedFace, findPerson, type ShownPerson } from '../../capture/recognition/one-person.ts';
export { type RecognizedFace, recognizeFaces } from '../../capture/recognition/recognize-faces.ts';
export { inMillimetres, type MarkedMesh } from '../../capture/scan/marked-mesh.ts';
export { type MeshUnit, type ToldSize, unitOfMesh } from '../../capture/scan/mesh-unit.ts';
export { readMesh } from '../../capture/scan/read-mesh.ts';
export type { Camera } from '../../geometry/camera.ts';
export type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
export type { ByteImage } from '../../image/image.ts';
export { loadImage } from '../../image/load-image.ts';
export type { NetworkRuntime } from '../../onnx/network-runtime.ts';
export { networkRuntime } from '../../onnx/onnx-runtime.ts';
