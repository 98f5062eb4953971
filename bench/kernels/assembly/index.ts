export * from '../../../src/kernels/assembly/index';
export { adamStep } from './adam-step';
export { addArrays } from './add-arrays';
export { photometricPixels } from './photometric-pixels';
export { vertexLight, vertexLightBackward } from './vertex-light';
