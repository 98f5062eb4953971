export { solveCholesky } from './cholesky';
export { gaussianBlur, interleavePlanes } from './gaussian-blur';
export { mixtureWeights, mixtureWeightsBackward } from './mixture-weights';
export { addPointRows } from './point-rows';
export { blendSkin, blendSkinBackward } from './skinning';
export { probeSurfaceFeature, surfaceFeatureLayers } from './surface-feature';
