/** `asm-fit/model`, the adaptive skinning model and the heads it moves: may change in any release. */
import '../../onnx/no-telemetry.ts';

export {
  type AdaptiveSkinningModel,
  type AsmForward,
  asmBackward,
  asmForward,
  asmPairs,
  createAsm,
} from '../../asm/adaptive-skinning-model.ts';
export { BONES } from '../../asm/bones.ts';
export { ASM_GROUPS, type AsmGroupName, type AsmLayout, groupOf } from '../../asm/parameters.ts';
export { type AsmVariant, WHOLE_MODEL } from '../../asm/variant.ts';
export { loadBundledHead } from '../../head/bundled/bundled-head.ts';
export { embeddedPoints, type HeadModel, skinTriangles } from '../../head/head-model.ts';
export { loadHead } from '../../head/load-head.ts';
export { createShapeSpace, evaluateShape, type ShapeSpace } from '../../head/shape/shape-space.ts';
