/** The library (docs/api.md). Stable: what changes here is in CHANGELOG.md. */
import './onnx/no-telemetry.ts';

export {
  editHead,
  HEAD_SLIDERS,
  type HeadSlider,
  type HeadSliderValues,
  type SliderEdit,
  type SlidersOfHead,
  slidersOf,
} from './api/edit-head.ts';
export { evaluateMesh, type MeshEvaluation, type MeshFacts } from './api/evaluate-mesh.ts';
export { fitPhotographs } from './api/fit-photographs.ts';
export { loadFit } from './api/load-fit.ts';
export {
  EVALUATE_MESH_DEFAULTS,
  type EvaluateMeshOptions,
  type EvaluateMeshSettings,
  PROTOCOL_NAMES,
  type ProtocolName,
} from './api/options/evaluate-mesh-options.ts';
export {
  FIT_PHOTOGRAPHS_DEFAULTS,
  type FitPhotographsOptions,
  type FitPhotographsSettings,
  type FitProgressEvent,
} from './api/options/fit-photographs-options.ts';
export {
  RECONSTRUCT_FACE_DEFAULTS,
  type ReconstructFaceOptions,
  type ReconstructFaceSettings,
} from './api/options/reconstruct-face-options.ts';
export { reconstructFace } from './api/reconstruct-face.ts';
export type { HeadLandmarks, HeadMesh } from './api/results/head-mesh.ts';
export type {
  FitParameters,
  FitTiming,
  FittedView,
  InitialMesh,
  PhotographFit,
} from './api/results/photograph-fit.ts';
export type { ReconstructedFace, SkinRelief } from './api/results/reconstructed-face.ts';
export type { RiggedResult } from './api/results/rigged-result.ts';
export type { SkinTexture } from './api/results/skin-texture.ts';
export type { ViewCamera } from './api/results/view-camera.ts';
export { type FileContents, toFiles } from './api/to-files.ts';
export { toGlb } from './api/to-glb.ts';
export { toObj } from './api/to-obj.ts';
export type { AsmGroupName } from './asm/parameters.ts';
export type { PoseLoss } from './asm/skeleton/influence-loss.ts';
export type { LimitedWeights } from './asm/skeleton/limited-weights.ts';
export type { SliderGroup, SliderSide } from './asm/sliders/slider-definition.ts';
export type { FaceBox } from './capture/detection/crop.ts';
export type { DecaCodes } from './deca/codes.ts';
export { AsmFitError, type ErrorKind, EXIT_CODES, type ExitKind } from './errors.ts';
export type { ScanError } from './evaluation/scan-error.ts';
export type { ScanProtocolName } from './evaluation/scan-protocols.ts';
export type { DistanceStatistics } from './evaluation/statistics.ts';
export { FORMAT_NAMES, type FormatName } from './export/formats/export-formats.ts';
export type {
  RigAnimation,
  RiggedHead,
  RigJoint,
  RigPrimitive,
  RigSurface,
  RigTexture,
} from './export/rig/rigged-head.ts';
export type { InfluenceLoss } from './export/rig/weights/solve-weights.ts';
export type { DetailMaps } from './fitting/finish/detail-maps.ts';
export { HAIR_NAMES, type HairName } from './fitting/hair/hair-name.ts';
export {
  type FitOptions,
  INIT_NAMES,
  type InitName,
  PRESET_NAMES,
  type PresetName,
} from './fitting/options/fit-options.ts';
export type { LossRecord } from './fitting/progress/fit-progress.ts';
export type { StageTime } from './fitting/progress/stage-clock.ts';
export type { HeadPart, JointName, PartName, TextureName } from './head/head-model.ts';
export type { ByteImage } from './image/image.ts';
export type { KernelBackend } from './kernels/kernel.ts';
export type { NetworkRuntime } from './onnx/network-runtime.ts';
export { OPTIMIZER_NAMES, type OptimizerName } from './optimizers/optimizer.ts';
export { COMPLETION_NAMES, type CompletionName } from './render/texture/completion/completion-name.ts';
